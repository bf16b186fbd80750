import type { Run } from "../run.ts";
import type { Since } from "../since.ts";
import { compare } from "./comparison.ts";
import { isComparable, isSameCluster } from "./comparable.ts";
import { flappingIn, LOOKED_AT } from "./flapping.ts";
import type { StoredRun } from "./stored.ts";

/** At most so many runs are read: a lab's folder may hold a thousand of other scenarios, at two milliseconds each. */
const READ = 50;

/**
 * What a run says against the newest earlier one that it can be held against; `undefined` where there is none.
 * `earlier`: newest first; no more of it is read than is needed.
 */
export function sinceEarlier(run: Run, earlier: Iterable<StoredRun>): Since | undefined {
  if (run.outcome.refused !== undefined) return undefined;
  const found: StoredRun[] = [];
  let read = 0;
  for (const stored of earlier) {
    if (isComparable(stored.run, run)) found.push(stored);
    if (found.length >= LOOKED_AT - 1 || (read += 1) >= READ) break;
  }
  const [last] = found;
  if (!last) return undefined;
  const { turned, stillFailing, causes, came, went, times } = compare(last.run, run);
  const same = isSameCluster(last.run, run);
  const bootstrap = same === false ? times.find(({ kind }) => kind === "bootstrap") : undefined;
  const flapping = flappingIn([run, ...found.map((stored) => stored.run)]);
  return {
    folder: last.name,
    startedAt: last.run.startedAt,
    verdict: last.run.outcome.verdict,
    ...(same === false && { anew: true as const }),
    turned: turned.map(({ id, from, to }) => ({ id, from, to })),
    causes,
    stillFailing: stillFailing.length,
    came,
    went,
    ...(bootstrap && { bootstrap: { fromMs: bootstrap.fromMs, toMs: bootstrap.toMs } }),
    ...(flapping.length > 0 && { flapping }),
  };
}

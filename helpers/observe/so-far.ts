import { mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import type { SourceKey, SourceResult } from "../../observations/observations.ts";
import { monotonicMs } from "../wait/clock.ts";
import type { LookNumbers, Looks } from "./looks.ts";
import { cutDown, indexOf, inPlaces, PACKED, told, writeLines, type Judged } from "./saved.ts";

/** Below `observations/`, while a run goes on; the end of a run writes everything anew and removes it. */
export const SO_FAR = "so-far";

/** Of the time of a run at most the 25th part; less, where there is less to keep. */
const SHARE = 25;

/** Keeps what checks were judged by while the run goes on: one that is killed is judged again as far as it got. */
export interface SoFar {
  /** After each check. Writes what is new, where that is due. Throws what the file system says. */
  keep(): Promise<void>;
  /** Everything stands elsewhere by now. */
  remove(): void;
}

/**
 * Each part is a file of gzipped lines, written beside and then renamed: looks that no earlier part has, then an index of
 * the checks that were judged since. `observations`: the folder of that name.
 */
export function soFar(observations: string, looks: Pick<Looks, "kept">, judged: Judged): SoFar {
  const folder = path.join(observations, SO_FAR);
  const written = new Map<SourceKey, number>();
  const indexed = new Map<string, LookNumbers>();
  let [parts, dueMs] = [0, 0];
  return {
    async keep() {
      const startedMs = monotonicMs();
      if (startedMs < dueMs) return;
      const { looks: all, checks, again } = looks.kept({});
      const fresh = Object.entries(checks).filter(([id, numbers]) => indexed.get(id) !== numbers);
      if (fresh.length === 0) return;
      const index = indexOf({ checks: Object.fromEntries(fresh), ...(again && { again }), last: {} }, judged);
      parts += 1;
      const part = path.join(folder, `${String(parts).padStart(4, "0")}.ndjson${PACKED}`);
      mkdirSync(folder, { recursive: true });
      await writeLines(`${part}.new`, linesOf(all, written, index));
      renameSync(`${part}.new`, part);
      for (const [key, its] of Object.entries(all) as [SourceKey, unknown[]][]) written.set(key, its.length);
      for (const [id, numbers] of fresh) indexed.set(id, numbers);
      const endedMs = monotonicMs();
      dueMs = endedMs + SHARE * (endedMs - startedMs);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A list has a line for each item, so that its whole text is never in memory; what an earlier look has is a number. */
function* linesOf(
  all: Partial<Record<SourceKey, SourceResult<unknown>[]>>,
  written: ReadonlyMap<SourceKey, number>,
  index: object,
): Generator<string> {
  for (const [key, looks] of Object.entries(all) as [SourceKey, SourceResult<unknown>[]][]) {
    const from = written.get(key) ?? 0;
    for (const [offset, look] of looks.slice(from).entries()) {
      const number = from + offset;
      const kept = cutDown(key, look);
      const { list, ...rest } = inPlaces(kept, looks[number - 1]);
      yield told(key, { source: key, number, ...(list && { items: list.length }), ...rest });
      for (const item of list ?? []) yield told(key, item);
    }
  }
  yield told("identity", { index });
}

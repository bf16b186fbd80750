import type { Profile } from "../../clusters/profile.ts";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import { judge } from "../../criteria/judge.ts";
import type { SourceResults, Observations, SourceKey } from "../../observations/observations.ts";
import { sleep } from "../wait/clock.ts";
import { contextOf, isLate, sourcesOf, STILL } from "../observe/freshness.ts";
import type { Gatherer } from "../observe/gather.ts";
import type { LedgerEntry } from "./ledger.ts";

/** Judges again, on fresh sources, what had passed, when the steady window is over. */
export async function judgedAgain(
  gather: Gatherer,
  entries: readonly LedgerEntry[],
  { profile, signal }: { profile: Profile; signal: AbortSignal },
): Promise<Observations["steadiness"]> {
  const windowMs = profile.workloads.steadyFor;
  await sleep(windowMs, signal);
  const passed = entries.flatMap(({ criterion, judgement }) =>
    judgement.verdict === "pass" && !criterion.needs.some(isLate) ? [criterion] : [],
  );
  const results = await lookAgain(
    gather,
    [...new Set(passed.flatMap(sourcesOf))].filter((key) => !isLate(key)),
  );
  return {
    windowMs,
    rows: passed.map((criterion) => {
      const own = resultsOf(criterion, results);
      const { verdict, findings, reason } = judge(criterion, own, contextOf(profile, own));
      const said = findings.map(({ subject, actual }) => `${subject}: ${actual}`);
      return { id: criterion.id, verdict, findings: reason ? [...said, reason] : said };
    }),
  };
}

const resultsOf = (criterion: AnyCriterion, results: SourceResults): SourceResults =>
  Object.fromEntries(sourcesOf(criterion).flatMap((key) => (results[key] ? [[key, results[key]]] : [])));

/** What moves is read anew; what stands still is taken as it was read. */
async function lookAgain(gather: Gatherer, keys: readonly SourceKey[]): Promise<SourceResults> {
  const still = keys.filter((key) => STILL.includes(key));
  const moving = keys.filter((key) => !STILL.includes(key));
  return { ...(await gather.look(still, Number.POSITIVE_INFINITY)), ...(await gather.look(moving, 0)) };
}

import type { Profile } from "../../clusters/profile.ts";
import { judge } from "../../criteria/judge.ts";
import type { SourceResults, Observations, SourceKey } from "../../observations/observations.ts";
import { sleep } from "../wait/clock.ts";
import { isLate, momentOf, sourcesOf, STILL } from "../observe/freshness.ts";
import type { Gatherer } from "../observe/gather.ts";
import type { LedgerEntry } from "./ledger.ts";

/** After the steady window, judges again what had passed, with fresh observations. */
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
      const { verdict, findings, reason } = judge(criterion, results, { profile, now: momentOf(results) });
      const said = findings.map(({ subject, actual }) => `${subject}: ${actual}`);
      return { id: criterion.id, verdict, findings: reason ? [...said, reason] : said };
    }),
  };
}

/** Reads the sources again, except those that do not change within minutes. */
async function lookAgain(gather: Gatherer, keys: readonly SourceKey[]): Promise<SourceResults> {
  const still = keys.filter((key) => STILL.includes(key));
  const moving = keys.filter((key) => !STILL.includes(key));
  return { ...(await gather.look(still, Number.POSITIVE_INFINITY)), ...(await gather.look(moving, 0)) };
}

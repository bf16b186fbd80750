import type { Verdict } from "../criteria/judge.ts";
import type { Outcome, RunCheck } from "./run.ts";

interface Circumstances {
  interrupted: boolean;
  filtered: boolean;
  refused?: string | undefined;
}

/** The verdict and exit code of a run, which every format repeats. A run in which nothing passed is inconclusive. */
export function outcomeOf(rows: readonly RunCheck[], { interrupted, filtered, refused }: Circumstances): Outcome {
  const counts: Record<Verdict, number> = { pass: 0, fail: 0, inconclusive: 0, "not-applicable": 0, waived: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  const partial = filtered || counts.waived > 0;
  const rest = { interrupted, partial, counts };
  if (refused !== undefined) return { verdict: "inconclusive", exit: 2, ...rest, refused };
  if (counts.fail > 0) return { verdict: "fail", exit: 1, ...rest };
  if (counts.inconclusive > 0 || interrupted || counts.pass === 0) return { verdict: "inconclusive", exit: 3, ...rest };
  return { verdict: "pass", exit: 0, ...rest };
}

import type { Verdict } from "../criteria/judge.ts";
import type { Outcome, RunCheck } from "./run.ts";

interface Circumstances {
  interrupted: boolean;
  filtered: boolean;
  refused?: string | undefined;
  unidentified?: string | undefined;
  /** The certificate of the server was not verified, which the profile allows. */
  unverified?: boolean;
  /** The journal is not what one run leaves. */
  isDoubted?: boolean;
}

/** A profile that leaves out much of what runs makes the run partial; this check says which keys to add. */
const COVERAGE = "prerequisites/profile-covers-the-cluster";

/** The verdict and exit code of a run, which every format repeats. A run in which nothing passed is inconclusive. */
export function outcomeOf(rows: readonly RunCheck[], circumstances: Circumstances): Outcome {
  const { interrupted, filtered, refused, unidentified, unverified = false, isDoubted = false } = circumstances;
  const counts: Record<Verdict, number> = { pass: 0, fail: 0, inconclusive: 0, "not-applicable": 0, waived: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  const silentAbout = rows.flatMap(({ id, unseen }) =>
    id === COVERAGE ? unseen.flatMap(({ subject }) => /^profile\/(.*)/.exec(subject)?.[1] ?? []) : [],
  );
  const partial = filtered || counts.waived > 0 || unverified || silentAbout.length > 0;
  const rest = {
    ...{ interrupted, partial, counts },
    ...(filtered && { filtered }),
    ...(silentAbout.length > 0 && { silentAbout }),
    ...(unidentified !== undefined && { unidentified }),
    ...(unverified && { unverified }),
  };
  if (refused !== undefined) return { verdict: "inconclusive", exit: 2, ...rest, refused };
  if (counts.fail > 0) return { verdict: "fail", exit: 1, ...rest };
  const isOpen = counts.inconclusive > 0 || interrupted || counts.pass === 0 || unidentified !== undefined;
  if (isOpen || isDoubted) return { verdict: "inconclusive", exit: 3, ...rest };
  return { verdict: "pass", exit: 0, ...rest };
}

import type { Cause } from "../diagnosis/diagnosis.ts";
import type { Run, RunCheck } from "../evidence/run.ts";
import { line } from "../evidence/text.ts";
import { placeOf, subjectOf } from "./places.ts";
import { isOnlySilent } from "./wording.ts";

/** The verdict in a few words, causes counted: `2 causes, 10 checks`. */
export function headline(run: Run): string {
  const { outcome, diagnosis } = run;
  if (outcome.refused !== undefined) return line(outcome.refused);
  const { fail, inconclusive, pass, waived } = outcome.counts;
  const causes = diagnosis.length > 0 ? `${counted(diagnosis.length, "cause")}, ` : "";
  if (fail > 0) return `${causes}${counted(fail + inconclusive, "check")}`;
  if (isOnlySilent(outcome))
    return `what was judged holds, but more runs there than the profile speaks of: add ${(outcome.silentAbout ?? []).join(", ")}`;
  if (inconclusive > 0)
    return `nothing failed, but ${counted(inconclusive, "check")} could not be judged${causes && ` (${causes.slice(0, -2)})`}`;
  if (outcome.interrupted) return "nothing failed, but the run was interrupted before its end";
  if (pass === 0) return "nothing failed, and nothing passed: this run proves nothing";
  if (outcome.unidentified !== undefined)
    return `nothing failed, but nobody knows of which cluster: ${line(outcome.unidentified)}`;
  if (waived > 0) return `nothing failed: ${counted(pass, "check")} hold, the others are waived`;
  const all = run.criteria.length;
  if (all === 1) return "the one check holds";
  return pass === all
    ? `all ${counted(pass, "check")} hold`
    : `${pass} of ${counted(all, "check")} apply, and all hold`;
}

export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** What is wrong when a check does not hold. Checks of older journals have only their title, which says what should be. */
export const failingOf = ({ title, fails }: Pick<RunCheck, "title" | "fails">): string =>
  fails ?? `Does not hold: ${title}`;

/** A root cause in one line, the decisive fact first: `Two managers: release/kube-system/cilium`. */
export function causeInWords({ criteria }: Pick<Run, "criteria">, { cause, title, evidence }: Cause): string {
  const check = criteria.find(({ id }) => id === cause);
  if (check?.verdict === "inconclusive") return `Not judged: ${line(reasonOf(check, evidence))}`;
  const phrase = line(failingOf(check ?? { title }), 200);
  const subject = evidence && (subjectOf(evidence) ?? (evidence.where && placeOf(evidence.where)));
  return subject === undefined ? phrase : `${phrase}: ${line(subject, 200)}`;
}

/** What else a root cause explains: a part of what these found, which are causes themselves for the rest. */
export const partlyInWords = (checks: readonly string[]): string =>
  `Some of what ${checks.join(", ")} found is a consequence of it too`;

/** Of a root cause, of which others a part of its findings is a consequence; `undefined` where of none. */
export function partlyBecauseOf(
  { diagnosis }: Pick<Run, "diagnosis">,
  id: string,
  shown: (cause: string) => string,
): string | undefined {
  const causes = diagnosis.filter(({ partly = [] }) => partly.some(({ check }) => check === id));
  if (causes.length === 0) return undefined;
  return `Some of what it found is a consequence of ${causes.map(({ cause }) => shown(cause)).join(", ")}.`;
}

/** Why a check could not be judged. `check/…` as the subject says no more than the check itself. */
function reasonOf({ reason = "", id }: RunCheck, evidence: Cause["evidence"]): string {
  if (!evidence) return reason;
  return evidence.subject === `check/${id}` ? evidence.actual : `${evidence.subject}: ${evidence.actual}`;
}

/** The first root cause in one line; `undefined` where there is none. */
export function firstCause(run: Run): string | undefined {
  const [cause] = run.diagnosis;
  return cause && run.outcome.refused === undefined ? causeInWords(run, cause) : undefined;
}

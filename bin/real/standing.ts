import type { Run } from "../../evidence/run.ts";
import type { Fault } from "./fault.ts";

/** What was wrong before anything was broken: it is told, and held against nobody. */
export interface Standing {
  checks: ReadonlySet<string>;
  causes: ReadonlySet<string>;
}

export const standingIn = ({ criteria, diagnosis }: Run): Standing => ({
  checks: new Set(criteria.filter(isWrong).map(({ id }) => id)),
  causes: new Set(diagnosis.map(keyOf)),
});

/** The first cause that did not stand before, in words: the check and its fullest finding. */
export function firstCause({ diagnosis }: Run, before: Standing): { check: string; says: string } | undefined {
  const cause = diagnosis.find((it) => !before.causes.has(keyOf(it)));
  if (!cause) return undefined;
  const { subject = "", actual = "", expected = "" } = cause.evidence ?? {};
  return { check: cause.cause, says: `${subject}: ${actual} (expected ${expected})` };
}

/** Whether the first cause is the one that the fault names. */
export const isNamed = (found: { check: string; says: string } | undefined, { cause }: Fault): boolean =>
  found?.check === cause.check && found.says.includes(cause.says);

/** Checks that do not hold and did before. */
export const newlyWrong = ({ criteria }: Run, before: Standing): string[] =>
  criteria.filter((check) => isWrong(check) && !before.checks.has(check.id)).map(({ id }) => id);

const isWrong = ({ verdict }: Run["criteria"][number]): boolean => verdict === "fail" || verdict === "inconclusive";

const keyOf = ({ cause, evidence }: Run["diagnosis"][number]): string =>
  `${cause} ${(evidence?.subject ?? "").replace(MADE_ANEW, "$1")}`;

/** A pod of a Deployment has another name when it is made anew; what stood of it stands. */
const MADE_ANEW = /^(pod\/[^/]+\/.+)-[0-9a-f]{5,10}-[a-z0-9]{5}$/;

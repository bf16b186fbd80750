import type { Finding } from "../criteria/criterion.ts";
import type { Judgement } from "../criteria/judge.ts";

/** The finding that says a cause best: what it speaks of, and in a checkout its place, why it matters and its mend. */
export type Evidence = Pick<Finding, "subject" | "expected" | "actual" | "since" | "where" | "because" | "mend">;

/**
 * Of what nothing explains, the fullest: what tells a reason before what only counts, then what no waiting can mend, then
 * what has been so the longest. Of what could not be judged, what kept it from being so.
 */
export function evidenceOf(judgement: Judgement, findings: readonly Finding[]): Evidence | undefined {
  const [best] = findings.toSorted(
    (a, b) =>
      Number(tellsReason(b)) - Number(tellsReason(a)) ||
      Number(b.hopeless ?? false) - Number(a.hopeless ?? false) ||
      sinceOf(a) - sinceOf(b),
  );
  if (!best) return ofUnjudged(judgement);
  const { subject, expected, actual, since, where, because, mend } = best;
  return {
    ...{ subject, expected, actual },
    ...(since !== undefined && { since }),
    ...(where && { where }),
    ...(because !== undefined && { because }),
    ...(mend !== undefined && { mend }),
  };
}

/** "0 of 1 ready" and "none" are counts: they say how much is wrong, not why. */
const tellsReason = ({ actual }: Finding): boolean => !/^(?:none|(?:only )?\d+(?: of \d+)?(?: \w+){0,2})$/.test(actual);

const sinceOf = ({ since }: Finding): number => {
  const at = since === undefined ? Number.NaN : Date.parse(since);
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at;
};

function ofUnjudged({ id, unseen: [unseen], troubles: [troubled], reason }: Judgement): Evidence | undefined {
  if (unseen) return { subject: unseen.subject, expected: "to be seen", actual: unseen.reason };
  const subject = troubled ? `source/${troubled.source}` : `check/${id}`;
  const actual = troubled?.trouble.message ?? reason;
  return actual === undefined ? undefined : { subject, expected: "to be judged", actual };
}

import type { Finding } from "../criteria/criterion.ts";
import type { Judgement, Verdict } from "../criteria/judge.ts";
import { explain, type Link, type CheckOutcome } from "./explain.ts";

export type { Link } from "./explain.ts";

/** Causes first: each with the checks that fell because of it. */
export type Diagnosis = Cause[];

export interface Cause {
  /** Id of the check that names the cause. */
  cause: string;
  title: string;
  /**
   * The finding that says it best: subject, expected, actual, and in a checkout its place, why it matters and its mend.
   */
  evidence?: Pick<Finding, "subject" | "expected" | "actual" | "since" | "where" | "because" | "mend">;
  advice: string;
  /** Ids of the checks that fell with it. */
  consequences: string[];
}

/**
 * Orders what did not pass: causes with the checks that fell with them, failures before what could not be judged, and
 * the cause of the most first.
 *
 * A check is a consequence when a check that it rests on did not hold, directly or through checks that were not judged;
 * one that passed in between breaks the chain. `links` sharpen that from whole checks to single findings: {@link Link}.
 * A check that is its own cause is never folded under another one. What was read in a checkout falls by links only.
 */
export function diagnose(
  judgements: readonly Judgement[],
  catalogue: readonly { id: string; title: string; restsOn: readonly string[]; advice: string }[],
  links: readonly Link[] = [],
): Diagnosis {
  const facts = factsOf(judgements, catalogue);
  const explained = explain(facts, links);
  return facts
    .filter(({ id }) => explained.get(id)?.length === 0)
    .map(({ id, judgement }) => {
      const entry = catalogue.find((row) => row.id === id);
      const cause: Cause = {
        cause: id,
        title: entry?.title ?? id,
        ...evidenceOf(judgement, links),
        advice: entry?.advice ?? "",
        consequences: facts.filter((row) => explained.get(row.id)?.includes(id)).map((row) => row.id),
      };
      return { cause, verdict: judgement?.verdict ?? "inconclusive" };
    })
    .filter(({ cause, verdict }) => verdict !== "waived" || cause.consequences.length > 0)
    .sort((a, b) => rank(a.verdict) - rank(b.verdict) || b.cause.consequences.length - a.cause.consequences.length)
    .map(({ cause }) => cause);
}

/** The cause under which a check is folded; `undefined` for a cause itself and for a check that holds. */
export function consequenceOf(id: string, diagnosis: Diagnosis): string | undefined {
  if (diagnosis.some(({ cause }) => cause === id)) return undefined;
  return diagnosis.find(({ consequences }) => consequences.includes(id))?.cause;
}

/** In the order of the catalogue, which is the order of the suites; checks that it does not name come last. */
function factsOf(
  judgements: readonly Judgement[],
  catalogue: readonly { id: string; restsOn: readonly string[] }[],
): CheckOutcome[] {
  const known = catalogue.map(({ id, restsOn }) => ({ id, restsOn }));
  const unknown = judgements.filter(({ id }) => !known.some((row) => row.id === id));
  return [...known, ...unknown.map(({ id }) => ({ id, restsOn: [] }))].map((row) => {
    const judgement = judgements.find(({ id }) => id === row.id);
    return { ...row, ...(judgement && { judgement }) };
  });
}

/** Failures first, then those that a waiver excuses, then what could not be judged. */
const rank = (verdict: Verdict): number => (verdict === "fail" ? 0 : verdict === "waived" ? 1 : 2);

/** What no link explains, then what no waiting can mend, then what has been so the longest. */
function evidenceOf(judgement: Judgement | undefined, links: readonly Link[]): Pick<Cause, "evidence"> {
  if (!judgement) return {};
  const own = judgement.findings.filter(
    ({ subject }) => !links.some((link) => link.row === judgement.id && link.subject === subject),
  );
  const [best] = (own.length > 0 ? own : judgement.findings).toSorted(
    (a, b) => Number(b.hopeless ?? false) - Number(a.hopeless ?? false) || sinceOf(a) - sinceOf(b),
  );
  if (best) {
    const { subject, expected, actual, since, where, because, mend } = best;
    const more = {
      ...(since !== undefined && { since }),
      ...(where && { where }),
      ...(because !== undefined && { because }),
      ...(mend !== undefined && { mend }),
    };
    return { evidence: { subject, expected, actual, ...more } };
  }
  const [unseen] = judgement.unseen;
  if (unseen) return { evidence: { subject: unseen.subject, expected: "to be seen", actual: unseen.reason } };
  const [troubled] = judgement.troubles;
  const subject = troubled ? `source/${troubled.source}` : `check/${judgement.id}`;
  const actual = troubled?.trouble.message ?? judgement.reason;
  return actual === undefined ? {} : { evidence: { subject, expected: "to be judged", actual } };
}

const sinceOf = ({ since }: Finding): number => {
  const at = since === undefined ? Number.NaN : Date.parse(since);
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at;
};

import type { Finding } from "./criterion.ts";

/**
 * The fullest first: what no waiting mends, then what says why, then what other checks speak of too; of equals in the
 * order of the check. A count alone, or `none`, is told last. What was read in a checkout stays in the order of its
 * places. `spokenOf`: how many findings of other checks have a subject.
 */
export function fullestFirst<One extends Finding>(
  findings: readonly One[],
  spokenOf: (subject: string) => number = () => 0,
): One[] {
  if (findings.some(({ where }) => where)) return [...findings];
  const rank = (finding: One): number[] => [
    Number(finding.hopeless ?? false),
    Number(saysWhy(finding)),
    spokenOf(finding.subject),
  ];
  const ranked = findings.map((finding) => ({ finding, rank: rank(finding) }));
  return ranked.toSorted((a, b) => difference(b.rank, a.rank)).map(({ finding }) => finding);
}

/** `0 of 1 ready` and `Pending` say what is; a bracket, a colon or a semicolon in a cluster's words begins the reason. */
const saysWhy = ({ actual, mend, because }: Finding): boolean =>
  mend !== undefined || because !== undefined || /[:;(]\s*\S/.test(actual);

const difference = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, index) => value - (b[index] ?? 0)).find((value) => value !== 0) ?? 0;

import type { SourceKey } from "../../observations.ts";
import type { Context, Criterion, Examination, Finding, Notice, Observed, Where } from "../../criterion.ts";

/**
 * What a row of suites/20-repository finds: always with the place (where something is missing, the place in which it
 * should stand), with why it breaks a bootstrap, and with the mend.
 */
export type RepositoryFinding = Finding & Required<Pick<Finding, "where" | "because" | "mend">>;

/** What fails no row, told as wholly. */
export type RepositoryNotice = RepositoryFinding & Pick<Notice, "severity">;

export interface RepositoryExamination extends Required<Examination> {
  findings: RepositoryFinding[];
  notices: RepositoryNotice[];
}

/** Gives a literal its types, as `criterion` does; no finding of such a row lacks its place, its reason or its mend. */
export const repositoryCriterion = <const Need extends SourceKey, const Want extends SourceKey = never>(
  it: Omit<Criterion<Need, Want>, "examine"> & {
    examine(observed: Observed<Need, Want>, context: Context): RepositoryExamination;
  },
): Criterion<Need, Want> => it;

/** The start of a file: the place of what a file should be, or should hold. */
export const startOf = (file: string): Where => ({ file, line: 1, column: 1 });

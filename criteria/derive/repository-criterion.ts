import type { SourceKey } from "../../observations/observations.ts";
import type { RepositoryFinding, RepositoryNotice } from "../../repository/finding.ts";
import type { OpenProfile } from "../../clusters/profile.ts";
import { withRemedy } from "./what-to-do.ts";
import type { Context, Criterion, Examination, Observed } from "../criterion.ts";

export interface RepositoryExamination
  extends Required<Omit<Examination, "inapplicable" | "subjects">>, Pick<Examination, "inapplicable"> {
  findings: RepositoryFinding[];
  notices: RepositoryNotice[];
}

/**
 * `criterion` for checks of a checkout: none of their findings may lack its place, its reason or its mend, and the
 * profile may leave out what only a cluster is asked for.
 */
export const repositoryCriterion = <const Need extends SourceKey, const Want extends SourceKey = never>({
  seeks,
  examine,
  ...it
}: Omit<Criterion<Need, Want>, "examine" | "irrelevant" | "ifNothing"> & {
  /** What it looks for in the checkout, in words that follow `looked for`. */
  seeks: string;
  irrelevant?(profile: OpenProfile): string | undefined;
  examine(observed: Observed<Need, Want>, context: OpenContext): RepositoryExamination;
}): Criterion<Need, Want> => ({
  ...it,
  examine: (observed, context) => {
    const examination = examine(observed, context);
    return { ...examination, unseen: examination.unseen.map(withRemedy) };
  },
  ifNothing: `looked for ${seeks}, and found none; give the right checkout with --repo, or take out of the profile what it does not have`,
});

type OpenContext = Omit<Context, "profile"> & { profile: OpenProfile };

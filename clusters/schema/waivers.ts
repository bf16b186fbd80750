import { z } from "zod";
import { nonBlank, webUrl } from "./formats.ts";

/** Never waived, for everything else is judged of the cluster that this check is about. */
export const IDENTITY = "prerequisites/cluster-is-the-one-named";

const row = z.string().superRefine((id, context) => {
  if (id !== IDENTITY) return;
  context.addIssue({
    code: "custom",
    message: `${IDENTITY} cannot be waived: without it nobody knows which cluster was judged`,
    params: {
      remedy: "mend endpoint, kubeSystemUid, caFingerprint or nodes of this profile, or choose the other cluster",
    },
  });
});

/** A waiver that ended before there was a cluster to judge is a slip of the pen: 1026 or 0226 for 2026. */
const until = z.iso.date().superRefine((date, context) => {
  if (/^20\d\d-/.test(date)) return;
  context.addIssue({
    code: "custom",
    message: `"${date}" is no day on which a waiver can end`,
    params: { remedy: "write a day of this century, like 2026-12-31" },
  });
});

export const waivers = z
  .array(
    z.strictObject({
      row: row.describe(`Id of the check that is waived, like flux/check-passes. ${IDENTITY} cannot be waived.`),
      subject: z
        .string()
        .optional()
        .describe(
          "Subject of the findings that are waived, like node/infra-wk-01. Left out, all findings of the check are.",
        ),
      owner: nonBlank("the name of who answers for it").describe("Who answers for the waiver: a person or a team."),
      reason: nonBlank("a reason").describe("Why the finding is accepted: the report says it."),
      until: until.describe(
        "Day on which the waiver ends, like 2026-12-31: it counts until that day begins (UTC). Afterwards the check fails again.",
      ),
      link: webUrl.optional().describe("URL of the ticket or the decision behind it."),
    }),
  )
  .default([])
  .describe(
    "Findings that are accepted for a time. A check whose findings are all waived fails nothing, and the run counts as partial.",
  );

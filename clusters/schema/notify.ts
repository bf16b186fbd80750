import { z } from "zod";
import { nonBlank } from "./formats.ts";

const REMEDY = "write { env: NAME } or { file: path }";

const target = z.strictObject({
  kind: z
    .enum(["webhook", "slack", "discord", "ntfy", "alertmanager"])
    .describe(
      "How it is told: `webhook` posts JSON, the others post what their services take; of an Alertmanager the address without a path is enough.",
    ),
  url: z
    .strictObject({
      env: nonBlank("the name of an environment variable").optional().describe("Name of an environment variable."),
      file: nonBlank("the path of a file")
        .optional()
        .describe("Path of a file, relative to this one, whose first line is the URL; ~ is the home folder."),
    })
    .superRefine(({ env, file }, context) => {
      if ((env === undefined) === (file === undefined))
        context.addIssue({ code: "custom", message: "names no place of the URL, or two", params: { remedy: REMEDY } });
    })
    .describe(
      "Where the URL is: `{ env: NAME }` or `{ file: path }`, never the URL itself, because whoever knows it may post. It reaches no evidence.",
    ),
  on: z
    .enum(["change", "always"])
    .default("change")
    .describe(
      "`change`: when the verdict or the set of causes is another than in the last run; `always`: after every run. Alerts of an Alertmanager end by themselves after 36 hours, so that it wants `always`.",
    ),
});

export const notify = z
  .array(target)
  .default([])
  .describe("Who is told of a run's end. What cannot be told is a warning, and changes no verdict.");

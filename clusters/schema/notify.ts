import { z } from "zod";
import { nonBlank } from "./formats.ts";

const target = z.strictObject({
  kind: z
    .enum(["webhook", "slack", "discord", "ntfy", "alertmanager"])
    .describe(
      "How it is told: `webhook` posts JSON, the others post what their services take; of an Alertmanager the address without a path is enough.",
    ),
  url: z
    .union(
      [
        z.strictObject({
          env: nonBlank("the name of an environment variable").describe("Name of an environment variable."),
        }),
        z.strictObject({
          file: nonBlank("the path of a file").describe(
            "Path of a file, relative to this one, whose first line is the URL; ~ is the home folder.",
          ),
        }),
      ],
      {
        error:
          "is no { env: NAME } and no { file: path }: whoever knows such a URL may post, so that it stands in no profile",
      },
    )
    .describe("Where the URL is: never in the profile itself. It reaches no evidence."),
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

import { z } from "zod";
import { nonBlank } from "./formats.ts";
import { unique } from "./unique.ts";

const pattern = nonBlank("which subjects, like cert-manager/*");

const part = z.strictObject({
  check: z.string().describe("Id of a check that names what it examines; `--explain <id>` says whether it does."),
  only: z
    .union([pattern, z.array(pattern).min(1)])
    .transform((only) => [only].flat())
    .describe(
      "Which subjects of the check count, as its findings name them, with or without their kind: `cert-manager/*`, `daemonset/kube-system/cilium`, or a list of these. `*` stands for any characters but `/`. Where the check examined none of them, the criterion is not proven.",
    ),
});

const criterion = z.strictObject({
  ac: nonBlank("the id of an acceptance criterion, like AC1").describe(
    "Id of the acceptance criterion, like AC1, which the story has once.",
  ),
  statement: z.string().describe("What the acceptance criterion demands, in the story's words."),
  rows: z
    .array(z.union([z.string(), part]))
    .describe(
      "The checks that prove it: ids like flux/check-passes, `area/*` for every check of an area, or `{ check: components/workloads-are-rolled-out, only: cert-manager/* }` for a part of a check. `[]` where no check can: reports then say `not judged: attest by hand`.",
    ),
});

export const stories = z
  .array(
    z.strictObject({
      id: nonBlank("the id of a story, like 1.3").describe("Id of the story, like 1.3, which the profile has once."),
      title: z.string().describe("Title of the story, for the report."),
      criteria: z
        .array(criterion)
        .superRefine(unique("acceptance criterion", ({ ac }) => ac, "ac"))
        .describe("The story's acceptance criteria, each with the checks that prove it."),
    }),
  )
  .superRefine(unique("story", ({ id }) => id, "id"))
  .default([])
  .describe("User stories whose acceptance criteria a run signs off.");

import { z } from "zod";
import { nonBlank } from "./formats.ts";
import { unique } from "./unique.ts";

const criterion = z.strictObject({
  ac: nonBlank("the id of an acceptance criterion, like AC1").describe(
    "Id of the acceptance criterion, like AC1, which the story has once.",
  ),
  statement: z.string().describe("What the acceptance criterion demands, in the story's words."),
  rows: z
    .array(z.string())
    .describe(
      "Ids of the checks that prove it, like flux/check-passes, or `area/*` for every check of an area. `[]` where no check can: reports then say `not judged: attest by hand`.",
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

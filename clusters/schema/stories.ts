import { z } from "zod";
import { duration } from "./duration.ts";

export const budget = z
  .strictObject({
    total: duration.prefault("30m").describe("From empty cluster to all resources Ready"),
    phases: z
      .partialRecord(z.enum(["machines", "control-plane", "crds", "core", "flux", "workloads"]), duration)
      .default({})
      .describe("Budgets of single phases"),
    startMark: z
      .strictObject({
        configMap: z.strictObject({ namespace: z.string(), name: z.string(), key: z.string() }).optional(),
        at: z.iso.datetime({ offset: true }).optional(),
      })
      .optional()
      .describe("When the bootstrap began, where somebody wrote it down; --started-at overrides it"),
  })
  .describe("Leave it out where time does not matter");

export const stories = z
  .array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      criteria: z.array(
        z.strictObject({
          ac: z.string(),
          statement: z.string(),
          rows: z.array(z.string()).min(1).describe("Ids of criteria, or area/* for a whole area"),
        }),
      ),
    }),
  )
  .default([])
  .describe("User stories whose acceptance criteria these rows prove");

export const waivers = z
  .array(
    z.strictObject({
      row: z.string().describe("Id of the criterion"),
      subject: z.string().optional().describe("Only findings on this subject; default all"),
      owner: z.string(),
      reason: z.string(),
      until: z.iso.date().describe("The waiver's last day is the day before: 2026-12-31"),
      link: z.url().optional(),
    }),
  )
  .default([]);

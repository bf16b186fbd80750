import { z } from "zod";

export const bootstrap = z
  .strictObject({
    task: z
      .string()
      .optional()
      .describe("The task (bootstrap:infra), recipe (bootstrap cluster) or script that bootstraps this cluster"),
    runbook: z.string().optional().describe("Path of the runbook in the repository, like docs/runbooks/bootstrap.md"),
  })
  .default({})
  .describe("How the repository bootstraps this cluster, and where it says so");

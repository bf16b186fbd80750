import { z } from "zod";

export const bootstrap = z
  .strictObject({
    task: z
      .string()
      .optional()
      .describe(
        "Name of the Taskfile task (bootstrap:infra), just recipe (bootstrap cluster) or script that bootstraps this cluster. Left out, the task that does most of the steps is judged.",
      ),
    runbook: z
      .string()
      .optional()
      .describe(
        "Path of the bootstrap's runbook in the repository, like docs/runbooks/bootstrap.md. Left out, repository/runbook-records-the-timings is not applicable.",
      ),
  })
  .default({})
  .describe("How the repository bootstraps this cluster, and where it says so. Only checks of a checkout use it.");

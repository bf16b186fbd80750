import { z } from "zod";

export const policies = z
  .strictObject({
    storage: z
      .strictObject({
        allowed: z
          .array(z.string())
          .describe("Storage operators that may stand on this cluster (rook-ceph, openebs, longhorn, …); [] for none"),
        reason: z.string().describe("Why: every finding says it"),
      })
      .optional()
      .describe("Which storage operators the repository may bring to this cluster"),
  })
  .default({})
  .describe("House rules: looked at only where they stand here");

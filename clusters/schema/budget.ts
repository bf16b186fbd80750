import { z } from "zod";
import { positiveDuration } from "./duration.ts";

const phase = (what: string) => positiveDuration.optional().describe(`Longest time for ${what}.`);

export const budget = z
  .strictObject({
    total: positiveDuration
      .prefault("30m")
      .describe("Longest time from the empty cluster until all resources are Ready."),
    phases: z
      .strictObject({
        machines: phase("booting the machines and joining the cluster"),
        "control-plane": phase("bringing up the control plane"),
        crds: phase("establishing the required CRDs"),
        core: phase("installing the releases"),
        flux: phase("handing over to Flux"),
        workloads: phase("making ready everything that Flux applies from Git"),
      })
      .default({})
      .describe("Budgets of single phases. A phase that is left out is measured, and not judged."),
    startMark: z
      .strictObject({
        configMap: z
          .strictObject({
            namespace: z.string().describe("Namespace of the ConfigMap."),
            name: z.string().describe("Name of the ConfigMap."),
            key: z.string().describe("Key of the ConfigMap whose value is the time (RFC 3339)."),
          })
          .optional()
          .describe("ConfigMap into which the bootstrap writes when it began; it is read where `at` is left out."),
        at: z.iso
          .datetime({ offset: true })
          .optional()
          .describe("Time at which the bootstrap began, RFC 3339 with its offset, like 2026-11-21T10:00:00Z."),
      })
      .optional()
      .describe(
        "When the bootstrap began, where somebody wrote it down; --started-at overrides it. Left out, the start is reconstructed from what machines and API remember.",
      ),
  })
  .describe(
    "How long the bootstrap may take. Leave it out where time does not matter; checks of the budget are not applicable then.",
  );

import { z } from "zod";
import { positiveDuration } from "./duration.ts";
import { nonBlank } from "./formats.ts";

const conventions = z.strictObject({
  helmRelease: z
    .string()
    .optional()
    .describe("apiVersion that every HelmRelease must have, like helm.toolkit.fluxcd.io/v2. Left out, any will do."),
  retries: z
    .int()
    .optional()
    .describe(
      "remediation.retries that install and upgrade of every HelmRelease must have, at least; -1 in a HelmRelease (without end) is always enough. Left out, it is not looked at.",
    ),
  intervals: z
    .record(z.string(), positiveDuration)
    .default({})
    .describe("spec.interval by kind of object, like { HelmRelease: 1h, Kustomization: 30m }."),
  fileNames: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "Name of the file by kind of object, like { HelmRelease: helmrelease.yaml, Kustomization: ks.yaml }; Kustomization is Flux's.",
    ),
});

export const policies = z
  .strictObject({
    storage: z
      .strictObject({
        allowed: z
          .array(z.string())
          .describe(
            "Storage operators that the repository may bring to this cluster, like rook-ceph, openebs or longhorn; [] for none.",
          ),
        reason: nonBlank("a reason").describe("Why: every finding says it."),
      })
      .optional()
      .describe(
        "Which storage operators may stand on this cluster. Left out, repository/storage-runs-where-it-belongs is not applicable.",
      ),
    yamlExtension: z
      .enum(["yaml", "yml"])
      .optional()
      .describe("The one extension that YAML files of the repository have; the other one is told as a notice."),
    conventions: conventions
      .optional()
      .describe("How this house writes Flux objects; what is written otherwise is told as a notice and fails nothing."),
    externalSecretReads: z
      .strictObject({
        perDay: z
          .int()
          .positive()
          .describe("How many reads a day the store allows all ExternalSecrets together, like 1Password's 1000."),
        reason: nonBlank("a reason").describe("Why: the notice says it."),
      })
      .optional()
      .describe(
        "How often ExternalSecrets may read their store, each once per refreshInterval; more is told as a notice and fails nothing.",
      ),
  })
  .default({})
  .describe("Rules of this house, which a checkout is held to only where they stand here.");

import { z } from "zod";
import { duration } from "./duration.ts";

const conventions = z.strictObject({
  helmRelease: z.string().optional().describe("apiVersion of HelmReleases, like helm.toolkit.fluxcd.io/v2"),
  retries: z
    .int()
    .optional()
    .describe("remediation.retries of install and upgrade, at least; -1 (without end) is always enough"),
  intervals: z
    .record(z.string(), duration)
    .default({})
    .describe("spec.interval by kind: { HelmRelease: 1h, Kustomization: 30m }"),
  fileNames: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "Names of files by kind: { HelmRelease: helmrelease.yaml, Kustomization: ks.yaml }; Kustomization is Flux's",
    ),
});

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
    yamlExtension: z.enum(["yaml", "yml"]).optional().describe("The one extension of YAML files: others are told"),
    conventions: conventions.optional().describe("How this house writes Flux objects: what differs is told"),
    externalSecretReads: z
      .strictObject({
        perDay: z.int().positive().describe("What the store allows, like 1Password's 1000 reads a day"),
        reason: z.string().describe("Why: the notice says it"),
      })
      .optional()
      .describe("How often ExternalSecrets may read their store: each once per refreshInterval"),
  })
  .default({})
  .describe("House rules: looked at only where they stand here");

import { z } from "zod";

export const crds = z
  .strictObject({
    required: z
      .array(
        z.union([
          z.string(),
          z.strictObject({
            name: z.string(),
            version: z.string().describe("The version that must be served, like v1"),
          }),
        ]),
      )
      .default([])
      .describe("CRDs by name (plural.group), with the version that is used where it matters"),
    dependents: z
      .array(
        z.strictObject({
          group: z.string(),
          resource: z.string().describe("Plural, like prometheusrules"),
          atLeast: z.number().int().positive().describe("How many objects the repository declares"),
          namespaces: z.array(z.string()).optional().describe("Only these; default all"),
        }),
      )
      .default([])
      .describe("Custom resources that were refused when their CRD came late"),
  })
  .prefault({});

const workload = z.strictObject({
  kind: z.enum(["Deployment", "DaemonSet", "StatefulSet"]),
  name: z.string(),
  namespace: z.string().optional().describe("Default the release's"),
});

export const release = z.strictObject({
  name: z.string(),
  namespace: z.string(),
  chart: z.string().optional().describe("Chart name as Helm stores it; default the release's name"),
  version: z.string().optional().describe("Chart version, exact"),
  appVersion: z.string().optional().describe("App version, exact but for a leading v"),
  images: z
    .record(z.string(), z.string())
    .optional()
    .describe("Tag by image name (without registry): `cilium: v1.18.5`"),
  phase: z
    .string()
    .optional()
    .describe("Name of this step in the order of installation; releases of one phase may overlap"),
  workloads: z.array(workload).default([]).describe("What must be rolled out"),
  crds: z
    .array(z.string())
    .default([])
    .describe("CRDs (or whole groups, as *.group) that must be established before it"),
  webhooks: z.array(z.string()).default([]).describe("Names of its webhook configurations"),
  owner: z
    .enum(["helm", "flux", "adopted"])
    .default("helm")
    .describe(
      "Who manages it after the bootstrap: helm(file), a HelmRelease, or a HelmRelease that adopted helmfile's release",
    ),
});

export const releases = z
  .array(release)
  .default([])
  .describe("What bootstrap installs by Helm, in order: the order of the list is the order that is proven");

import { z } from "zod";
import { chartVersion, imageTag } from "./formats.ts";
import { pathOf, workload } from "./objects.ts";
import { unique } from "./unique.ts";

const requiredCrd = z.union([
  z.string(),
  z.strictObject({
    name: z.string().describe("Name of the CRD, plural.group, like certificates.cert-manager.io."),
    version: z.string().describe("The version that must be served, like v1."),
  }),
]);

const dependent = z.strictObject({
  group: z.string().describe("API group of the resource, like monitoring.coreos.com."),
  resource: z.string().describe("Plural name of the resource, like prometheusrules."),
  atLeast: z
    .number()
    .int()
    .positive()
    .describe("How many objects there must be, at least: those that the repository declares."),
  namespaces: z
    .array(z.string())
    .optional()
    .describe("Namespaces whose objects count. Left out, those of all namespaces do."),
});

export const crds = z
  .strictObject({
    required: z
      .array(requiredCrd)
      .superRefine(unique("CRD", (crd) => (typeof crd === "string" ? crd : crd.name)))
      .default([])
      .describe(
        "CRDs that must be established before anything uses them: a name (plural.group), or a name with the version that is used. Left out, crds/required-are-established is not applicable.",
      ),
    dependents: z
      .array(dependent)
      .superRefine(unique("resource", ({ group, resource }) => `${resource}.${group}`, "resource"))
      .default([])
      .describe(
        "Custom resources that are refused, and silently missing afterwards, when their CRD comes late. Left out, crds/dependent-resources-were-accepted is not applicable.",
      ),
  })
  .prefault({})
  .describe("CustomResourceDefinitions that the bootstrap installs first.");

const release = z.strictObject({
  name: z.string().describe("Name of the Helm release."),
  namespace: z.string().describe("Namespace of the Helm release."),
  chart: z.string().optional().describe("Name of the chart as Helm stores it. Left out, it is not checked."),
  version: chartVersion
    .optional()
    .describe("Exact version of the chart, like 1.18.5, and no range. Left out, it is not checked."),
  appVersion: z
    .string()
    .optional()
    .describe("Exact appVersion of the chart; a leading v makes no difference. Left out, it is not checked."),
  images: z
    .record(z.string(), imageTag)
    .optional()
    .describe(
      "Tag that running images must have, by the last part of the image's name, like { cilium: v1.18.5, operator-generic: v1.18.5 }. Left out, images are not checked.",
    ),
  phase: z
    .string()
    .optional()
    .describe(
      "Name of the release's step in the order of installation. Neighbours in the list with the same phase may be installed at the same time. Left out, the release is a step of its own.",
    ),
  workloads: z
    .array(
      workload.extend({
        namespace: z.string().optional().describe("Namespace of the workload. Left out, it is the release's."),
        neededLater: z
          .string()
          .optional()
          .describe(
            "Why the next release may be installed before this workload is ready, like `it resolves names, which CoreDNS answers`. Left out, it must be ready before.",
          ),
      }),
    )
    .default([])
    .describe("Workloads of the release, which must be rolled out."),
  crds: z
    .array(z.string())
    .default([])
    .describe(
      "CRDs that must be established before this release is installed: names (plural.group), or `*.group` for every CRD of a group.",
    ),
  webhooks: z
    .array(z.string())
    .default([])
    .describe(
      "Names of the release's ValidatingWebhookConfigurations and MutatingWebhookConfigurations, each of which needs a CA bundle and a ready endpoint.",
    ),
  owner: z
    .enum(["helm", "flux", "adopted"])
    .default("helm")
    .describe(
      "Who manages the release after the bootstrap: Helm or helmfile (helm), a HelmRelease (flux), or a HelmRelease that took over helmfile's release (adopted). A second manager is a finding.",
    ),
});

export const releases = z
  .array(release)
  .superRefine(unique("release", pathOf, "name"))
  .default([])
  .describe(
    "What the bootstrap installs by Helm. The order of the list is the order of installation that must be proven.",
  );

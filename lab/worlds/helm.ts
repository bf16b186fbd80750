import { gzipSync } from "node:zlib";
import type { Profile } from "../../clusters/profile.ts";
import { base64, canary, ensureNamespace, managed, numberOf, type Builder } from "./builder.ts";
import { releaseTimes } from "./schedule.ts";

export interface Revision {
  name: string;
  namespace: string;
  revision: number;
  status: string;
  chart: string;
  chartVersion: string;
  appVersion: string;
  /** Seconds after the bootstrap's beginning. */
  firstDeployed: number;
  lastDeployed: number;
  /** When the action ended: the Secret's label modifiedAt. */
  modifiedAt: number;
  description?: string;
  manager?: "Helm" | "helm-controller";
  manifest?: { apiVersion: string; kind: string; namespace?: string; name: string }[];
}

/** Helm's memory of the profile's releases: one revision each, two where Flux adopted what helmfile installed. */
export function addHelmReleases(b: Builder): void {
  for (const release of b.profile.releases) {
    const { start, end } = releaseTimes(b.times, release.name);
    const first: Revision = {
      name: release.name,
      namespace: release.namespace,
      revision: 1,
      ...chartOf(release),
      status: release.owner === "adopted" ? "superseded" : "deployed",
      firstDeployed: start,
      lastDeployed: start,
      modifiedAt: end - 1,
      manager: release.owner === "flux" ? "helm-controller" : "Helm",
      manifest: manifestOf(release),
    };
    addRevision(b, first);
    addServiceAccount(b, release, start + 1);
    if (release.owner !== "adopted") continue;
    const adopted = b.times.flux + 20;
    addRevision(b, {
      ...first,
      revision: 2,
      status: "deployed",
      lastDeployed: adopted,
      modifiedAt: adopted + 4,
      description: "Upgrade complete",
      manager: "helm-controller",
    });
  }
}

type Release = Profile["releases"][number];

/** Every chart makes the account that its workloads run as. */
const addServiceAccount = (b: Builder, { name, namespace }: Release, at: number): void => {
  b.add({
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: {
      name,
      namespace,
      creationTimestamp: b.at(at),
      labels: { "app.kubernetes.io/managed-by": "Helm" },
      annotations: { "meta.helm.sh/release-name": name, "meta.helm.sh/release-namespace": namespace },
    },
  });
};

export const chartOf = (release: Release): { chart: string; chartVersion: string; appVersion: string } => ({
  chart: release.chart ?? release.name,
  chartVersion: release.version ?? DEFAULTS[release.name]?.version ?? "1.0.0",
  appVersion: release.appVersion ?? DEFAULTS[release.name]?.appVersion ?? "1.0.0",
});

/** Versions of what the profile leaves open. */
const DEFAULTS: Record<string, { version: string; appVersion: string }> = {
  cilium: { version: "1.18.5", appVersion: "1.18.5" },
  coredns: { version: "1.45.0", appVersion: "1.13.2" },
  spegel: { version: "0.4.0", appVersion: "v0.4.0" },
  "cert-manager": { version: "v1.19.2", appVersion: "v1.19.2" },
  "external-secrets": { version: "1.3.1", appVersion: "v1.3.1" },
  "flux-operator": { version: "0.58.1", appVersion: "v0.58.1" },
  "flux-instance": { version: "0.58.1", appVersion: "v0.58.1" },
};

/** A release Secret as Helm 3 stores it: base64 of base64 of gzip of JSON. */
export function addRevision(b: Builder, it: Revision): void {
  ensureNamespace(b, it.namespace, b.times.namespaces);
  const name = `sh.helm.release.v1.${it.name}.v${it.revision}`;
  const manager = it.manager ?? "Helm";
  b.add({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      namespace: it.namespace,
      creationTimestamp: b.at(it.lastDeployed),
      labels: {
        modifiedAt: String(Date.parse(b.at(it.modifiedAt)) / 1e3),
        name: it.name,
        owner: "helm",
        status: it.status,
        version: String(it.revision),
      },
      managedFields: [
        {
          ...managed(manager, "Update", b.at(it.modifiedAt), "v1"),
          fieldsV1: {
            "f:data": {},
            "f:type": {},
          },
        },
      ],
    },
    type: "helm.sh/release.v1",
    data: { release: base64(gzipSync(JSON.stringify(content(b, it)), { level: 1 }).toString("base64")) },
  });
}

function content(b: Builder, it: Revision): object {
  return {
    name: it.name,
    info: {
      first_deployed: b.exactly?.(it.firstDeployed) ?? nanoseconds(b.at(it.firstDeployed), it.name, "first"),
      last_deployed:
        b.exactly?.(it.lastDeployed) ??
        nanoseconds(b.at(it.lastDeployed), it.name, it.lastDeployed === it.firstDeployed ? "first" : "last"),
      deleted: "",
      description: it.description ?? "Install complete",
      status: it.status,
    },
    chart: {
      metadata: {
        name: it.chart,
        version: it.chartVersion,
        appVersion: it.appVersion,
        apiVersion: "v2",
        type: "application",
      },
      lock: null,
      templates: [],
      values: {},
      schema: null,
      files: null,
    },
    config: { credentials: { password: canary("helm", it.namespace, it.name) } },
    manifest: (it.manifest ?? [])
      .map(({ apiVersion, kind, namespace, name }) =>
        [
          "---",
          `# Source: ${it.chart}/templates/${kind.toLowerCase()}.yaml`,
          `apiVersion: ${apiVersion}`,
          `kind: ${kind}`,
          "metadata:",
          `  name: ${name}`,
          ...(namespace ? [`  namespace: ${namespace}`] : []),
        ].join("\n"),
      )
      .join("\n"),
    version: it.revision,
    namespace: it.namespace,
  };
}

const nanoseconds = (seconds: string, ...words: string[]): string =>
  seconds.replace("Z", `.${String(100_000_000 + numberOf(300_000_000, ...words))}Z`);

const manifestOf = (release: Release): Revision["manifest"] => [
  { apiVersion: "v1", kind: "ServiceAccount", namespace: release.namespace, name: release.name },
  ...(release.name === "flux-instance"
    ? [{ apiVersion: "fluxcd.controlplane.io/v1", kind: "FluxInstance", namespace: release.namespace, name: "flux" }]
    : release.workloads.map(({ kind, name, namespace }) => ({
        apiVersion: "apps/v1",
        kind,
        name,
        namespace: namespace ?? release.namespace,
      }))),
];

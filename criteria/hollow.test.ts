/// <reference types="vite/client" />
import { describe, expect, test } from "vitest";
import type { AnyCriterion } from "./criterion.ts";
import { judge } from "./judge.ts";
import type { SourceResults } from "../observations/observations.ts";
import { look, trouble } from "./testing/sources.ts";
import { profileOf } from "./testing/profile.ts";
import { answered } from "./testing/talos.ts";

/** Every check, held against a server that says nothing: 403 to all, empty lists, objects without spec and status. */
const files = import.meta.glob<{ default: AnyCriterion }>(
  ["./*/**/*.ts", "!./derive/**/*.ts", "!./testing/*.ts", "!./**/*.test.ts"],
  { eager: true },
);
const rows = Object.values(files).map(({ default: row }) => row);

const now = new Date("2026-11-21T12:00:00Z");
const named = (kind: "Deployment" | "DaemonSet" | "StatefulSet", name: string) => ({ kind, namespace: "apps", name });
/** Asks for all that a profile can ask for. */
const profile = profileOf({
  kubernetes: {
    endpoint: "https://10.25.11.10:6443",
    version: "v1.35.0",
    kubeSystemUid: "u",
    caFingerprint: "ab".repeat(32),
  },
  talos: { version: "v1.12.0", mtu: 9000, bonds: [{ name: "bond0", members: 2 }] },
  network: { pods: ["10.244.0.0/16"], services: ["10.245.0.0/16"], nodes: ["10.25.11.0/24"] },
  tools: { flux: ">=2.7" },
  repository: "../ops",
  sops: {},
  policies: { storage: { allowed: ["rook-ceph"], reason: "storage lives here" } },
  bootstrap: { task: "bootstrap:x", runbook: "docs/bootstrap.md" },
  onePassword: {},
  cilium: {
    clusterId: 1,
    clusterName: "infra",
    apiHost: "localhost",
    apiPort: 7445,
    routing: { mode: "native", cidr: "10.244.0.0/16" },
    bgp: { peers: 1 },
    clusterMesh: { clusters: ["apps"] },
    loadBalancerPools: ["main"],
    connectivity: { scope: "smoke" },
  },
  flux: {
    version: "v2.7.5",
    instance: "flux",
    source: { url: "ssh://git@example.com/ops.git", ref: "main", secret: "flux-system" },
    kustomization: { path: "./clusters/infra" },
  },
  secrets: { connect: { namespace: "apps" }, stores: [{ name: "onepassword" }] },
  crds: {
    required: ["certificates.cert-manager.io"],
    dependents: [{ group: "monitoring.coreos.com", resource: "prometheusrules", atLeast: 1 }],
  },
  releases: [
    {
      name: "coredns",
      namespace: "kube-system",
      version: "1.0.0",
      phase: "coredns",
      images: { coredns: "v1" },
      workloads: [{ kind: "Deployment", name: "coredns" }],
      webhooks: ["hook"],
      crds: ["certificates.cert-manager.io"],
    },
    { name: "spegel", namespace: "kube-system", phase: "spegel", workloads: [{ kind: "DaemonSet", name: "spegel" }] },
  ],
  platform: {
    ceph: { osds: 3 },
    storage: { classes: ["block"], default: "block", provisioners: [named("Deployment", "provisioner")] },
    databases: [{ namespace: "apps", name: "db", instances: 3 }],
    monitoring: { resources: [{ kind: "VMSingle", namespace: "apps", name: "vm" }] },
    logging: { workloads: [named("StatefulSet", "logs")] },
    certificates: { issuers: [{ name: "letsencrypt" }], certificates: [{ namespace: "apps", name: "tls" }] },
    gateways: { gateways: [{ namespace: "apps", name: "gw" }] },
    services: [named("Deployment", "web")],
  },
  budget: { total: "30m", phases: { crds: "20s" } },
});

/** Lists of Kubernetes objects; what each is a list of does not matter, for nothing is in them. */
const LISTS = [
  "nodes",
  "nodeLeases",
  "namespaces",
  "pods",
  "deployments",
  "daemonSets",
  "statefulSets",
  "services",
  "endpointSlices",
  "persistentVolumeClaims",
  "storageClasses",
  "validatingWebhooks",
  "mutatingWebhooks",
  "customResourceDefinitions",
  "events",
  "ciliumNodes",
  "ciliumEndpoints",
  "ciliumLoadBalancerIPPools",
  "ciliumBGPClusterConfigs",
  "ciliumBGPNodeConfigs",
  "ciliumBGPPeerConfigs",
  "ciliumBGPAdvertisements",
  "ciliumL2AnnouncementPolicies",
  "ciliumNetworkPolicies",
  "ciliumClusterwideNetworkPolicies",
  "systemLeases",
  "certificateSigningRequests",
  "apiServices",
  "podDisruptionBudgets",
  "fluxInstances",
  "gitRepositories",
  "ociRepositories",
  "helmRepositories",
  "helmCharts",
  "buckets",
  "kustomizations",
  "helmReleaseResources",
  "clusterSecretStores",
  "secretStores",
  "externalSecrets",
  "cephClusters",
  "postgresClusters",
  "vmSingles",
  "vmClusters",
  "vmAgents",
  "vmAlerts",
  "vmAlertmanagers",
  "prometheuses",
  "alertmanagers",
  "certificates",
  "issuers",
  "clusterIssuers",
  "gateways",
  "gatewayClasses",
  "httpRoutes",
] as const;

const TALOS = ["talosMachineStatuses", "talosServices", "talosLinks", "talosTimeStatuses", "talosDiagnostics"] as const;
const PER_NODE = [...TALOS, "talosKubePrism", "etcdMembers", "etcdAlarms"] as const;

/** Every source with this in its list. */
const everywhere = (objects: object[], resources: unknown): SourceResults => ({
  ...Object.fromEntries(LISTS.map((source) => [source, look(objects)])),
  ...Object.fromEntries(PER_NODE.map((source) => [source, look([answered("cp1", resources)])])),
  talosVersions: look([answered("cp1", {})]),
  etcdStatuses: look([answered("cp1", {})]),
  helmReleases: look([]),
  sourceSecrets: look([]),
  madeSecrets: look([]),
  everything: look({
    kinds: [{ group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true, count: objects.length }],
    // at the door each object gets metadata, and loses what is null
    objects: objects.map((object) => ({
      ...Object.fromEntries(Object.entries(object).filter(([, part]) => part !== null)),
      ...{ apiVersion: "v1", kind: "Pod" },
      metadata: ("metadata" in object && object.metadata) || {},
    })),
    undiscovered: [],
  }),
  sharedSecrets: look([]),
  coredns: look([]),
  spegel: look([]),
  nodeMetrics: look([]),
  dnsProbe: look([]),
  dependents: look([{ group: "monitoring.coreos.com", resource: "prometheusrules", objects }]),
  tools: look([]),
  ciliumConfig: look({ data: {} }),
  access: look({ questions: [], mayWrite: [] }),
  readyz: look({ server: profile.kubernetes.endpoint, ok: true, checks: [] }),
});

/** The name and namespace of whatever the profile names, wherever it does. */
function metadataIn(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  const { name, namespace = "kube-system" } = value as { name?: unknown; namespace?: unknown };
  return [...(typeof name === "string" ? [{ name, namespace }] : []), ...Object.values(value).flatMap(metadataIn)];
}

const SHAPES: Record<string, object> = {
  nothing: {},
  nulls: { spec: null, status: null, endpoints: null, webhooks: null, data: null },
  "empty parts": { spec: {}, status: {}, endpoints: [{}], webhooks: [{}], involvedObject: {} },
  "empty lists": { spec: {}, status: { conditions: [], containerStatuses: [], phase: "Running" }, endpoints: [] },
  "null lists": { spec: {}, status: { conditions: null, containerStatuses: null, phase: "Running" } },
};
const METADATA = [undefined, null, {}, ...metadataIn(profile)];

/**
 * These ask only whether something is there, or that nothing says a certain thing of itself: a hollow object is enough.
 */
const PRESENCE = [
  "prerequisites/talos-api-is-reachable",
  "kubernetes/kube-proxy-is-absent",
  "flux/nothing-is-suspended",
  "crds/dependent-resources-were-accepted",
];

test("all checks are here", () => expect(rows.length).toBeGreaterThan(60));

describe.each(rows)("$id", (row) => {
  const judged = (results: SourceResults) => judge(row, results, { profile, now });

  test("refused everything it does not pass", () => {
    const sources = [...row.needs, ...(row.wants ?? [])];
    const results = Object.fromEntries(sources.map((source) => [source, trouble("forbidden")]));
    expect(judged(results)).toMatchObject({ verdict: "inconclusive", examined: 0 });
  });

  test("of empty lists it does not pass", () => {
    const judgement = judged(everywhere([], []));
    if (row.id !== "prerequisites/talos-api-is-reachable") expect(judgement.verdict).not.toBe("pass");
    expect(judgement.reason ?? "").not.toContain("the judge threw");
  });

  test.each(Object.keys(SHAPES))("objects with %s do not stop it, nor are they well", (shape) => {
    const objects = METADATA.map((metadata) => ({ metadata, ...SHAPES[shape] }));
    const judgement = judged(
      everywhere(
        objects,
        objects.map((object) => ({ ...object, metadata: object.metadata ?? {} })),
      ),
    );
    if (!PRESENCE.includes(row.id)) expect(judgement.verdict).not.toBe("pass");
    expect(judgement.reason ?? "").not.toContain("the judge threw");
  });
});

/**
 * Sets of checks that fall together, or can no longer be judged together: scenarios name them in what they expect. A
 * new check of a live suite is named here once, in its area, and in what it is asked of.
 */
type Rows = readonly string[];

/** A set without some of its checks; throws on a check that the set does not hold. */
export function without(rows: Rows, ...ids: Rows): string[] {
  const strangers = ids.filter((id) => !rows.includes(id));
  if (strangers.length > 0) throw new Error(`not in the set that it is taken from: ${strangers.join(", ")}`);
  return rows.filter((id) => !ids.includes(id));
}

/** When the bootstrap was over: not yet, with almost everything that is wrong, or it cannot be known. */
export const OVERDUE: Rows = ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"];

/** How long the bootstrap took. */
export const BUDGET: Rows = ["budget/timeline-is-whole", ...OVERDUE];

/** A pod waits to start: for its image, its volume, its Secret. */
export const POD_WAITS: Rows = ["workloads/every-pod-runs", ...OVERDUE];

/** A pod starts again and again. */
export const POD_CRASHES: Rows = ["workloads/every-pod-runs", "workloads/restarts-are-rare", ...OVERDUE];

/** Something that Flux applies is refused or not healthy. */
export const NOT_RECONCILED: Rows = ["flux/nothing-is-stuck", "flux/everything-is-reconciled"];

/** Flux fetches nothing of Git any more. */
export const NOTHING_FETCHED: Rows = ["flux/cluster-kustomization-is-applied", ...NOT_RECONCILED];

/** The live checks of each area, of the machines … */
const TALOS: Rows = [
  "talos/every-machine-is-running",
  "talos/control-plane-is-bootstrapped",
  "talos/etcd-raises-no-alarm",
  "talos/services-are-healthy",
  "talos/versions-match",
  "talos/links-carry-the-mtu",
  "talos/bonds-run-lacp",
  "talos/clocks-are-in-sync",
  "talos/no-diagnostics",
  "talos/kube-prism-is-healthy",
  "talos/health-command-passes",
];

/** … of the API, the nodes and the control plane … */
const KUBERNETES: Rows = [
  "kubernetes/api-is-ready",
  "kubernetes/every-expected-node-is-ready",
  "kubernetes/nodes-are-sound",
  "kubernetes/node-addresses-are-the-profiles",
  "kubernetes/kubelet-certificates-are-approved",
  "kubernetes/aggregated-apis-are-available",
  "kubernetes/control-plane-runs",
  "kubernetes/kube-proxy-is-absent",
  "kubernetes/version-is-the-profiles",
];

/** … of the custom resource definitions … */
const CRDS: Rows = [
  "crds/required-are-established",
  "crds/came-before-their-users",
  "crds/dependent-resources-were-accepted",
];

/** … of what the bootstrap's releases install … */
const COMPONENTS: Rows = [
  "components/releases-are-deployed",
  "components/versions-match",
  "components/were-installed-in-order",
  "components/workloads-are-rolled-out",
  "components/coredns-answers",
  "components/spegel-mirrors",
  "components/webhooks-are-wired",
  "components/have-one-owner",
];

/** What each agent says of itself, through the Cilium CLI. */
export const TOLD_BY_EACH_AGENT: Rows = ["cilium/identity-matches", "cilium/kube-proxy-is-replaced"];

/** What only the Cilium CLI tells. */
export const ASKED_OF_THE_CILIUM_CLI: Rows = [
  ...TOLD_BY_EACH_AGENT,
  "cilium/status-is-ok",
  "cilium/connectivity-test-passes",
];

/** … of Cilium, but for the mesh, which the lab's profile does not declare … */
const CILIUM: Rows = [
  ...ASKED_OF_THE_CILIUM_CLI,
  "cilium/api-host-is-set",
  "cilium/routing-is-native",
  "cilium/agents-run-the-current-config",
  "cilium/endpoints-are-ready",
  "cilium/pod-ranges-have-room",
  "cilium/policies-are-accepted",
  "cilium/policies-let-dns-through",
  "cilium/hubble-relay-answers",
  "cilium/bgp-control-plane-is-enabled",
  "cilium/load-balancer-pools-serve",
  "cilium/load-balancer-addresses-are-announced",
];

/** … of Flux … */
export const FLUX: Rows = [
  "flux/controllers-are-ready",
  "flux/instance-is-ready",
  "flux/deploy-key-is-in-place",
  "flux/git-source-is-ready",
  "flux/cluster-kustomization-is-applied",
  "flux/nothing-is-suspended",
  "flux/nothing-is-stuck",
  "flux/everything-is-reconciled",
  "flux/check-passes",
];

/** … of the store of secrets, and what is synced … */
export const SECRETS: Rows = [
  "secrets/connect-is-running",
  "secrets/stores-are-valid",
  "secrets/external-secrets-are-synced",
];

/** … of what Flux brings … */
const PLATFORM: Rows = [
  "platform/storage-is-ready",
  "platform/ceph-is-healthy",
  "platform/databases-are-healthy",
  "platform/certificates-are-valid",
  "platform/gateways-are-programmed",
  "platform/monitoring-is-operational",
  "platform/logging-is-operational",
  "platform/services-are-rolled-out",
];

/** … of what others name … */
export const REFERENCES: Rows = [
  "references/released-objects-exist",
  "references/applied-objects-exist",
  "references/made-secrets-exist",
  "references/named-services-answer",
];

/** … of everything that runs … */
const WORKLOADS: Rows = [
  "workloads/every-pod-runs",
  "workloads/claims-are-bound",
  "workloads/resource-metrics-answer",
  "workloads/restarts-are-rare",
  "workloads/nothing-moves",
];

/** … and of what objects of any kind say of themselves: one kind that cannot be listed, and none of them is whole. */
export const OBJECTS: Rows = [
  "objects/nothing-is-unwell",
  "objects/nothing-hangs-in-deletion",
  "objects/statuses-are-current",
  "objects/nobody-stopped-looking",
];

/** Everything that is not asked when another cluster answers. */
export const ASKED_OF_THE_CLUSTER: Rows = [
  "prerequisites/access-is-enough-and-read-only",
  "prerequisites/profile-covers-the-cluster",
  "prerequisites/talos-api-is-reachable",
  ...TALOS,
  ...KUBERNETES,
  ...CRDS,
  ...COMPONENTS,
  ...CILIUM,
  ...FLUX,
  ...SECRETS,
  ...PLATFORM,
  ...REFERENCES,
  ...WORKLOADS,
  ...OBJECTS,
  ...BUDGET,
];

/** What is not judged where the cluster that answers does not say which it is. */
export const REFUSED: Rows = ["prerequisites/cluster-is-the-one-named", ...ASKED_OF_THE_CLUSTER];

/** Everything that the Kubernetes API alone, or with others, tells. */
export const ASKED_OF_THE_API: Rows = [
  "prerequisites/cluster-is-the-one-named",
  "prerequisites/access-is-enough-and-read-only",
  "prerequisites/profile-covers-the-cluster",
  "talos/versions-match",
  ...KUBERNETES,
  ...CRDS,
  ...COMPONENTS,
  ...without(CILIUM, "cilium/status-is-ok", "cilium/connectivity-test-passes"),
  ...without(FLUX, "flux/check-passes"),
  ...SECRETS,
  ...PLATFORM,
  ...REFERENCES,
  ...without(WORKLOADS, "workloads/nothing-moves"),
  ...OBJECTS,
  ...BUDGET,
];

/** What is not asked where nobody answers for the API: the commands that would ask it neither. */
export const ASKED_OF_NOBODY: Rows = [
  ...ASKED_OF_THE_API,
  "cilium/status-is-ok",
  "cilium/connectivity-test-passes",
  "flux/check-passes",
  "workloads/nothing-moves",
];

/** What each machine's Talos API tells; `talosctl health` asks one machine for all. */
export const ASKED_OF_TALOS: Rows = [...without(TALOS, "talos/health-command-passes"), "budget/timeline-is-whole"];

/** What needs the list of pods. */
export const ASKED_OF_THE_PODS: Rows = [
  "kubernetes/control-plane-runs",
  "kubernetes/kube-proxy-is-absent",
  "components/versions-match",
  "components/were-installed-in-order",
  "cilium/agents-run-the-current-config",
  "cilium/endpoints-are-ready",
  "cilium/policies-let-dns-through",
  "secrets/connect-is-running",
  "references/named-services-answer",
  "workloads/every-pod-runs",
  "workloads/restarts-are-rare",
  ...OBJECTS,
  ...BUDGET,
];

/** What is read out of Helm's releases, besides whether they are deployed. */
export const TOLD_BY_RELEASES: Rows = [
  "crds/came-before-their-users",
  "components/versions-match",
  "components/were-installed-in-order",
  "components/have-one-owner",
];

/** What looks for workloads by the names that the profile gives, and for their rollout. */
export const ROLLED_OUT: Rows = [
  "components/workloads-are-rolled-out",
  "flux/controllers-are-ready",
  "secrets/connect-is-running",
  "platform/storage-is-ready",
  "platform/monitoring-is-operational",
  "platform/logging-is-operational",
  "platform/services-are-rolled-out",
];

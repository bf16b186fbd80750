import type { Justification } from "./justification.ts";

/** Of what commands and machines answer. */
export const JUSTIFIED_ANSWERS: readonly Justification[] = [
  {
    at: /^cilium status .* cilium_endpoints/,
    because: "the same endpoints are objects, and cilium/endpoints-are-ready judges each pod's",
  },
  {
    at: /^control-plane etcd\.status\.learner$/,
    because: "the list of members says who is a learner, and is judged",
  },
  {
    at: /^(control-plane|worker) (etcd\.members\[\]\.(clientUrls|peerUrls)|etcd\.status\.(member|errors))/,
    because:
      "etcd's members are compared by host name, and that they answer each other is in its alarms and its health",
  },
  {
    at: /^cilium status .*identity-range/,
    because: "an agent of an older version does not tell its range; the identities of its endpoints are judged",
  },
  {
    at: /^cilium status .* (phase_count|pods_count|image_count)/,
    because:
      "a count of pods that are judged themselves, by workloads/every-pod-runs and by the state of each component",
  },
  {
    at: /^cilium status .* cilium_status\.[\w-]+\.(hubble$|ipam|cluster-mesh|routing|cluster|stale)/,
    because: "a part of the agent's state that the state as a whole, `cilium.state`, sums up",
  },
  {
    at: /^cilium connectivity test --cleanup /,
    because: "whether what the test made could be removed is a remark: it says nothing of the cluster's network",
  },
  {
    at: /^cilium status .* errors(\.|$)/,
    because: "a component without errors may be left out; one that is disabled is told by its pods' state",
  },
  {
    at: /^cilium version --client /,
    because: "what is asked for is the version of the CLI, in its first line",
  },
  {
    at: /^cilium connectivity test line "(ℹ️|✨|🏃|\[=\]|⌛|🔭|⚠️|cilium hubble)/,
    because: "a line of progress: how many tests ran, and whether they passed, stands in the last",
  },
];

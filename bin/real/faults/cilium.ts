import { applied, gone, kubectl, type Command, type Fault } from "../fault.ts";

/** Faults of Cilium. `clusterId`: the one that the profile gives. */
export const faultsOfCilium = (clusterId: number): Fault[] => [
  {
    name: "daemonset-half-updated",
    what: "an update of Envoy's DaemonSet stands still after its first node: no registry has the new image",
    bring: [
      kubectl(
        ...["-n", "kube-system", "set", "image", "daemonset/cilium-envoy"],
        "cilium-envoy=registry.invalid/cilium-envoy:next",
      ),
    ],
    cause: { check: "components/workloads-are-rolled-out", says: "cilium-envoy" },
    mend: [
      kubectl("-n", "kube-system", "rollout", "undo", "daemonset/cilium-envoy"),
      kubectl("-n", "kube-system", "rollout", "status", "daemonset/cilium-envoy", "--timeout=120s"),
    ],
  },
  {
    name: "dns-blocked-by-policy",
    what: "a CiliumNetworkPolicy lets only kube-system ask CoreDNS",
    bring: [applied(LOCK)],
    cause: { check: "cilium/policies-let-dns-through", says: `ciliumnetworkpolicy/kube-system/${LOCK.metadata.name}` },
    mend: [gone("-n", "kube-system", "ciliumnetworkpolicy", LOCK.metadata.name)],
  },
  {
    name: "cluster-id-changed",
    what: "Cilium's cluster-id is changed, and no agent knows it",
    bring: [clusterIdSet(OTHER_ID)],
    cause: { check: "cilium/identity-matches", says: OTHER_ID },
    mend: [
      clusterIdSet(String(clusterId)),
      kubectl("-n", "kube-system", "rollout", "restart", "daemonset/cilium", "deployment/cilium-operator"),
      kubectl("-n", "kube-system", "rollout", "status", "daemonset/cilium", "--timeout=170s"),
    ],
    greenWithinMs: 600_000,
  },
];

const OTHER_ID = "9";

const LOCK = {
  apiVersion: "cilium.io/v2",
  kind: "CiliumNetworkPolicy",
  metadata: { name: "assay-real", namespace: "kube-system" },
  spec: { endpointSelector: { matchLabels: { "k8s-app": "kube-dns" } }, ingress: [{ fromEndpoints: [{}] }] },
};

function clusterIdSet(id: string): Command {
  return kubectl(
    ...["-n", "kube-system", "patch", "configmap", "cilium-config", "--type=merge", "-p"],
    JSON.stringify({ data: { "cluster-id": id } }),
  );
}

import type { TalosNode } from "../../world.ts";
import type { Builder } from "../builder.ts";

/** The checks of Talos 1.12, in order; without kube-proxy its check is skipped. */
const HEALTH_CHECKS = [
  "etcd to be healthy",
  "etcd members to be consistent across nodes",
  "etcd members to be control plane nodes",
  "apid to be ready",
  "all nodes memory sizes",
  "all nodes disk sizes",
  "no diagnostics",
  "kubelet to be healthy",
  "all nodes to finish boot sequence",
  "all k8s nodes to report",
  "all control plane static pods to be running",
  "all control plane components to be ready",
  "all k8s nodes to report ready",
  "kube-proxy to report ready",
  "coredns to report ready",
  "all k8s nodes to report schedulable",
] as const;

/** What `talosctl health` prints. */
export const health = (b: Builder): NonNullable<TalosNode["health"]> => ({
  checks: HEALTH_CHECKS.map((description) => ({
    description,
    state:
      description === "kube-proxy to report ready" && b.profile.cilium?.kubeProxyReplacement !== false ? "SKIP" : "OK",
  })),
  exit: 0,
});

import { agentLost, agentsWait } from "../../faults/cilium.ts";
import { prints } from "../../faults/commands.ts";
import { kustomizationFails } from "../../faults/flux.ts";
import { revisionAdded } from "../../faults/helm.ts";
import { podsOfNodeUnready } from "../../faults/nodes.ts";
import { add, all, edit, statusOf, type Json } from "../../faults/objects.ts";
import { machine } from "../../faults/talos.ts";
import { releases } from "../profiles.ts";
import { waits, CRASH_LOOP, type Waiting } from "../../faults/workloads.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { nodeNotReady } from "../machines/nodes.ts";
import { ASKED_OF_TALOS, NOT_RECONCILED, POD_CRASHES, POD_WAITS, TOLD_BY_EACH_AGENT } from "../rows.ts";

/** One machine lost: everything that stood on it falls with it. */
const machineLost = (name: string): Fault =>
  all(
    machine(name, (node) => {
      node.trouble = "silence";
    }),
    podsOfNodeUnready(name),
    nodeNotReady(name),
    agentLost(name),
  );

const CNI_WAITS: Waiting = {
  reason: "ContainerCreating",
  message: 'Failed to create pod sandbox: plugin type="cilium-cni" failed: Cilium API client timeout exceeded',
};

/** The cause lies below everything: a machine, the network, DNS. */
export const FROM_THE_GROUND: readonly Scenario[] = [
  {
    name: "cilium-managed-twice",
    title: "Cilium is managed by helmfile and by a HelmRelease: UpgradeFailed, the agents are 0/3, everything falls",
    from: "a report of Cilium with two managers",
    faults: [
      add({
        ...{ apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease" },
        metadata: { name: "cilium", namespace: "kube-system", ...{ generation: 2 } },
        spec: { interval: "1h", chartRef: { kind: "OCIRepository", name: "cilium" }, values: { cluster: { id: 1 } } },
        status: {
          ...{ observedGeneration: 2, lastAttemptedRevision: "1.18.6", failures: 4, upgradeFailures: 4 },
          conditions: [
            {
              ...{ type: "Ready", status: "False", reason: "UpgradeFailed", observedGeneration: 2 },
              message:
                "Helm upgrade failed for release kube-system/cilium with chart cilium@1.18.6: timeout waiting for: [DaemonSet/kube-system/cilium status: 'InProgress']",
              lastTransitionTime: "2026-01-05T09:35:00Z",
            },
            {
              ...{
                type: "Stalled",
                status: "True",
                reason: "RetriesExceeded",
                message: "Failed to upgrade after 3 attempt(s)",
              },
              lastTransitionTime: "2026-01-05T09:35:00Z",
            },
          ],
          history: [{ name: "cilium", namespace: "kube-system", version: 2, status: "failed", chartVersion: "1.18.6" }],
        },
      }),
      revisionAdded("kube-system/cilium", 1, {
        status: "failed",
        at: "2026-01-05T09:34:00Z",
        manager: "helm-controller",
        description: "Upgrade failed",
        supersedes: false,
      }),
      agentsWait(CRASH_LOOP),
      kustomizationFails(
        "flux-system/cluster-infrastructure",
        "HealthCheckFailed",
        "health check failed after 15m0.3s: timeout waiting for: [HelmRelease/kube-system/cilium status: 'Failed']",
      ),
      edit("Kustomization", "flux-system/cluster-infrastructure", (object) => {
        const { entries } = (statusOf(object)["inventory"] ?? {}) as { entries: Json[] };
        entries.push({ id: "kube-system_cilium_helm.toolkit.fluxcd.io_HelmRelease", v: "v2" });
      }),
      prints("cilium", "connectivity test", {
        stdout: "",
        stderr: "connectivity test failed: setup failed: cilium agents are not ready\n",
        exit: 1,
      }),
    ],
    expect: {
      first: ["components/have-one-owner"],
      falls: [
        "components/releases-are-deployed",
        "components/workloads-are-rolled-out",
        "cilium/status-is-ok",
        ...NOT_RECONCILED,
        ...POD_CRASHES,
      ],
      unseen: [
        ...TOLD_BY_EACH_AGENT,
        "cilium/agents-run-the-current-config",
        "cilium/connectivity-test-passes",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "machine-lost",
    title: "A machine is lost: its node, its pods and their workloads fall with it",
    from: "a cascade",
    faults: [machineLost("lab-cp-02")],
    expect: {
      first: ["prerequisites/talos-api-is-reachable"],
      falls: [
        "talos/health-command-passes",
        "kubernetes/every-expected-node-is-ready",
        "kubernetes/control-plane-runs",
        "components/workloads-are-rolled-out",
        "cilium/status-is-ok",
        "flux/controllers-are-ready",
        "platform/monitoring-is-operational",
        "platform/services-are-rolled-out",
        ...POD_WAITS,
      ],
      unseen: [...ASKED_OF_TALOS, ...TOLD_BY_EACH_AGENT],
    },
  },
  {
    name: "node-lost-without-talos",
    title: "A node is NotReady and its pods with it, though its machine answers",
    from: "the source code of the tools",
    faults: [podsOfNodeUnready("lab-cp-03"), nodeNotReady("lab-cp-03")],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready"],
      falls: [
        "talos/health-command-passes",
        "kubernetes/control-plane-runs",
        "components/workloads-are-rolled-out",
        "cilium/status-is-ok",
        "cilium/hubble-relay-answers",
        "flux/controllers-are-ready",
        "secrets/connect-is-running",
        "platform/storage-is-ready",
        "platform/ceph-is-healthy",
        "platform/services-are-rolled-out",
        ...POD_WAITS,
      ],
      unseen: [...TOLD_BY_EACH_AGENT, "budget/timeline-is-whole"],
    },
  },
  {
    name: "agents-crash",
    title: "The Cilium agents crash on all nodes: no endpoint, no DNS, no connectivity",
    from: "story 1.3",
    faults: [
      agentsWait(CRASH_LOOP),
      waits("Deployment", "kube-system/coredns", CNI_WAITS),
      prints("cilium", "connectivity test", {
        stdout: "",
        stderr: "connectivity test failed: agents are not ready\n",
        exit: 1,
      }),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["talos/health-command-passes", "cilium/status-is-ok", ...POD_CRASHES],
      unseen: [
        "components/coredns-answers",
        ...TOLD_BY_EACH_AGENT,
        "cilium/agents-run-the-current-config",
        "cilium/connectivity-test-passes",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "coredns-crashes",
    title: "CoreDNS crashes: a forward loop",
    from: "story 1.3",
    faults: [
      waits("Deployment", "kube-system/coredns", CRASH_LOOP),
      prints("cilium", "connectivity test", {
        stdout: "",
        stderr: "connectivity test failed: timeout reached waiting lookup for cluster.local\n",
        exit: 1,
      }),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["talos/health-command-passes", ...POD_CRASHES],
      unseen: ["components/coredns-answers", "cilium/connectivity-test-passes", "budget/timeline-is-whole"],
    },
  },
  {
    name: "coredns-of-talos-itself-crashes",
    title: "The CoreDNS that Talos brought crashes: its Corefile does not parse",
    from: "a fault brought about on a real cluster",
    profile: releases((release) => (release.name === "coredns" ? [] : [release])),
    faults: [waits("Deployment", "kube-system/coredns", CRASH_LOOP)],
    expect: {
      first: ["workloads/every-pod-runs"],
      falls: ["talos/health-command-passes", ...POD_CRASHES],
      unseen: ["components/coredns-answers", "budget/timeline-is-whole"],
    },
  },
];

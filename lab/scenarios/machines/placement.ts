import { componentUnready } from "../../faults/cilium.ts";
import { condition, edit, specOf, statusOf, type Json } from "../../faults/objects.ts";
import { tainted, unplaced } from "../../faults/placement.ts";
import { waits, CRASH_LOOP } from "../../faults/workloads.ts";
import type { Scenario } from "../../scenario.ts";
import { POD_CRASHES, POD_WAITS } from "../rows.ts";

const AGENT_NOT_READY = { key: "node.cilium.io/agent-not-ready", effect: "NoSchedule" };

/** Nodes that are Ready and take nothing: taints, pressure, what calls itself broken, addresses of their own. */
export const PLACEMENT: readonly Scenario[] = [
  {
    name: "agent-taint-stays",
    title: "Every agent of Cilium is ready, and its taint was never taken off the nodes: CoreDNS finds no place",
    from: "a bug report",
    faults: [
      tainted(/./, AGENT_NOT_READY),
      unplaced(
        "Deployment",
        "kube-system/coredns",
        "0/3 nodes are available: 3 node(s) had untolerated taint {node.cilium.io/agent-not-ready: }. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
      ),
    ],
    expect: {
      first: ["kubernetes/nodes-are-sound"],
      falls: ["components/workloads-are-rolled-out", "talos/health-command-passes", ...POD_WAITS],
      unseen: ["components/coredns-answers", "budget/timeline-is-whole"],
    },
  },
  {
    name: "agent-taint-and-no-operator",
    title: "cilium-operator crashes, and a node keeps the taint that it should take off",
    from: "a bug report",
    faults: [
      waits("Deployment", "kube-system/cilium-operator", CRASH_LOOP),
      componentUnready("cilium-operator", 2),
      tainted("lab-cp-02", AGENT_NOT_READY),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["kubernetes/nodes-are-sound", "cilium/status-is-ok", ...POD_CRASHES],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "node-uninitialised",
    title: "Kubelets were started for an external cloud provider, and no cloud-controller-manager runs",
    from: "a bug report",
    faults: [
      tainted("lab-cp-03", {
        ...{ key: "node.cloudprovider.kubernetes.io/uninitialized", value: "true", effect: "NoSchedule" },
      }),
    ],
    expect: { first: ["kubernetes/nodes-are-sound"] },
  },
  {
    name: "disk-pressure",
    title: "A node is Ready under disk pressure: nothing new starts there, and Nessie has no other place",
    from: "a real Talos cluster",
    faults: [
      condition("Node", "lab-cp-02", "DiskPressure", {
        ...{ status: "True", reason: "KubeletHasDiskPressure", message: "kubelet has disk pressure" },
      }),
      tainted("lab-cp-02", {
        ...{ key: "node.kubernetes.io/disk-pressure", effect: "NoSchedule", timeAdded: "2026-01-05T09:50:00Z" },
      }),
      unplaced(
        "Deployment",
        "nessie/nessie",
        "0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }, 2 Insufficient memory.",
      ),
    ],
    expect: {
      first: ["kubernetes/nodes-are-sound"],
      falls: ["references/named-services-answer", "platform/services-are-rolled-out", ...POD_WAITS],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "filesystem-read-only",
    title: "The node problem detector says that a node's file system is read-only; its kubelet is Ready",
    from: "a bug report",
    faults: [
      condition("Node", "lab-cp-01", "ReadonlyFilesystem", {
        ...{ status: "True", reason: "FilesystemIsReadOnly", message: "Remounting filesystem read-only" },
      }),
    ],
    expect: { first: ["kubernetes/nodes-are-sound"] },
  },
  {
    name: "memory-pressure-unknown",
    title: "Nobody knows whether a node has memory left: its condition is Unknown, while it is Ready",
    from: "a bug report",
    faults: [
      condition("Node", "lab-cp-01", "MemoryPressure", {
        ...{ status: "Unknown", reason: "NodeStatusNeverUpdated", message: "Kubelet never posted node status." },
      }),
    ],
    expect: { first: ["kubernetes/nodes-are-sound"] },
  },
  {
    name: "control-plane-taint-without-workers",
    title:
      "Every node is of the control plane and tainted as such, as Talos does by default: nothing of Flux finds a place",
    from: "a bug report",
    faults: [
      tainted(/./, { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }),
      unplaced(
        "Deployment",
        "nessie/nessie",
        "0/3 nodes are available: 3 node(s) had untolerated taint(s). no new claims to deallocate.",
      ),
    ],
    expect: {
      first: ["kubernetes/nodes-are-sound"],
      falls: ["references/named-services-answer", "platform/services-are-rolled-out", ...POD_WAITS],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "node-on-another-address",
    title: "A kubelet took the address of another network card",
    from: "a bug report",
    faults: [
      edit("Node", "lab-cp-02", (node) => {
        for (const it of statusOf(node)["addresses"] as Json[])
          if (it["type"] === "InternalIP") it["address"] = "192.168.77.12";
      }),
    ],
    expect: { first: ["kubernetes/node-addresses-are-the-profiles"], falls: ["talos/health-command-passes"] },
  },
];

/** Taints that the profile allows, and those that keep nothing out. */
export const PLACEMENT_HARMLESS: readonly Scenario[] = [
  {
    name: "taint-that-the-profile-allows",
    title: "A node is kept for databases, and the profile says so",
    from: "a healthy variant",
    profile: (lab) => ({
      ...lab,
      kubernetes: {
        ...lab.kubernetes,
        allowedTaints: [{ key: "dedicated", value: "databases", nodes: ["lab-cp-03"] }],
      },
    }),
    faults: [
      tainted("lab-cp-03", { key: "dedicated", value: "databases", effect: "NoSchedule" }),
      tainted("lab-cp-02", { key: "noisy", effect: "PreferNoSchedule" }),
    ],
  },
  {
    name: "cordon-that-the-profile-allows",
    title: "A node is cordoned, and the profile says so; the taint of the cordon is no other",
    from: "a healthy variant",
    profile: (lab) => ({ ...lab, kubernetes: { ...lab.kubernetes, allowCordoned: ["lab-cp-03"] } }),
    faults: [
      tainted("lab-cp-03", { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }),
      edit("Node", "lab-cp-03", (node) => {
        specOf(node)["unschedulable"] = true;
      }),
    ],
  },
];

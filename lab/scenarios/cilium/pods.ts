import { ciliumSays } from "../../faults/cilium.ts";
import { all, edit, remove, specOf } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { OVERDUE } from "../rows.ts";
import { addedPod } from "../workloads.ts";

const NOWHERE = { unschedulable: "0/3 nodes are available: 3 node(s) had untolerated taint(s)." };

/** Pods that wait, and that Cilium cannot manage yet. */
export const NOT_MANAGED_YET: readonly Scenario[] = [
  {
    name: "pods-without-a-node",
    title: "Two pods fit on no node: the CLI counts them among those that Cilium should manage",
    from: "a real cluster with a cordoned node: Cilium was called the cause",
    faults: [inPodNetwork("gpu-a", NOWHERE), inPodNetwork("gpu-b", NOWHERE)],
    expect: {
      first: ["workloads/every-pod-runs"],
      falls: OVERDUE,
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "pod-without-an-address",
    title: "A pod waits on its node for a volume: it has no sandbox, no address and no endpoint yet",
    from: "a real cluster with a cordoned node: Cilium was called the cause",
    faults: [inPodNetwork("importer", { waiting: { reason: "ContainerCreating", message: "" } })],
    expect: {
      first: ["workloads/every-pod-runs"],
      falls: OVERDUE,
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "pods-unmanaged-beside-one-without-a-node",
    title: "A pod fits on no node, and two others that run are not managed by Cilium",
    from: "the other side of a bug report",
    faults: [
      inPodNetwork("gpu-a", NOWHERE),
      remove("CiliumEndpoint", /^kube-system\/coredns-/),
      ciliumSays((status) => {
        status.pods_count.by_cilium -= 2;
      }),
    ],
    expect: {
      first: ["workloads/every-pod-runs", "cilium/status-is-ok"],
      falls: ["cilium/endpoints-are-ready", ...OVERDUE],
      unseen: ["budget/timeline-is-whole"],
    },
  },
];

/** A pod of the pod network that the CLI counts, and that has no endpoint. */
function inPodNetwork(name: string, how: Parameters<typeof addedPod>[2]): Fault {
  return all(
    addedPod("default", name, how),
    edit("Pod", `default/${name}`, (pod) => {
      delete specOf(pod)["hostNetwork"];
    }),
    ciliumSays((status) => {
      status.pods_count.all += 1;
    }),
  );
}

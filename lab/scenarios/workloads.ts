import { add, ago, all, condition, edit, objectsOf, remove, statusOf, type Json } from "../faults/objects.ts";
import { CRASH_LOOP, IMAGE_PULL, type Waiting } from "../faults/workloads.ts";
import type { Fault, Scenario } from "../scenario.ts";
import { OVERDUE } from "./rows.ts";

/** Workloads: pods of no release, restarts, metrics. */
export const WORKLOADS: readonly Scenario[] = [
  {
    name: "image-pull-on-one-node",
    title: "A registry that one node cannot reach: whatever is new on it pulls for ever",
    from: "a known failure of workloads",
    faults: [daemonOfOneBadNode("default", "node-agent", "lab-cp-02")],
    expect: {
      first: ["workloads/every-pod-runs"],
      falls: OVERDUE,
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "crash-loop",
    title: "A pod crashes between two looks: `kubectl get pods | grep -v Running` is content",
    from: "a known failure of workloads",
    faults: [addedPod("default", "importer", { waiting: CRASH_LOOP })],
    expect: {
      first: ["workloads/every-pod-runs"],
      falls: OVERDUE,
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "unschedulable",
    title: "A pod fits on no node",
    from: "a known failure of workloads",
    faults: [
      addedPod("default", "gpu-job", { unschedulable: "0/3 nodes are available: 3 Insufficient nvidia.com/gpu." }),
    ],
    expect: {
      first: ["workloads/every-pod-runs"],
      falls: OVERDUE,
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "pod-evicted",
    title: "An evicted leftover that nobody waived",
    from: "a known failure of workloads",
    faults: [addedPod("default", "batch", { failed: "Evicted" })],
    expect: { first: ["workloads/every-pod-runs"] },
  },
  {
    name: "restarts-over-budget",
    title: "A container restarted eight times, and runs now",
    from: "story 1.3",
    faults: [
      edit("Pod", /^kubeai\/kubeai-/, (pod, world) => {
        for (const container of statusOf(pod)["containerStatuses"] as Json[]) {
          container["restartCount"] = 8;
          container["lastState"] = { terminated: { exitCode: 137, reason: "OOMKilled", finishedAt: ago(world, 1200) } };
        }
      }),
    ],
    expect: { first: ["workloads/restarts-are-rare"] },
  },
  {
    name: "metrics-not-served",
    title: "`kubectl top nodes` fails: the metrics API serves nothing",
    from: "a known failure of workloads",
    faults: [
      remove("NodeMetrics"),
      condition("APIService", "v1beta1.metrics.k8s.io", "Available", {
        status: "False",
        reason: "MissingEndpoints",
        message: 'endpoints for service/metrics-server in "kube-system" have no addresses',
      }),
    ],
    expect: {
      first: ["kubernetes/aggregated-apis-are-available"],
      falls: ["workloads/resource-metrics-answer"],
    },
  },
  {
    name: "metrics-of-two-nodes",
    title: "The metrics of one node are missing",
    from: "the purpose of a check",
    faults: [remove("NodeMetrics", "lab-cp-02")],
    expect: { first: ["workloads/resource-metrics-answer"] },
  },
  {
    name: "metrics-stale",
    title: "The metrics of one node are an hour old",
    from: "the source code of the tools",
    faults: [
      edit("NodeMetrics", "lab-cp-03", (object, world) => {
        object["timestamp"] = ago(world, 3600);
      }),
    ],
    expect: { first: ["workloads/resource-metrics-answer"] },
  },
];

/** A DaemonSet that nobody's release brings: its pods run, but for the one whose node cannot pull. */
function daemonOfOneBadNode(namespace: string, name: string, badNode: string): Fault {
  return (world) => {
    const nodes = objectsOf(world, "Node").map(({ metadata }) => metadata.name);
    const uid = "00000000-0000-4000-8000-0000000d4e50";
    const counts = { desiredNumberScheduled: nodes.length, currentNumberScheduled: nodes.length };
    const ready = { numberReady: nodes.length - 1, numberAvailable: nodes.length - 1, numberUnavailable: 1 };
    const daemonSet = {
      ...{ apiVersion: "apps/v1", kind: "DaemonSet", metadata: { name, namespace, uid, generation: 1 } },
      spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: {} } },
      status: { observedGeneration: 1, updatedNumberScheduled: nodes.length, ...counts, ...ready },
    };
    const owner = { apiVersion: "apps/v1", kind: "DaemonSet", name, uid, controller: true };
    const pods = nodes.map((node) =>
      addedPod(namespace, `${name}-${node}`, { node, owner, ...(node === badNode && { waiting: IMAGE_PULL }) }),
    );
    return all(add(daemonSet), ...pods)(world);
  };
}

/** A pod of its own, as the kubelet of its node leaves it; without anything wrong it runs. */
/** A pod of nobody. */
export function addedPod(
  namespace: string,
  name: string,
  how: { waiting?: Waiting; unschedulable?: string; failed?: string; node?: string; owner?: object },
): Fault {
  return (world) => {
    const container = { name: "main", image: "ghcr.io/example/main:1.0.0" };
    const since = ago(world, 1500);
    const scheduled = how.unschedulable === undefined;
    const runs = scheduled && how.waiting === undefined && how.failed === undefined;
    const conditions = [
      {
        type: "PodScheduled",
        status: scheduled ? "True" : "False",
        ...(!scheduled && { reason: "Unschedulable", message: how.unschedulable }),
        lastTransitionTime: since,
      },
      ...(scheduled
        ? [
            runs
              ? { type: "Ready", status: "True", lastTransitionTime: since }
              : { type: "Ready", status: "False", reason: "ContainersNotReady", lastTransitionTime: since },
          ]
        : []),
    ];
    const pod = {
      ...{
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace, creationTimestamp: since, ...(how.owner && { ownerReferences: [how.owner] }) },
      },
      spec: {
        containers: [container],
        restartPolicy: "Always",
        hostNetwork: true,
        ...(scheduled && { nodeName: how.node ?? "lab-cp-01" }),
      },
      status: {
        phase: how.failed ? "Failed" : runs || how.waiting?.exitCode !== undefined ? "Running" : "Pending",
        ...(how.failed && { reason: how.failed, message: "The node was low on resource: ephemeral-storage." }),
        conditions,
        startTime: since,
        ...(runs && {
          containerStatuses: [
            {
              ...{ name: "main", image: container.image, ready: true, started: true, restartCount: 0 },
              state: { running: { startedAt: since } },
            },
          ],
        }),
        ...(how.waiting && {
          containerStatuses: [
            {
              ...{ name: "main", image: container.image, ready: false, started: false, restartCount: 0 },
              state: { waiting: { reason: how.waiting.reason, message: how.waiting.message } },
              lastState: how.waiting.exitCode === undefined ? {} : { terminated: { exitCode: 1, reason: "Error" } },
            },
          ],
        }),
      },
    };
    return add(pod)(world);
  };
}

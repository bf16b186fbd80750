import { condition, ownerReference, type Builder } from "../builder.ts";
import { addPod } from "../workloads/pods.ts";

/** One completed Job: its pod is neither running nor a failure. */
export function addJob(b: Builder): void {
  const { ceph } = b.profile.platform;
  const namespace = ceph?.namespace ?? "default";
  const node = b.nodes.find(({ role }) => role === "worker") ?? b.nodes[0];
  if (!node) return;
  const name = ceph ? `rook-ceph-osd-prepare-${node.name}` : "smoke-migrate";
  const at = b.times.flux + 262;
  const labels = { "batch.kubernetes.io/job-name": name, "job-name": name };
  b.add({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace, generation: 1, creationTimestamp: b.at(at), labels },
    spec: {
      backoffLimit: 6,
      completions: 1,
      parallelism: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { restartPolicy: "OnFailure" } },
    },
    status: {
      startTime: b.at(at),
      completionTime: b.at(at + 18),
      succeeded: 1,
      ready: 0,
      uncountedTerminatedPods: {},
      conditions: ["SuccessCriteriaMet", "Complete"].map((type) =>
        condition(type, "True", "CompletionsReached", b.at(at + 18), "Reached expected number of succeeded pods"),
      ),
    },
  });
  addPod(b, {
    namespace,
    name: `${name}-x7k2p`,
    node,
    labels,
    generateName: `${name}-`,
    completed: true,
    at,
    readyAt: at + 17,
    owner: ownerReference("batch/v1", "Job", namespace, name),
    containers: [
      {
        name: "main",
        image: ceph ? "quay.io/ceph/ceph:v19.2.3" : "docker.io/library/busybox:1.37",
      },
    ],
  });
}

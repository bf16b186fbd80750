import { hash, numberOf, uidOf, type Builder } from "../builder.ts";
import type { PodRequest } from "./pod-request.ts";

/** The events of a pod's image pulls. */
export function addPulls(b: Builder, pod: PodRequest): void {
  const started = startedAt(pod);
  const took = b.pace * (Math.max(0.4, started - pod.at - 1) + numberOf(100, pod.namespace, pod.name) / 1000);
  for (const { name, image } of pod.containers) {
    b.add({
      apiVersion: "v1",
      kind: "Event",
      metadata: {
        name: `${pod.name}.${hash("pulled", pod.namespace, pod.name, name).slice(0, 16)}`,
        namespace: pod.namespace,
        creationTimestamp: b.at(started),
      },
      involvedObject: {
        kind: "Pod",
        namespace: pod.namespace,
        name: pod.name,
        uid: uidOf("Pod", pod.namespace, pod.name),
        apiVersion: "v1",
        resourceVersion: "1000",
        fieldPath: `spec.containers{${name}}`,
      },
      type: "Normal",
      reason: "Pulled",
      count: 1,
      eventTime: null,
      reportingComponent: "kubelet",
      reportingInstance: pod.node.name,
      message: `Successfully pulled image "${image}" in ${took.toFixed(3)}s (${took.toFixed(3)}s including waiting). Image size: ${2e7 + numberOf(9e7, image)} bytes.`,
      firstTimestamp: b.at(started),
      lastTimestamp: b.at(started),
      source: {
        component: "kubelet",
        host: pod.node.name,
      },
    });
  }
}

/** The image pull takes the greater part of the way to Ready. */
export const startedAt = ({ at, readyAt }: Pick<PodRequest, "at" | "readyAt">): number =>
  at + Math.max(1, Math.floor((readyAt - at) * 0.7));

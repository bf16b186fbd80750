import { numberOf, type Builder, type BuiltPod } from "../builder.ts";

type Cilium = NonNullable<Builder["profile"]["cilium"]>;

/** A CiliumEndpoint for each pod that Cilium gave its network, and the identities of their labels. */
export function addCiliumEndpoints(b: Builder): void {
  const { cilium } = b.profile;
  if (!cilium) return;
  const identities = new Map<string, number>();
  for (const pod of b.pods.filter(({ hostNetwork, completed }) => !hostNetwork && !completed)) {
    const {
      "pod-template-hash": _,
      "controller-revision-hash": __,
      "apps.kubernetes.io/pod-index": ___,
      ...labels
    } = pod.labels;
    const key = JSON.stringify([pod.namespace, labels]);
    const id = identities.get(key) ?? identityOf(cilium.clusterId, identities.size);
    if (!identities.has(key)) addIdentity(b, cilium, id, pod, labels);
    identities.set(key, id);
    addEndpoint(b, pod, id, labels);
  }
}

/** Numeric identities carry the cluster's id above the low 16 bits, where 0 to 255 are reserved. */
const identityOf = (clusterId: number, n: number): number => clusterId * 65_536 + 1024 + n * 13;

function addIdentity(b: Builder, cilium: Cilium, id: number, pod: BuiltPod, labels: Record<string, string>): void {
  b.add({
    apiVersion: "cilium.io/v2",
    kind: "CiliumIdentity",
    metadata: {
      name: String(id),
      generation: 1,
      creationTimestamp: b.at(pod.readyAt - 3),
      labels: { "io.kubernetes.pod.namespace": pod.namespace },
    },
    "security-labels": securityLabels(cilium, pod.namespace, labels),
  });
}

const securityLabels = (cilium: Cilium, namespace: string, labels: Record<string, string>): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [`k8s:${key}`, value])),
  "k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name": namespace,
  "k8s:io.cilium.k8s.policy.cluster": cilium.clusterName,
  "k8s:io.cilium.k8s.policy.serviceaccount": "default",
  "k8s:io.kubernetes.pod.namespace": namespace,
});

function addEndpoint(b: Builder, pod: BuiltPod, id: number, labels: Record<string, string>): void {
  const { cilium } = b.profile;
  if (!cilium) return;
  b.add({
    apiVersion: "cilium.io/v2",
    kind: "CiliumEndpoint",
    metadata: {
      name: pod.name,
      namespace: pod.namespace,
      generation: 1,
      creationTimestamp: b.at(pod.readyAt - 3),
      labels: pod.labels,
      ownerReferences: [
        {
          apiVersion: "v1",
          kind: "Pod",
          name: pod.name,
          uid: pod.uid,
        },
      ],
    },
    status: {
      encryption: {},
      "external-identifiers": {
        "cni-attachment-id": `${pod.uid}:eth0`,
        "k8s-namespace": pod.namespace,
        "k8s-pod-name": pod.name,
        "pod-name": `${pod.namespace}/${pod.name}`,
      },
      id: 100 + numberOf(3900, "endpoint", pod.namespace, pod.name),
      identity: {
        id,
        labels: Object.entries(securityLabels(cilium, pod.namespace, labels))
          .map(([key, value]) => `${key}=${value}`)
          .sort(),
      },
      networking: { addressing: [{ ipv4: pod.ip }], node: pod.node.address },
      state: "ready",
    },
  });
}

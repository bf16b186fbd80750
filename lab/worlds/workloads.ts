import { ensureNamespace, managed, ownerReference, suffix, type Builder, type BuiltPod } from "./builder.ts";
import { addClaim } from "./workloads/claims.ts";
import { marks } from "./workloads/managers.ts";
import { addPod, placeFor, podSpec } from "./workloads/pods.ts";
import { podTemplateHash, workloadSpec, workloadStatus } from "./workloads/rollout.ts";
import type { Workload } from "./workloads/workload.ts";

/** A workload that is rolled out, with its ReplicaSet, pods, claims and image pulls. */
export function addWorkload(b: Builder, workload: Workload): BuiltPod[] {
  const { kind, namespace, name } = workload;
  ensureNamespace(b, namespace, Math.min(workload.at, b.times.namespaces));
  const selector = workload.labels ?? { "app.kubernetes.io/name": name };
  const replicas = kind === "DaemonSet" ? b.nodes.length : (workload.replicas ?? 1);
  const template = { metadata: { labels: selector }, spec: podSpec(workload) };
  const { labels, annotations, entry } = marks(b, workload);
  b.add({
    apiVersion: "apps/v1",
    kind,
    metadata: {
      name,
      namespace,
      generation: 1,
      creationTimestamp: b.at(workload.at),
      labels: { ...selector, ...labels },
      annotations: { ...annotations, ...(kind === "Deployment" ? { "deployment.kubernetes.io/revision": "1" } : {}) },
      managedFields: [entry, managed("kube-controller-manager", "Update", b.at(workload.readyAt), "apps/v1", "status")],
      ...(workload.manager.by === "operator" && workload.manager.owner
        ? { ownerReferences: [workload.manager.owner] }
        : {}),
    },
    spec: workloadSpec(workload, selector, replicas, template),
    status: workloadStatus(b, workload, replicas),
  });
  if (kind === "Deployment") addReplicaSet(b, workload, selector, replicas, template);
  return Array.from({ length: replicas }, (_, index) => addReplica(b, workload, selector, index));
}

function addReplica(b: Builder, workload: Workload, selector: Record<string, string>, index: number): BuiltPod {
  const { kind, namespace, name } = workload;
  const ofDaemon = b.nodes[index];
  const node = kind === "DaemonSet" && ofDaemon ? ofDaemon : placeFor(b, namespace, name, index);
  const hashLabel = podTemplateHash(workload);
  const [podName, labels, owner] =
    kind === "Deployment"
      ? [
          `${name}-${hashLabel}-${suffix(5, namespace, name, String(index))}`,
          { ...selector, "pod-template-hash": hashLabel },
          ownerReference("apps/v1", "ReplicaSet", namespace, `${name}-${hashLabel}`),
        ]
      : kind === "DaemonSet"
        ? [
            `${name}-${suffix(5, namespace, name, node.name)}`,
            { ...selector, "controller-revision-hash": hashLabel, "pod-template-generation": "1" },
            ownerReference("apps/v1", kind, namespace, name),
          ]
        : [
            `${name}-${index}`,
            {
              ...selector,
              "controller-revision-hash": `${name}-${hashLabel}`,
              "apps.kubernetes.io/pod-index": String(index),
            },
            ownerReference("apps/v1", kind, namespace, name),
          ];
  const claims = workload.claim ? [{ volume: "data", claim: `data-${podName}` }] : [];
  for (const { claim } of claims)
    addClaim(b, {
      namespace,
      name: claim,
      ...(workload.claim ?? { storageClass: "standard", size: "1Gi" }),
      at: workload.at,
      labels: selector,
    });
  return addPod(b, {
    namespace,
    name: podName,
    node,
    labels,
    owner,
    claims,
    ...(kind === "StatefulSet" ? {} : { generateName: podName.slice(0, -5) }),
    containers: workload.containers,
    ...(workload.initContainers ? { initContainers: workload.initContainers } : {}),
    ...(workload.hostNetwork ? { hostNetwork: true } : {}),
    ...(workload.configMaps && { configMaps: workload.configMaps }),
    at: workload.at,
    readyAt: workload.readyAt - (index % 2),
  });
}

function addReplicaSet(
  b: Builder,
  workload: Workload,
  selector: Record<string, string>,
  replicas: number,
  template: object,
): void {
  const { namespace, name } = workload;
  const hashLabel = podTemplateHash(workload);
  b.add({
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name}-${hashLabel}`,
      namespace,
      generation: 1,
      creationTimestamp: b.at(workload.at),
      labels: {
        ...selector,
        "pod-template-hash": hashLabel,
      },
      annotations: {
        "deployment.kubernetes.io/revision": "1",
        "deployment.kubernetes.io/desired-replicas": String(replicas),
      },
      ownerReferences: [ownerReference("apps/v1", "Deployment", namespace, name)],
    },
    spec: { replicas, selector: { matchLabels: { ...selector, "pod-template-hash": hashLabel } }, template },
    status: {
      replicas,
      fullyLabeledReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      observedGeneration: 1,
    },
  });
}

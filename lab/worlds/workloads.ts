import { nth } from "./addresses.ts";
import type { LabObject } from "../world.ts";
import {
  ensureNamespace,
  hash,
  managed,
  numberOf,
  ownerReference,
  suffix,
  uidOf,
  type Builder,
  type BuiltNode,
  type BuiltPod,
} from "./builder.ts";

export interface Container {
  name: string;
  image: string;
  ports?: { name: string; containerPort: number; hostPort?: number }[];
  env?: { name: string; value: string }[];
}

/** Who manages a workload, and the marks that leaves (facts/captures.md §5). */
export type Manager =
  | { by: "helm"; release: string; namespace: string; chart?: string }
  | { by: "helm-controller"; release: string; namespace: string; chart?: string }
  | { by: "flux-operator" }
  | { by: "operator"; manager: string; owner?: object };

export interface Workload {
  kind: "Deployment" | "DaemonSet" | "StatefulSet";
  namespace: string;
  name: string;
  replicas?: number;
  labels?: Record<string, string>;
  containers: Container[];
  initContainers?: Container[];
  hostNetwork?: boolean;
  /** Made at, and the last pod ready at, in seconds after the bootstrap's beginning. */
  at: number;
  readyAt: number;
  manager: Manager;
  /** Claims by volume claim template, `data` by default; StatefulSets only. */
  claim?: { storageClass: string; size: string };
}

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

export interface PodRequest {
  namespace: string;
  name: string;
  node: BuiltNode;
  labels: Record<string, string>;
  containers: Container[];
  initContainers?: Container[];
  hostNetwork?: boolean;
  owner?: object;
  annotations?: Record<string, string>;
  generateName?: string;
  at: number;
  readyAt: number;
  claims?: { volume: string; claim: string }[];
  /** Ran to its end at `readyAt`, as a Job's pod. */
  completed?: boolean;
  priorityClassName?: string;
}

/** A running, ready pod, or a completed one, with the events of its image pulls. */
export function addPod(b: Builder, pod: PodRequest): BuiltPod {
  ensureNamespace(b, pod.namespace, Math.min(pod.at, b.times.namespaces));
  const { namespace, name, node } = pod;
  const hostNetwork = pod.hostNetwork ?? false;
  const ip = hostNetwork ? node.address : node.nextIp();
  b.add({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...(pod.generateName === undefined ? {} : { generateName: pod.generateName }),
      name,
      namespace,
      generation: 1,
      creationTimestamp: b.at(pod.at),
      labels: pod.labels,
      ...(pod.annotations ? { annotations: pod.annotations } : {}),
      ...(pod.owner ? { ownerReferences: [pod.owner] } : {}),
    },
    spec: { ...podSpec(pod), nodeName: node.name, ...volumes(pod) },
    status: podStatus(b, pod, ip),
  });
  addPulls(b, pod);
  const built: BuiltPod = {
    name,
    namespace,
    uid: uidOf("Pod", namespace, name),
    node,
    ip,
    hostNetwork,
    labels: pod.labels,
    readyAt: pod.readyAt,
    ...(pod.completed ? { completed: true } : {}),
  };
  b.pods.push(built);
  return built;
}

/** Where pods that may choose are placed: on workers, where there are any. */
export function placeFor(b: Builder, namespace: string, name: string, index: number): BuiltNode {
  const workers = b.nodes.filter(({ role }) => role === "worker");
  const nodes = workers.length > 0 ? workers : b.nodes;
  const node = nodes[(numberOf(nodes.length, namespace, name) + index) % nodes.length];
  if (!node) throw new Error("a world needs a node");
  return node;
}

/** A claim that is bound, and its volume. */
export function addClaim(
  b: Builder,
  claim: {
    namespace: string;
    name: string;
    storageClass: string;
    size: string;
    at: number;
    labels?: Record<string, string>;
  },
): void {
  const { namespace, name, storageClass, size, at } = claim;
  const volume = `pvc-${uidOf("PersistentVolumeClaim", namespace, name)}`;
  const modes = { accessModes: ["ReadWriteOnce"], volumeMode: "Filesystem" };
  const provisioner = provisionerOf(storageClass);
  b.add({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      name,
      namespace,
      creationTimestamp: b.at(at),
      labels: claim.labels ?? {},
      finalizers: ["kubernetes.io/pvc-protection"],
      annotations: {
        "pv.kubernetes.io/bind-completed": "yes",
        "volume.kubernetes.io/storage-provisioner": provisioner,
      },
    },
    spec: { ...modes, resources: { requests: { storage: size } }, storageClassName: storageClass, volumeName: volume },
    status: { phase: "Bound", accessModes: modes.accessModes, capacity: { storage: size } },
  });
  b.add({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: {
      name: volume,
      creationTimestamp: b.at(at + 2),
      annotations: { "pv.kubernetes.io/provisioned-by": provisioner },
    },
    spec: {
      ...modes,
      capacity: { storage: size },
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        namespace,
        name,
        uid: uidOf("PersistentVolumeClaim", namespace, name),
      },
      persistentVolumeReclaimPolicy: "Delete",
      storageClassName: storageClass,
    },
    status: { phase: "Bound", lastPhaseTransitionTime: b.at(at + 2) },
  });
}

export const provisionerOf = (storageClass: string): string =>
  storageClass.includes("ceph")
    ? "rook-ceph.rbd.csi.ceph.com"
    : storageClass === "standard"
      ? "rancher.io/local-path"
      : "openebs.io/local";

export interface ServiceRequest {
  namespace: string;
  name: string;
  pods: readonly BuiltPod[];
  selector?: Record<string, string>;
  ports: { name: string; port: number; target?: number; protocol?: "TCP" | "UDP" }[];
  at: number;
  type?: "ClusterIP" | "LoadBalancer" | "NodePort";
  headless?: boolean;
  clusterIp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  status?: object;
  owner?: object;
}

/** A Service and its EndpointSlice, with a ready endpoint for each pod. */
export function addService(b: Builder, service: ServiceRequest): LabObject {
  const { namespace, name, pods, ports } = service;
  const clusterIp = service.headless ? "None" : (service.clusterIp ?? serviceIp(b, namespace, name));
  const added = b.add({
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name,
      namespace,
      creationTimestamp: b.at(service.at),
      labels: service.labels ?? {},
      ...(service.annotations ? { annotations: service.annotations } : {}),
      ...(service.owner ? { ownerReferences: [service.owner] } : {}),
    },
    spec: {
      type: service.type ?? "ClusterIP",
      clusterIP: clusterIp,
      clusterIPs: [clusterIp],
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      ...(service.selector || pods[0] ? { selector: service.selector ?? pods[0]?.labels } : {}),
      ports: ports.map(({ name, port, target, protocol = "TCP" }) => ({
        name,
        port,
        targetPort: target ?? port,
        protocol,
      })),
      sessionAffinity: "None",
    },
    status: service.status ?? { loadBalancer: {} },
  });
  b.add({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${name}-${suffix(5, "slice", namespace, name)}`,
      namespace,
      generateName: `${name}-`,
      generation: 2,
      creationTimestamp: b.at(service.at),
      labels: {
        "kubernetes.io/service-name": name,
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      },
      ownerReferences: [ownerReference("v1", "Service", namespace, name)],
    },
    addressType: "IPv4",
    endpoints: pods.map(({ ip, node, name, namespace, uid }) => ({
      addresses: [ip],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: node.name,
      targetRef: { kind: "Pod", namespace, name, uid },
    })),
    ports: ports.map(({ name, port, target, protocol = "TCP" }) => ({ name, port: target ?? port, protocol })),
  });
  return added;
}

export function serviceIp(b: Builder, namespace: string, name: string): string {
  return nth(servicesOf(b), numberOf(60_000, "service", namespace, name) + 300);
}

const servicesOf = ({ profile }: Builder): string => profile.network?.services[0] ?? "10.96.0.0/16";

/** The Services that every cluster has at the beginning of its network. */
export const apiIp = (b: Builder): string => nth(servicesOf(b), 1);
export const dnsIp = (b: Builder): string => nth(servicesOf(b), 10);

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
    at: workload.at,
    readyAt: workload.readyAt - (index % 2),
  });
}

const podTemplateHash = ({ kind, namespace, name }: Workload): string => suffix(10, kind, namespace, name);

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

function workloadSpec(workload: Workload, selector: object, replicas: number, template: object): object {
  const common = { selector: { matchLabels: selector }, template, revisionHistoryLimit: 10 };
  switch (workload.kind) {
    case "Deployment":
      return {
        replicas,
        ...common,
        progressDeadlineSeconds: 600,
        strategy: {
          type: "RollingUpdate",
          rollingUpdate: {
            maxSurge: "25%",
            maxUnavailable: "25%",
          },
        },
      };
    case "DaemonSet":
      return {
        ...common,
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      };
    case "StatefulSet":
      return {
        replicas,
        ...common,
        serviceName: workload.name,
        podManagementPolicy: "OrderedReady",
        updateStrategy: {
          type: "RollingUpdate",
          rollingUpdate: { partition: 0 },
        },
      };
  }
}

function workloadStatus(b: Builder, workload: Workload, replicas: number): object {
  const ready = b.at(workload.readyAt);
  switch (workload.kind) {
    case "Deployment": {
      const progressed = {
        type: "Progressing",
        status: "True",
        reason: "NewReplicaSetAvailable",
        message: `ReplicaSet "${workload.name}-${podTemplateHash(workload)}" has successfully progressed.`,
        lastUpdateTime: ready,
        lastTransitionTime: b.at(workload.at),
      };
      const available = {
        type: "Available",
        status: "True",
        reason: "MinimumReplicasAvailable",
        message: "Deployment has minimum availability.",
        lastUpdateTime: ready,
        lastTransitionTime: ready,
      };
      return {
        observedGeneration: 1,
        replicas,
        updatedReplicas: replicas,
        readyReplicas: replicas,
        availableReplicas: replicas,
        conditions: [available, progressed],
      };
    }
    case "DaemonSet":
      return {
        currentNumberScheduled: replicas,
        numberMisscheduled: 0,
        desiredNumberScheduled: replicas,
        numberReady: replicas,
        observedGeneration: 1,
        updatedNumberScheduled: replicas,
        numberAvailable: replicas,
      };
    case "StatefulSet": {
      const revision = `${workload.name}-${podTemplateHash(workload)}`;
      return {
        observedGeneration: 1,
        replicas,
        readyReplicas: replicas,
        currentReplicas: replicas,
        updatedReplicas: replicas,
        availableReplicas: replicas,
        currentRevision: revision,
        updateRevision: revision,
        collisionCount: 0,
      };
    }
  }
}

function marks(
  b: Builder,
  workload: Workload,
): { labels: Record<string, string>; annotations: Record<string, string>; entry: ReturnType<typeof managed> } {
  const { manager, at } = workload;
  const time = b.at(at);
  switch (manager.by) {
    case "flux-operator":
      return {
        labels: {
          "app.kubernetes.io/managed-by": "flux-operator",
          "app.kubernetes.io/part-of": "flux",
          ...fluxVersion(b),
        },
        annotations: {},
        entry: managed("flux-operator", "Apply", time, "apps/v1"),
      };
    case "operator":
      return {
        labels: { "app.kubernetes.io/managed-by": manager.manager },
        annotations: {},
        entry: managed(manager.manager, "Update", time, "apps/v1"),
      };
    case "helm":
    case "helm-controller": {
      const byFlux: Record<string, string> =
        manager.by === "helm-controller"
          ? { "helm.toolkit.fluxcd.io/name": manager.release, "helm.toolkit.fluxcd.io/namespace": manager.namespace }
          : {};
      return {
        labels: {
          "app.kubernetes.io/managed-by": "Helm",
          "helm.sh/chart": manager.chart ?? manager.release,
          ...byFlux,
        },
        annotations: {
          "meta.helm.sh/release-name": manager.release,
          "meta.helm.sh/release-namespace": manager.namespace,
        },
        entry: managed(manager.by, "Update", time, "apps/v1"),
      };
    }
  }
}

const fluxVersion = (b: Builder): Record<string, string> =>
  b.profile.flux?.version
    ? { "app.kubernetes.io/version": b.profile.flux.version, "app.kubernetes.io/instance": b.profile.flux.namespace }
    : {};

function podSpec(pod: Pick<PodRequest, "containers" | "initContainers" | "hostNetwork" | "priorityClassName">): object {
  return {
    ...(pod.initContainers ? { initContainers: pod.initContainers.map(containerSpec) } : {}),
    containers: pod.containers.map(containerSpec),
    restartPolicy: "Always",
    dnsPolicy: "ClusterFirst",
    terminationGracePeriodSeconds: 30,
    schedulerName: "default-scheduler",
    ...(pod.hostNetwork
      ? {
          hostNetwork: true,
          tolerations: [{ operator: "Exists" }],
        }
      : {}),
    ...(pod.hostNetwork || pod.priorityClassName
      ? { priorityClassName: pod.priorityClassName ?? "system-node-critical" }
      : {}),
  };
}

const containerSpec = ({ name, image, ports = [], env = [] }: Container): object => ({
  name,
  image,
  imagePullPolicy: "IfNotPresent",
  ...(env.length > 0 && { env }),
  resources: {
    requests: {
      cpu: "50m",
      memory: "64Mi",
    },
  },
  ...(ports.length > 0 && {
    ports: ports.map((port) => ({
      ...port,
      protocol: "TCP",
    })),
  }),
});

const volumes = ({ claims = [] }: PodRequest): object =>
  claims.length === 0
    ? {}
    : { volumes: claims.map(({ volume, claim }) => ({ name: volume, persistentVolumeClaim: { claimName: claim } })) };

/** Scheduled at once, initialized after the init containers, started when the image is there, ready at the end. */
function podStatus(b: Builder, pod: PodRequest, ip: string): object {
  const { at, readyAt, completed } = pod;
  const started = startedAt(pod);
  const initialized = pod.initContainers ? Math.max(at, started - 1) : at;
  const done = completed === true;
  const conditions = (
    [
      ["PodReadyToStartContainers", done ? "False" : "True", done ? readyAt : Math.min(at + 1, started)],
      ["Initialized", "True", initialized],
      ["Ready", done ? "False" : "True", readyAt],
      ["ContainersReady", done ? "False" : "True", readyAt],
      ["PodScheduled", "True", at],
    ] as const
  ).map(([type, status, time]) => ({
    type,
    status,
    observedGeneration: 1,
    lastProbeTime: null,
    lastTransitionTime: b.at(time),
    ...(done && (type === "Ready" || type === "ContainersReady" || type === "Initialized")
      ? { reason: "PodCompleted" }
      : {}),
  }));
  const statuses = (containers: Container[], finished: boolean, index: number) =>
    containers.map(({ name, image }) => ({
      name,
      image,
      imageID: `${image.split(":")[0]}@sha256:${hash("image", image)}${hash(image).slice(0, 24)}`,
      containerID: `containerd://${hash("container", pod.namespace, pod.name, name)}${hash(name).slice(0, 24)}`,
      restartCount: 0,
      ready: finished ? index < 0 : true,
      started: !finished,
      lastState: {},
      state: finished
        ? {
            terminated: {
              exitCode: 0,
              reason: "Completed",
              startedAt: b.at(started),
              finishedAt: b.at(index < 0 ? initialized : readyAt),
            },
          }
        : { running: { startedAt: b.at(started) } },
    }));
  return {
    phase: done ? "Succeeded" : "Running",
    observedGeneration: 1,
    conditions,
    hostIP: pod.node.address,
    hostIPs: [{ ip: pod.node.address }],
    podIP: ip,
    podIPs: [{ ip }],
    qosClass: "Burstable",
    startTime: b.at(at),
    ...(pod.initContainers ? { initContainerStatuses: statuses(pod.initContainers, true, -1) } : {}),
    containerStatuses: statuses(pod.containers, done, 0),
  };
}

/** The image pull takes the greater part of the way to Ready. */
const startedAt = ({ at, readyAt }: Pick<PodRequest, "at" | "readyAt">): number =>
  at + Math.max(1, Math.floor((readyAt - at) * 0.7));

function addPulls(b: Builder, pod: PodRequest): void {
  const started = startedAt(pod);
  const took = Math.max(0.4, started - pod.at - 1) + numberOf(100, pod.namespace, pod.name) / 1000;
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

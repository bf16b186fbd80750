import { ensureNamespace, hash, numberOf, uidOf, type Builder, type BuiltNode, type BuiltPod } from "../builder.ts";
import { addPulls, startedAt } from "./image-pulls.ts";
import type { PodRequest, Container } from "./pod-request.ts";

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
    spec: {
      ...podSpec(pod),
      priority: pod.hostNetwork ? NODE_CRITICAL : 0,
      nodeName: node.name,
      ...{ serviceAccountName: "default", serviceAccount: "default" },
      ...volumes(pod),
    },
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

/** What a pod's spec and its workload's template have in common. */
export function podSpec(
  pod: Pick<PodRequest, "containers" | "initContainers" | "hostNetwork" | "priorityClassName" | "configMaps">,
): object {
  return {
    ...(pod.initContainers ? { initContainers: pod.initContainers.map(containerSpec) } : {}),
    containers: pod.containers.map(containerSpec),
    restartPolicy: "Always",
    dnsPolicy: "ClusterFirst",
    terminationGracePeriodSeconds: 30,
    schedulerName: "default-scheduler",
    ...volumes(pod),
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

const containerSpec = ({ name, image, ports = [], env = [], probes = {}, limits }: Container): object => ({
  name,
  image,
  imagePullPolicy: "IfNotPresent",
  ...(env.length > 0 && { env }),
  resources: resources(limits),
  ...Object.fromEntries(
    Object.entries(probes).map(([probe, [path, port]]) => [
      probe,
      { ...PROBED, httpGet: { path, port, scheme: "HTTP" } },
    ]),
  ),
  ...(ports.length > 0 && {
    ports: ports.map((port) => ({
      ...port,
      protocol: "TCP",
    })),
  }),
});

const resources = (limits: Container["limits"]): object => ({
  requests: { cpu: "50m", memory: "64Mi" },
  ...(limits && { limits }),
});

/** Of system-node-critical. */
const NODE_CRITICAL = 2_000_001_000;

/** As the API fills it in. */
const PROBED = { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 };

function volumes({ claims = [], configMaps = {} }: Pick<PodRequest, "claims" | "configMaps">): object {
  const all = [
    ...claims.map(({ volume, claim }) => ({ name: volume, persistentVolumeClaim: { claimName: claim } })),
    ...Object.entries(configMaps).map(([name, configMap]) => ({
      name,
      configMap: { name: configMap, defaultMode: 420 },
    })),
  ];
  return all.length === 0 ? {} : { volumes: all };
}

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
    containers.map(({ name, image, limits }) => ({
      name,
      image,
      resources: resources(limits),
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

import type { Fault } from "../scenario.ts";
import type { LabObject, World } from "../world.ts";
import {
  ago,
  all,
  condition,
  edit,
  findObject,
  objectsOf,
  part,
  remove,
  specOf,
  statusOf,
  type Json,
} from "./objects.ts";

type Kind = "Deployment" | "DaemonSet" | "StatefulSet";

/** Why a container does not run, in the kubelet's words. */
export interface Waiting {
  reason: string;
  message: string;
  restarts?: number;
  /** How the last attempt ended. */
  exitCode?: number;
}

export const IMAGE_PULL: Waiting = {
  reason: "ImagePullBackOff",
  message: "Back-off pulling image: rpc error: code = NotFound desc = failed to pull and unpack image: not found",
};
export const CRASH_LOOP: Waiting = {
  reason: "CrashLoopBackOff",
  message: "back-off 5m0s restarting failed container",
  restarts: 9,
  exitCode: 1,
};

/** Names of the pods of a workload: `namespace/name`. */
export function podsOf(world: World, kind: Kind, name: string): LabObject[] {
  const workload = findObject(world, kind, name);
  const owners = new Set([workload.metadata.uid]);
  for (const set of objectsOf(world, "ReplicaSet")) if (isOwned(set, owners)) owners.add(set.metadata.uid);
  return objectsOf(world, "Pod").filter((pod) => isOwned(pod, owners));
}

/** Its containers wait, on all nodes or on one; the workload, its endpoints and its conditions say so too. */
export const waits =
  (kind: Kind, name: string, waiting: Waiting, node?: string): Fault =>
  (world) => {
    const pods = podsOf(world, kind, name).filter((pod) => node === undefined || specOf(pod)["nodeName"] === node);
    if (pods.length === 0) throw new Error(`no pod of ${kind} ${name} on ${node}`);
    return all(...pods.map((pod) => podWaits(pod, waiting)), unready(kind, name, pods.length))(world);
  };

/** One of its containers waits, the others run: its pods are not ready, and answer what the others answer. */
export const containerWaits =
  (kind: Kind, name: string, container: string, waiting: Waiting): Fault =>
  (world) => {
    const pods = podsOf(world, kind, name);
    return all(...pods.map((pod) => podWaits(pod, waiting, container)), unready(kind, name, pods.length))(world);
  };

/** Asked for none: no pods, no endpoints, and a status that looks content. */
export const scaledToZero =
  (kind: "Deployment" | "StatefulSet", name: string): Fault =>
  (world) =>
    all(
      edit(kind, name, (object) => {
        specOf(object)["replicas"] = 0;
        part(object, "metadata")["generation"] = 2;
        const status = statusOf(object);
        for (const key of ["replicas", "readyReplicas", "availableReplicas", "updatedReplicas", "currentReplicas"]) {
          delete status[key];
        }
        status["observedGeneration"] = 2;
      }),
      withoutPods(kind, name),
    )(world);

/** The pods are gone, and what pointed to them. */
export const withoutPods =
  (kind: Kind, name: string): Fault =>
  (world) => {
    const pods = podsOf(world, kind, name);
    return all(...pods.map(gone))(world);
  };

/** A workload removed with everything that it owned. */
export const deleted = (kind: Kind, name: string): Fault => all(withoutPods(kind, name), remove(kind, name));

/** A DaemonSet whose node selector matches nothing: content, and nowhere. */
export const nowhere = (name: string): Fault =>
  all(
    withoutPods("DaemonSet", name),
    edit("DaemonSet", name, (object) => {
      part(specOf(object), "template", "spec")["nodeSelector"] = { "assay.lab/nowhere": "true" };
      part(object, "metadata")["generation"] = 2;
      object["status"] = {
        ...{ currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
        observedGeneration: 2,
      };
    }),
  );

/** One pod, with all of its containers waiting, or the one that is named. */
export const podWaits = (pod: LabObject, { reason, message, restarts = 0, exitCode }: Waiting, only?: string): Fault =>
  all(
    edit("Pod", `${pod.metadata.namespace}/${pod.metadata.name}`, (copy, world) => {
      const status = statusOf(copy);
      if (exitCode === undefined) status["phase"] = "Pending";
      const meant = ((status["containerStatuses"] ?? []) as Json[]).filter(
        ({ name }) => only === undefined || name === only,
      );
      if (meant.length === 0) throw new Error(`${copy.metadata.name} has no container ${only}`);
      for (const container of meant) {
        container["ready"] = false;
        container["started"] = false;
        container["restartCount"] = restarts;
        container["state"] = { waiting: { reason, message } };
        if (exitCode !== undefined) {
          const finishedAt = ago(world, 90);
          container["lastState"] = { terminated: { exitCode, reason: "Error", startedAt: ago(world, 95), finishedAt } };
        }
      }
      for (const it of (status["conditions"] ?? []) as Json[]) {
        if (it["type"] !== "Ready" && it["type"] !== "ContainersReady") continue;
        const { metadata } = copy;
        Object.assign(it, {
          status: "False",
          reason: "ContainersNotReady",
          message: `containers with unready status: [${meant.map(({ name }) => name).join(" ") || metadata.name}]`,
          lastTransitionTime: ago(world, 900),
        });
      }
    }),
    endpointUnready(pod),
    ...(only === undefined ? [unreachable(pod)] : []),
  );

/** Nobody listens in it: the API server's proxy says so. */
export const unreachable =
  ({ metadata }: LabObject): Fault =>
  (world) => {
    const isIts = (path: string): boolean => path.startsWith(`${metadata.namespace}/pods/${metadata.name}:`);
    const proxies = Object.fromEntries(
      Object.entries(world.kubernetes.proxies).map(([path, answer]) => [
        path,
        isIts(path)
          ? { status: 503, body: "error trying to reach service: dial tcp: connect: connection refused" }
          : answer,
      ]),
    );
    return { ...world, kubernetes: { ...world.kubernetes, proxies } };
  };

/** So many pods of a workload fewer are ready; past its progress deadline where it is a Deployment. */
export const unready = (kind: Kind, name: string, missing: number): Fault => {
  const counted = edit(kind, name, (object) => {
    const status = statusOf(object);
    const less = (key: string): void => {
      status[key] = Math.max(0, Number(status[key] ?? 0) - missing);
    };
    if (kind === "DaemonSet") {
      less("numberReady");
      less("numberAvailable");
      status["numberUnavailable"] = missing;
    } else {
      less("readyReplicas");
      less("availableReplicas");
      if (kind === "Deployment") status["unavailableReplicas"] = missing;
    }
  });
  if (kind !== "Deployment") return counted;
  const available = condition(kind, name, "Available", {
    status: "False",
    reason: "MinimumReplicasUnavailable",
    message: "Deployment does not have minimum availability.",
  });
  const progressing = condition(kind, name, "Progressing", {
    status: "False",
    reason: "ProgressDeadlineExceeded",
    message: "The rollout has timed out progressing.",
  });
  return all(counted, available, progressing);
};

/** The pod's address is told as not ready, or left out where nothing listed it. */
export const endpointUnready =
  (pod: LabObject): Fault =>
  (world) => {
    const objects = world.kubernetes.objects.map((object) => {
      if (object.kind !== "EndpointSlice" || !pointsTo(object, pod)) return object;
      const copy = structuredClone(object);
      for (const endpoint of copy["endpoints"] as Json[]) {
        if (isTarget(endpoint, pod)) endpoint["conditions"] = { ready: false, serving: false, terminating: false };
      }
      return copy;
    });
    return { ...world, kubernetes: { ...world.kubernetes, objects } };
  };

/** A pod that is no more: with its endpoint, its Cilium endpoint, its proxy answers. */
export const gone =
  (pod: LabObject): Fault =>
  (world) => {
    const { name, namespace } = pod.metadata;
    const objects = world.kubernetes.objects.flatMap((object) => {
      const isIt = object.metadata.name === name && object.metadata.namespace === namespace;
      if (isIt && (object.kind === "Pod" || object.kind === "CiliumEndpoint")) return [];
      if (object.kind !== "EndpointSlice" || !pointsTo(object, pod)) return [object];
      const endpoints = (object["endpoints"] as Json[]).filter((endpoint) => !isTarget(endpoint, pod));
      return [{ ...object, endpoints }];
    });
    const proxies = Object.fromEntries(
      Object.entries(world.kubernetes.proxies).filter(([path]) => !path.startsWith(`${namespace}/pods/${name}:`)),
    );
    return { ...world, kubernetes: { ...world.kubernetes, objects, proxies } };
  };

const pointsTo = (slice: LabObject, pod: LabObject): boolean =>
  ((slice["endpoints"] ?? []) as Json[]).some((endpoint) => isTarget(endpoint, pod));

const isTarget = (endpoint: Json, { metadata }: LabObject): boolean => {
  const target = endpoint["targetRef"] as { name?: string; namespace?: string } | undefined;
  return target?.name === metadata.name && target.namespace === metadata.namespace;
};

const isOwned = ({ metadata }: LabObject, owners: ReadonlySet<unknown>): boolean =>
  ((metadata as { ownerReferences?: { uid: string }[] }).ownerReferences ?? []).some(({ uid }) => owners.has(uid));

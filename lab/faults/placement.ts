import type { Fault } from "../scenario.ts";
import { ago, all, edit, specOf, statusOf, type Json } from "./objects.ts";
import { endpointUnready, podsOf, unreachable, unready } from "./workloads.ts";

type Kind = "Deployment" | "StatefulSet";

/** Adds taints to a node, or to each that a pattern names. */
export const tainted = (node: string | RegExp, ...taints: Json[]): Fault =>
  edit("Node", node, (object) => {
    specOf(object)["taints"] = [...((specOf(object)["taints"] ?? []) as Json[]), ...taints];
  });

/** No node takes its pods: they are Pending, in the scheduler's words. */
export const unplaced =
  (kind: Kind, name: string, message: string): Fault =>
  (world) => {
    const pods = podsOf(world, kind, name);
    return all(
      ...pods.map((pod) =>
        all(
          edit("Pod", `${pod.metadata.namespace}/${pod.metadata.name}`, (copy, at) => {
            delete specOf(copy)["nodeName"];
            const lastTransitionTime = ago(at, 900);
            copy["status"] = {
              phase: "Pending",
              conditions: [
                { type: "PodScheduled", status: "False", reason: "Unschedulable", message, lastTransitionTime },
              ],
            };
          }),
          endpointUnready(pod),
          unreachable(pod),
        ),
      ),
      unready(kind, name, pods.length),
    )(world);
  };

/** Its pods stand on their nodes and get no network there: the kubelet tries again and again. */
export const withoutNetwork =
  (kind: Kind, name: string): Fault =>
  (world) => {
    const pods = podsOf(world, kind, name);
    return all(
      ...pods.map((pod) =>
        all(
          edit("Pod", `${pod.metadata.namespace}/${pod.metadata.name}`, (copy, at) => {
            const status = statusOf(copy);
            status["phase"] = "Pending";
            delete status["podIP"];
            delete status["podIPs"];
            for (const container of (status["containerStatuses"] ?? []) as Json[]) {
              Object.assign(container, { ready: false, started: false });
              container["state"] = { waiting: { reason: "ContainerCreating" } };
            }
            for (const it of (status["conditions"] ?? []) as Json[]) {
              if (it["type"] !== "Ready" && it["type"] !== "ContainersReady") continue;
              Object.assign(it, { status: "False", reason: "ContainersNotReady", lastTransitionTime: ago(at, 900) });
            }
          }),
          endpointUnready(pod),
          unreachable(pod),
          (before) => ({
            ...before,
            kubernetes: {
              ...before.kubernetes,
              objects: before.kubernetes.objects.filter(
                ({ kind: of, metadata }) => of !== "CiliumEndpoint" || metadata.name !== pod.metadata.name,
              ),
            },
          }),
        ),
      ),
      unready(kind, name, pods.length),
    )(world);
  };

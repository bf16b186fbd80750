import type { Fault } from "../scenario.ts";
import type { LabObject, World } from "../world.ts";
import { ago, objectsOf, specOf, withObjects, type Json } from "./objects.ts";

/**
 * A node that pulls slowly: of the pods that it got within the last so many seconds before now, each was ready so much
 * later, and its events tell of the pull.
 */
export const slowPulls =
  (node: string, { since, byMs }: { since: number; byMs: number }): Fault =>
  (world) => {
    const slow = new Set(
      objectsOf(world, "Pod")
        .filter((pod) => specOf(pod)["nodeName"] === node && madeAt(pod) >= ago(world, since))
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    );
    if (slow.size === 0) throw new Error(`nothing was made on ${node}`);
    const delayed = new Set([...slow].map((pod) => pod.replace(OF_A_REPLICA_SET, "")));
    const objects = world.kubernetes.objects.map((object) =>
      delayed.has(`${object.metadata.namespace}/${object.metadata.name}`) && object.kind === "Deployment"
        ? rolledOutLater(object, byMs)
        : later(object, slow, byMs),
    );
    return withObjects(world, objects) satisfies World;
  };

/** What a ReplicaSet adds to the name of its Deployment, and to that of each pod. */
const OF_A_REPLICA_SET = /-[a-z0-9]+-[a-z0-9]{5}$/;

function rolledOutLater(deployment: LabObject, byMs: number): LabObject {
  const copy = structuredClone(deployment);
  for (const it of (copy["status"] as { conditions: Json[] }).conditions)
    for (const key of it["type"] === "Available" ? ["lastTransitionTime", "lastUpdateTime"] : ["lastUpdateTime"])
      it[key] = moved(it[key], byMs);
  return copy;
}

const moved = (time: unknown, byMs: number): string =>
  `${new Date(Date.parse(String(time)) + byMs).toISOString().slice(0, 19)}Z`;

const madeAt = ({ metadata }: LabObject): string =>
  (metadata as { creationTimestamp?: string }).creationTimestamp ?? "";

function later(object: LabObject, slow: ReadonlySet<string>, byMs: number): LabObject {
  if (object.kind === "Pod" && slow.has(`${object.metadata.namespace}/${object.metadata.name}`)) {
    const copy = structuredClone(object);
    const status = copy["status"] as { conditions: Json[]; containerStatuses: { state: { running?: Json } }[] };
    for (const it of status.conditions)
      if (it["type"] === "Ready" || it["type"] === "ContainersReady")
        it["lastTransitionTime"] = moved(it["lastTransitionTime"], byMs);
    for (const { state } of status.containerStatuses)
      if (state.running) state.running["startedAt"] = moved(state.running["startedAt"], byMs);
    return copy;
  }
  const { namespace, name } = (object["involvedObject"] ?? {}) as { namespace?: string; name?: string };
  if (object.kind !== "Event" || !slow.has(`${namespace}/${name}`)) return object;
  const copy: LabObject = structuredClone(object);
  for (const key of ["firstTimestamp", "lastTimestamp"]) copy[key] = moved(copy[key], byMs);
  copy["message"] = String(copy["message"]).replace(/(\d+(?:\.\d+)?)s/g, (_, took: string) =>
    inGo(Number(took) * 1000 + byMs),
  );
  return copy;
}

/** As Go prints a duration. */
const inGo = (ms: number): string => `${Math.floor(ms / 60_000)}m${((ms % 60_000) / 1000).toFixed(3)}s`;

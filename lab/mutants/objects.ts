import { edit, nameOf, remove, type Json } from "../faults/objects.ts";
import type { Fault } from "../scenario.ts";
import type { LabObject, World } from "../world.ts";
import { conditionChanges } from "./conditions.ts";
import { metadataChanges, type ObjectChange } from "./metadata.ts";
import type { Mutant } from "./mutant.ts";
import { valueChanges } from "./values.ts";

/** Everything that the first and the last object of each kind could show otherwise. */
export function objectMutants({ kubernetes }: World): Mutant[] {
  return representatives(kubernetes.objects).flatMap((object) => {
    const changed = ({ at, change, apply }: ObjectChange): Mutant =>
      mutant(object, at, change, edit(object.kind, nameOf(object), apply));
    return [
      mutant(object, "object", "removed", remove(object.kind, nameOf(object))),
      ...[...metadataChanges(object), ...conditionChanges(object), ...ofValues(object)].map(changed),
    ];
  });
}

/**
 * Objects that a cluster makes for its own bookkeeping and makes again by itself: what they stand for is judged by who
 * owns them, and how many there are is nobody's wish.
 */
const BOOKKEEPING = new Set(["Event", "ControllerRevision", "ReplicaSet", "CiliumIdentity"]);

/** A pod that has completed is past: its Job says whether it succeeded. */
const isPast = (object: LabObject): boolean =>
  object.kind === "Pod" && (object["status"] as Json | undefined)?.["phase"] === "Succeeded";

function representatives(objects: readonly LabObject[]): LabObject[] {
  const kept = objects.filter((object) => !BOOKKEEPING.has(object.kind) && !isPast(object));
  const first = new Map(kept.toReversed().map((object) => [object.kind, object]));
  const last = new Map(kept.map((object) => [object.kind, object]));
  return kept.filter((object) => first.get(object.kind) === object || last.get(object.kind) === object);
}

function mutant(object: LabObject, at: string, change: string, fault: Fault): Mutant {
  const id = `${object.kind} ${nameOf(object)} ${at}: ${change}`;
  return { id, area: "objects", at: `${object.kind} ${at.replace(/\.\d+(?=\.|$)/g, "[]")}`, change, fault };
}

function ofValues(object: LabObject): ObjectChange[] {
  const { apiVersion: _, kind, metadata: __, spec, ...rest } = object;
  const wishes = WISHES[kind] ?? [];
  const shown = { ...rest, spec: Object.fromEntries(wishes.flatMap((key) => entryOf(spec as Json, key))) };
  if (MADE_AT_WILL.has(kind)) return [];
  return valueChanges(shown)
    .filter(({ path }) => path.length > 1 || path[0] !== "spec")
    .map(({ path, change, apply }) => ({ at: path.join("."), change, apply }));
}

const entryOf = (spec: Json | undefined, key: string): [string, unknown][] =>
  spec?.[key] === undefined ? [] : [[key, spec[key]]];

/**
 * What of a spec is changed. Most kinds' controllers say which generation of the spec their status speaks of: a spec
 * that changed without its status is then the change `metadata.generation: one more`, and what a wish comes to stands
 * in the status. Left are the kinds that have no such status, and of these what the server lets anybody change after
 * the object was made.
 */
const WISHES: Record<string, readonly string[] | undefined> = {
  Service: ["clusterIP", "clusterIPs", "ports", "selector"],
  Pod: ["nodeName"],
  APIService: ["service"],
  PersistentVolume: ["claimRef"],
  PersistentVolumeClaim: ["volumeName"],
  HTTPRoute: ["parentRefs"],
  // the operator writes its report into the spec
  FluxReport: ["components", "sync", "reconcilers"],
};

/** Settings and classes without a status: what comes of them is judged where it shows. */
const MADE_AT_WILL = new Set(["ConfigMap", "StorageClass", "ServiceAccount", "NodeMetrics"]);

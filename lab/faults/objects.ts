import type { Fault } from "../scenario.ts";
import type { LabObject, World } from "../world.ts";

/** JSON as a fault edits it. */
export type Json = { [key: string]: unknown };

/** Several faults as one, in order. */
export const all =
  (...faults: readonly Fault[]): Fault =>
  (world) =>
    faults.reduce((so, fault) => fault(so), world);

/** `name` or `namespace/name`; a pattern stands for all that it matches; left out: every object of the kind. */
export type Named = string | RegExp;

/** Edits a copy of each object that is meant. An object that is not there is a mistake of the scenario's. */
export const edit =
  (kind: string, named: Named | undefined, change: (object: LabObject, world: World) => void): Fault =>
  (world) => {
    let found = 0;
    const objects = world.kubernetes.objects.map((object) => {
      if (!isMeant(object, kind, named)) return object;
      found += 1;
      const copy = structuredClone(object);
      change(copy, world);
      return copy;
    });
    if (found === 0) throw new Error(`the lab has no ${kind} ${String(named ?? "at all")}`);
    return withObjects(world, objects);
  };

/** Merges a patch as RFC 7386 says: null removes, arrays are replaced. */
export const patch = (kind: string, named: Named | undefined, changes: Json): Fault =>
  edit(kind, named, (object) => merge(object, changes));

export const remove =
  (kind: string, named?: Named): Fault =>
  (world) => {
    const objects = world.kubernetes.objects.filter((object) => !isMeant(object, kind, named));
    if (objects.length === world.kubernetes.objects.length) {
      throw new Error(`the lab has no ${kind} ${String(named ?? "at all")}`);
    }
    return withObjects(world, objects);
  };

export const add =
  (...added: readonly LabObject[]): Fault =>
  (world) =>
    withObjects(world, [...world.kubernetes.objects, ...added.map((object) => identified(object, world))]);

/** A condition as its controller writes it, changed so many seconds before now. */
export const condition = (
  kind: string,
  named: Named | undefined,
  type: string,
  { status, reason, message, agoSeconds = 300 }: Condition,
): Fault =>
  edit(kind, named, (object, world) => {
    const of = statusOf(object);
    const before = (of["conditions"] ?? []) as Json[];
    const known = before.find((it) => it["type"] === type);
    const generation = (object.metadata as { generation?: number }).generation;
    const changed = {
      ...(generation !== undefined && { observedGeneration: generation }),
      ...known,
      ...{ type, status, reason, message, lastTransitionTime: ago(world, agoSeconds) },
    };
    of["conditions"] = known ? before.map((it) => (it === known ? changed : it)) : [...before, changed];
  });

export interface Condition {
  status: "True" | "False" | "Unknown";
  reason: string;
  message: string;
  agoSeconds?: number;
}

export function findObject({ kubernetes }: World, kind: string, named: Named): LabObject {
  const found = kubernetes.objects.find((object) => isMeant(object, kind, named));
  if (!found) throw new Error(`the lab has no ${kind} ${String(named)}`);
  return found;
}

export const objectsOf = ({ kubernetes }: World, kind: string): LabObject[] =>
  kubernetes.objects.filter((object) => object.kind === kind);

/** RFC 3339 in seconds, so long before the world's now. */
export const ago = ({ now }: Pick<World, "now">, seconds: number): string =>
  `${new Date(Date.parse(now) - seconds * 1000).toISOString().slice(0, 19)}Z`;

/** A part of an object, made where it is missing. */
export function part(object: Json, ...path: readonly string[]): Json {
  return path.reduce((at, key) => {
    at[key] ??= {};
    return at[key] as Json;
  }, object);
}

export const statusOf = (object: LabObject): Json => part(object, "status");
export const specOf = (object: LabObject): Json => part(object, "spec");

export const nameOf = ({ metadata }: LabObject): string =>
  metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;

export const withObjects = (world: World, objects: LabObject[]): World => ({
  ...world,
  kubernetes: { ...world.kubernetes, objects },
});

function isMeant(object: LabObject, kind: string, named: Named | undefined): boolean {
  if (object.kind !== kind) return false;
  if (named === undefined) return true;
  return typeof named === "string" ? nameOf(object) === named : named.test(nameOf(object));
}

function merge(target: Json, changes: Json): void {
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete target[key];
    else if (isObject(value)) merge(part(target, key), value);
    else target[key] = value;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the API server would have given it. */
function identified(object: LabObject, world: World): LabObject {
  const metadata = {
    uid: `00000000-0000-4000-8000-${Buffer.from(`${object.kind}${nameOf(object)}`)
      .toString("hex")
      .slice(-12)
      .padStart(12, "0")}`,
    resourceVersion: "9000",
    creationTimestamp: ago(world, 600),
    ...object.metadata,
  };
  return { ...object, metadata };
}

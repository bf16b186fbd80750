import { ago, edit, nameOf, remove, statusOf, type Json } from "../faults/objects.ts";
import type { Fault } from "../scenario.ts";
import type { LabObject, World } from "../world.ts";
import type { Mutant } from "./mutant.ts";
import { valueChanges } from "./values.ts";

/** Everything that one object of each kind (two, where a kind has many) could show otherwise. */
export function objectMutants({ kubernetes }: World): Mutant[] {
  return representatives(kubernetes.objects).flatMap((object) => [
    ...ofMetadata(object),
    ...ofConditions(object),
    ...ofValues(object),
  ]);
}

const MOST_OF_A_KIND = 2;

/** Objects that a cluster makes for bookkeeping, in great number, and that say nothing by themselves. */
const BOOKKEEPING = new Set(["Event", "ControllerRevision", "ReplicaSet", "EndpointSlice", "CiliumIdentity"]);

function representatives(objects: readonly LabObject[]): LabObject[] {
  const counts = new Map<string, number>();
  return objects.filter(({ kind }) => {
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return count < (BOOKKEEPING.has(kind) ? 1 : MOST_OF_A_KIND);
  });
}

function mutant(object: LabObject, at: string, change: string, fault: Fault): Mutant {
  const id = `${object.kind} ${nameOf(object)} ${at}: ${change}`;
  return { id, area: "objects", at: `${object.kind} ${at.replace(/\.\d+(?=\.|$)/g, "[]")}`, change, fault };
}

function ofMetadata(object: LabObject): Mutant[] {
  const { kind } = object;
  const name = nameOf(object);
  const generation = (object.metadata as { generation?: number }).generation;
  const metadata = (change: (of: Json, world: World) => void): Fault =>
    edit(kind, name, (it, world) => change(it.metadata, world));
  return [
    mutant(object, "object", "removed", remove(kind, name)),
    mutant(
      object,
      "object",
      "renamed",
      metadata((of) => void (of["name"] = `${String(of["name"])}-x`)),
    ),
    mutant(
      object,
      "metadata.deletionTimestamp",
      "set an hour ago",
      metadata((of, world) =>
        Object.assign(of, { deletionTimestamp: ago(world, 3600), finalizers: ["example.org/x"] }),
      ),
    ),
    ...(generation === undefined
      ? []
      : [
          mutant(
            object,
            "metadata.generation",
            "one more",
            metadata((of) => void (of["generation"] = generation + 1)),
          ),
        ]),
  ];
}

type ConditionChange = [change: string, apply: (conditions: Json[], index: number, world: World) => void];

const CONDITION_CHANGES: ConditionChange[] = [
  ["flipped", (all, at) => void Object.assign(all[at] ?? {}, flipped(all[at]))],
  ["unknown", (all, at) => void Object.assign(all[at] ?? {}, { status: "Unknown", reason: "NotSeen" })],
  ["emptied", (all, at) => void (all[at] = { type: all[at]?.["type"] })],
  ["removed", (all, at) => void all.splice(at, 1)],
  ["doubled with its opposite", (all, at) => void all.push({ ...all[at], ...flipped(all[at]) })],
];

const flipped = (condition: Json | undefined): Json => ({
  status: condition?.["status"] === "True" ? "False" : "True",
  reason: "Flipped",
  message: "flipped",
});

function ofConditions(object: LabObject): Mutant[] {
  const conditions = ((object["status"] as Json | undefined)?.["conditions"] ?? []) as Json[];
  if (!Array.isArray(conditions) || conditions.length === 0) return [];
  const change = (apply: (all: Json[], world: World) => void): Fault =>
    edit(object.kind, nameOf(object), (it, world) => apply(statusOf(it)["conditions"] as Json[], world));
  return conditions.flatMap((condition, index) => [
    ...CONDITION_CHANGES.map(([name, apply]) =>
      mutant(
        object,
        `condition ${String(condition["type"])}`,
        name,
        change((all, world) => apply(all, index, world)),
      ),
    ),
    ...(condition["observedGeneration"] === undefined
      ? []
      : [
          mutant(
            object,
            `condition ${String(condition["type"])}`,
            "of an old generation",
            change((all) => void Object.assign(all[index] ?? {}, { observedGeneration: 0 })),
          ),
        ]),
  ]);
}

function ofValues(object: LabObject): Mutant[] {
  const { apiVersion: _, kind, metadata: __, ...rest } = object;
  return valueChanges(rest)
    .filter(({ path }) => !isTemplate(path))
    .map(({ path, change, apply }) =>
      mutant(
        object,
        path.join("."),
        change,
        edit(kind, nameOf(object), (it) => apply(it)),
      ),
    );
}

/** What a template asks for is judged by what comes of it; a schema and rules are the server's to hold. */
const isTemplate = (path: readonly (string | number)[]): boolean =>
  path.some((key) =>
    ["template", "schema", "rules", "volumeClaimTemplates", "additionalPrinterColumns"].includes(String(key)),
  );

import { statusOf, type Json } from "../faults/objects.ts";
import type { LabObject } from "../world.ts";
import type { ObjectChange } from "./metadata.ts";

/** Each condition of an object flipped, unknown, emptied, gone, doubled, and of an old generation. */
export function conditionChanges(object: LabObject): ObjectChange[] {
  const { conditions } = (object["status"] ?? {}) as { conditions?: unknown };
  if (!Array.isArray(conditions)) return [];
  return (conditions as Json[]).flatMap((condition, index) => {
    if (isCount(condition)) return [];
    const at = `condition ${String(condition["type"])}`;
    return [
      ...CHANGES.map(([change, apply]) => ({
        ...{ at, change },
        apply: (it: LabObject) => apply(statusOf(it)["conditions"] as Json[], index),
      })),
      ...(condition["observedGeneration"] === undefined
        ? []
        : [{ at, change: "of an old generation", apply: old(index) }]),
    ];
  });
}

/** Cilium's pools count in conditions whose status is always Unknown: the number stands in the message. */
const isCount = ({ status }: Json): boolean => status === "Unknown";

type Change = [change: string, apply: (conditions: Json[], index: number) => void];

const CHANGES: Change[] = [
  ["flipped", (all, at) => void Object.assign(all[at] ?? {}, opposite(all[at]))],
  ["unknown", (all, at) => void Object.assign(all[at] ?? {}, { status: "Unknown", reason: "NotSeen" })],
  ["emptied", (all, at) => void (all[at] = { type: all[at]?.["type"] })],
  ["removed", (all, at) => void all.splice(at, 1)],
  ["doubled with its opposite", (all, at) => void all.push({ ...all[at], ...opposite(all[at]) })],
];

const opposite = (condition: Json | undefined): Json => ({
  status: condition?.["status"] === "True" ? "False" : "True",
  reason: "Flipped",
  message: "flipped",
});

/** The spec has gone on and everything of the status with it, but for this condition. */
const old =
  (index: number) =>
  (object: LabObject): void => {
    const metadata = object.metadata as { generation?: number };
    const generation = (metadata.generation ?? 1) + 1;
    metadata.generation = generation;
    const status = statusOf(object);
    if (status["observedGeneration"] !== undefined) status["observedGeneration"] = generation;
    for (const [at, condition] of (status["conditions"] as Json[]).entries()) {
      if (at !== index && condition["observedGeneration"] !== undefined) condition["observedGeneration"] = generation;
    }
  };

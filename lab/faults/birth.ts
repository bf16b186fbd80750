import type { Fault } from "../scenario.ts";
import type { LabObject, World } from "../world.ts";
import { part, statusOf, type Json } from "./objects.ts";

/**
 * The world as it was so many milliseconds before its now, by the times that its objects tell: what was made later is
 * not there, and what became true later is not true yet. The machines and their commands are as they are in the end.
 */
export const before =
  (ms: number): Fault =>
  (world) => {
    const at = Date.parse(world.now) - ms;
    const objects = world.kubernetes.objects.filter(isMadeBy(at)).map((object) => younger(object, at));
    return { ...world, kubernetes: { ...world.kubernetes, objects } } satisfies World;
  };

const isMadeBy =
  (at: number) =>
  ({ metadata, kind }: LabObject): boolean =>
    // metrics are made anew all the time
    kind === "NodeMetrics" || !(Date.parse((metadata as { creationTimestamp?: string }).creationTimestamp ?? "") > at);

function younger(object: LabObject, at: number): LabObject {
  const isLate = (time: unknown): boolean => typeof time === "string" && Date.parse(time) > at;
  const status = object["status"] as Json | undefined;
  const conditions = (status?.["conditions"] ?? []) as Json[];
  const late = conditions.filter((it) => it["status"] === "True" && isLate(it["lastTransitionTime"]));
  const labels = (object.metadata as { labels?: Record<string, string> }).labels ?? {};
  const isPending = labels["owner"] === "helm" && Number(labels["modifiedAt"]) * 1000 > at;
  if (late.length === 0 && !isPending) return object;
  const copy = structuredClone(object);
  if (isPending) Object.assign(part(copy, "metadata", "labels"), { status: "pending-install", modifiedAt: "0" });
  if (late.length === 0) return copy;
  const of = statusOf(copy);
  const made = (object.metadata as { creationTimestamp?: string }).creationTimestamp;
  const notYet = { status: "False", reason: "Progressing", message: "not yet", lastTransitionTime: made };
  of["conditions"] = conditions.map((it) => (late.includes(it) ? { ...it, ...notYet } : it));
  if (Array.isArray(of["history"])) of["history"] = [];
  delete of["lastAppliedRevision"];
  if (object.kind === "Pod") unstarted(of);
  return copy;
}

/** Its containers wait for their image. */
function unstarted(status: Json): void {
  status["phase"] = "Pending";
  for (const container of (status["containerStatuses"] ?? []) as Json[])
    Object.assign(container, { ready: false, started: false, state: { waiting: { reason: "ContainerCreating" } } });
}

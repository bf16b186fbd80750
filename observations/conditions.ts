import { isWrongWhenTrue } from "./abnormal-conditions.ts";
import { cut } from "./kubernetes.ts";
import type { Condition } from "./objects.ts";

/**
 * The one reader of conditions: no other file looks into `.conditions`. The API server holds nobody to a shape there,
 * so what is no condition is left out, and of several of one type the worst counts: a controller that appends instead
 * of replacing leaves an old Ready=True beside its new False.
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
 */
export const conditionOf = (object: WithStatus | undefined, type: string): Condition | undefined =>
  conditionIn(object?.status, type);

/** The same below the top level: of a listener, a parent, an ancestor. */
export const conditionIn = (holder: Holder | null | undefined, type: string): Condition | undefined =>
  worst(allIn(holder).filter((condition) => condition.type === type));

/** One condition a type, the worst of it, in the order in which the types come first. */
export const conditionsOf = (object: WithStatus | undefined): Condition[] => conditionsIn(object?.status);

export function conditionsIn(holder: Holder | null | undefined): Condition[] {
  const all = allIn(holder);
  return [...new Set(all.map(({ type }) => type))].flatMap(
    (type) => worst(all.filter((condition) => condition.type === type)) ?? [],
  );
}

/** A condition in words: `Ready=False (GitOperationFailed: unable to clone)`; long messages are cut. */
export function inWords(condition: Condition | undefined, type = "Ready"): string {
  if (condition === undefined) return `no ${type} condition`;
  const detail = [condition.reason, condition.message && cut(condition.message)].filter(Boolean).join(": ");
  return `${condition.type}=${condition.status}${detail ? ` (${detail})` : ""}`;
}

/** What an object lacks of a condition that should have `status`; held to the object's generation where it names one. */
export function conditionLacks(object: WithGeneration, type: string, status = "True"): string | undefined {
  return lacks(conditionOf(object, type), type, object.metadata?.generation, status);
}

/** The same for conditions below the top level, of a listener or a parent, with their object's generation. */
export function lacks(
  condition: Condition | undefined,
  type: string,
  generation: number | undefined,
  status = "True",
): string | undefined {
  if (condition?.status !== status) return inWords(condition, type);
  return isOfOldSpec(condition, generation)
    ? `${inWords(condition, type)} for generation ${condition.observedGeneration}, and the spec is at ${generation}`
    : undefined;
}

/** Whether a condition speaks of another generation than the object's; most kinds do not say of which they speak. */
export const isOfOldSpec = ({ observedGeneration: observed }: Condition, generation: number | undefined): boolean =>
  observed !== undefined && generation !== undefined && observed !== generation;

/** What a status as a whole lacks, for kinds that say of which generation it is. */
export function statusIsOld({ metadata, status }: WithGeneration): string | undefined {
  const { generation } = metadata ?? {};
  const observed = status?.observedGeneration;
  if (observed === undefined || generation === undefined || observed === generation) return undefined;
  return `its status is of generation ${observed}, and the spec is at ${generation}`;
}

/** A time that lies ahead of the observation by more than two clocks differ: whoever wrote it has a wrong one. */
export const isInTheFuture = (time: string | undefined, now: Date): boolean =>
  Date.parse(time ?? "") - now.getTime() > SKEW_MS;

/** Twice what NTP lets go (https://kubernetes.io/docs/concepts/architecture/leases/ asks for less than a second). */
const SKEW_MS = 120_000;

interface Holder {
  conditions?: unknown;
}

interface WithStatus {
  status?: Holder | null;
}

interface WithGeneration {
  metadata?: { generation?: number };
  status?: { conditions?: unknown; observedGeneration?: number } | null;
}

function allIn(holder: Holder | null | undefined): Condition[] {
  const conditions = holder?.conditions;
  if (!Array.isArray(conditions)) return [];
  return conditions.filter(
    (it): it is Condition => typeof it === "object" && it !== null && typeof (it as Condition).type === "string",
  );
}

/** The further from well, the higher; of equals the first. */
const worst = (same: readonly Condition[]): Condition | undefined =>
  same.toSorted((a, b) => badnessOf(b) - badnessOf(a))[0];

function badnessOf({ type = "", status }: Condition): number {
  const [well, ill] = isWrongWhenTrue(type) ? ["False", "True"] : ["True", "False"];
  if (status === ill) return 2;
  return status === well ? 0 : 1;
}

/** Since when a condition is not what it should be; a time is told only of the state that it is the time of. */
export const sinceIsNot = (condition: Condition | undefined, status = "True"): string | undefined =>
  condition?.status === status ? undefined : condition?.lastTransitionTime;

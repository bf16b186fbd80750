import { isWrongWhenTrue } from "./abnormal-conditions.ts";
import { isAttempt, isOldByNature, isRightByNature, rests } from "./by-nature.ts";
import { conditionOf, conditionsIn, conditionsOf, inWords, isInTheFuture, isOfOldSpec } from "./conditions.ts";
import type { ServedObject } from "./everything.ts";
import { shouldBeTrue } from "./expected-conditions.ts";
import type { Condition } from "./objects.ts";
import { ERRORS, saidByFields } from "./health-fields.ts";
import { replicasLack } from "./replicas.ts";

/** What an object says against itself. */
export interface Complaint {
  /** `unwell`: by a condition, a phase, a count, an error; `old`: of another spec than the current; `leaving`: in deletion; `ahead`: a time in the future. */
  of: "unwell" | "old" | "leaving" | "ahead";
  /** The same for all objects that lack the same: `Ready=False BuildFailed`. */
  sort: string;
  /** In words, with reason and message. */
  words: string;
  /** RFC 3339, where it says since when. */
  since?: string | undefined;
}

/**
 * Everything that an object says against itself, of whatever kind it is: kstatus' rules, and what kstatus leaves to
 * who knows the kind. https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus
 * An object in deletion says only that; one that was told to rest, or is one attempt of its owner, nothing of being
 * unwell.
 */
export function complaintsOf(object: ServedObject, now: Date): Complaint[] {
  const since = object.metadata.deletionTimestamp;
  if (since) return [{ of: "leaving", sort: "in deletion", words: `in deletion since ${since}`, since }];
  if (rests(object)) return [];
  const ill = isAttempt(object) === undefined ? unwell(object, now) : [];
  return [...ill, ...old(object), ...unseen(object, now), ...ahead(object, now)];
}

/** Whether an object says anything at all of how it is: of what is silent nobody knows that it is well. */
export function speaks(object: ServedObject): boolean {
  const { status = {} } = object;
  return conditionsOf(object).length > 0 || [...SPEAKING, ...ERRORS].some((key) => status[key] !== undefined);
}

const SPEAKING = [
  "phase",
  "state",
  "health",
  "updateStatus",
  "ready",
  "valid",
  "ceph",
  "replicas",
  "observedGeneration",
];

/** The controllers of these write a status within a second; https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/ */
export const isUnseenByItsController = ({ apiVersion, kind, status = {} }: ServedObject): boolean =>
  apiVersion === "apps/v1" && kind !== "ControllerRevision" && Object.keys(status).length === 0;

/** So long a controller may take for the first look at an object, in milliseconds. */
const FIRST_LOOK_MS = 60_000;

function unwell(object: ServedObject, now: Date): Complaint[] {
  const { status = {} } = object;
  const conditions = [
    ...conditionsOf(object),
    ...NESTED.flatMap((key) => (Array.isArray(status[key]) ? (status[key] as object[]) : [])).flatMap(conditionsIn),
  ].flatMap((condition) => ofCondition(object, condition, now) ?? []);
  if (conditions.length > 0) return conditions;
  // a condition says it with its reason; the phase beside it would only repeat it
  const young = !isLongAgo(object.metadata.creationTimestamp, now);
  const [said] = [...saidByFields(object, young), ...lackingReplicas(object)];
  return said ? [{ of: "unwell", ...said }] : [];
}

/** Conditions that another object's controller writes, a list of them for each parent. */
const NESTED = ["parents", "listeners", "ancestors"];

/** What is under way is slow, not wrong, for so long. */
const UNDER_WAY_MS = 10 * 60_000;

function ofCondition(object: ServedObject, condition: Condition, now: Date): Complaint | undefined {
  const { type = "", status, reason, lastTransitionTime: since } = condition;
  const wrong = isWrongWhenTrue(type)
    ? status === "True"
    : (shouldBeTrue(type) && status !== "True") ||
      // kstatus: InProgress
      (type === "Reconciling" && status === "True" && isLongAgo(since, now));
  if (!wrong || isRightByNature(object, condition) !== undefined) return undefined;
  return {
    of: "unwell",
    sort: [`${type}=${status}`, reason].filter(Boolean).join(" "),
    words: inWords(condition),
    since,
  };
}

const isLongAgo = (since: string | undefined, now: Date): boolean =>
  now.getTime() - Date.parse(since ?? "") > UNDER_WAY_MS;

function lackingReplicas(object: ServedObject): { sort: string; words: string }[] {
  const words = replicasLack(object);
  return words === undefined ? [] : [{ sort: "replicas", words }];
}

/** Of a status as a whole, and of each condition that says of which generation it is and tells how the object is. */
function old(object: ServedObject): Complaint[] {
  const { metadata, status = {} } = object;
  const { generation } = metadata;
  const observed = Number(status["observedGeneration"] ?? generation);
  if (generation === undefined || isOldByNature(object) !== undefined) return [];
  if (observed !== generation) {
    const words = `its status is of generation ${observed}, and the spec is at ${generation}`;
    return [{ of: "old", sort: "status of an old generation", words }];
  }
  return conditionsOf(object)
    .filter((condition) => isSummary(condition) && isOfOldSpec(condition, generation))
    .map((condition) => ({
      of: "old",
      sort: `${condition.type} of an old generation`,
      words: `${inWords(condition)} for generation ${condition.observedGeneration}, and the spec is at ${generation}`,
      since: condition.lastTransitionTime,
    }));
}

function unseen(object: ServedObject, now: Date): Complaint[] {
  const since = object.metadata.creationTimestamp;
  if (!isUnseenByItsController(object) || !(now.getTime() - Date.parse(since ?? "") > FIRST_LOOK_MS)) return [];
  return [{ of: "old", sort: "no status", words: "no status: its controller has not looked at it", since }];
}

/** A condition that tells of one step (Released, LastBackupSucceeded) stays as it was while no such step is taken. */
const SUMMARIES = new Set([
  "Ready",
  "Available",
  "Accepted",
  "Programmed",
  "ResolvedRefs",
  "Reconciled",
  "Synced",
  "Healthy",
  "Stalled",
  "Degraded",
]);
const isSummary = ({ type = "" }: Condition): boolean => SUMMARIES.has(type);

function ahead(object: ServedObject, now: Date): Complaint[] {
  return conditionsOf(object)
    .filter(({ lastTransitionTime }) => isInTheFuture(lastTransitionTime, now))
    .map(({ type = "", lastTransitionTime }) => ({
      of: "ahead",
      sort: `${type} in the future`,
      words: `${inWords(conditionOf(object, type), type)} since ${lastTransitionTime}, which is still to come`,
      since: lastTransitionTime,
    }));
}

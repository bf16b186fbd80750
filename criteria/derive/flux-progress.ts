import { conditionOf, conditionsOf, inWords } from "../../observations/conditions.ts";
import type { Condition } from "../../observations/objects.ts";
import type { Addressed } from "./flux.ts";

/**
 * Since when, at the latest, an object has been without success: the earliest of what its status still tells.
 * A Ready condition alone says too little: each retry of a Kustomization passes through Ready=Unknown, and a changed
 * message moves the time as well (https://github.com/fluxcd/pkg/blob/main/runtime/conditions/setter.go).
 */
export function troubledSince({ kind, object }: Addressed): string | undefined {
  const succeeded = kind === "HelmRelease" ? object.status?.history?.length : object.status?.lastAppliedRevision;
  const served = object.status?.artifact?.revision;
  const never = succeeded || served ? undefined : object.metadata?.creationTimestamp;
  const conditions = conditionsOf(object)
    .filter(isTrouble)
    .map(({ lastTransitionTime }) => lastTransitionTime);
  return earliest([never, failingSince(object.status?.history), ...conditions]);
}

/** A condition that stands for as long as the trouble does: it is taken away, or turned, only by success. */
const isTrouble = ({ type, status }: Condition): boolean =>
  type === "Ready" || type === "Released" ? status !== "True" : TROUBLE.has(type ?? "") && status === "True";

const TROUBLE = new Set(["Stalled", "FetchFailed", "BuildFailed", "StorageOperationFailed"]);

/**
 * A Kustomization's history has an entry for each pair of digest and outcome, newest first: the newest one's first time
 * is when this failure began, unless a success lies between.
 * https://github.com/fluxcd/pkg/blob/main/apis/meta/history.go
 */
function failingSince(history: readonly HistoryEntry[] | null | undefined): string | undefined {
  const [newest] = history ?? [];
  if (!newest?.lastReconciledStatus || newest.lastReconciledStatus === SUCCESS) return undefined;
  const success = history?.find(({ lastReconciledStatus }) => lastReconciledStatus === SUCCESS)?.lastReconciled;
  return [newest.firstReconciled, success]
    .filter((time) => time !== undefined)
    .sort(byTime)
    .at(-1);
}

const SUCCESS = "ReconciliationSucceeded";

interface HistoryEntry {
  firstReconciled?: string;
  lastReconciled?: string;
  lastReconciledStatus?: string;
}

const earliest = (times: readonly (string | undefined)[]): string | undefined =>
  times.filter((time) => time !== undefined && !Number.isNaN(Date.parse(time))).sort(byTime)[0];

const byTime = (a = "", b = ""): number => Date.parse(a) - Date.parse(b);

/** Stalled: the controller has given up on this very generation. https://fluxcd.io/flux/components/helm/helmreleases/#stalled-helmrelease */
export function stalled({ object }: Addressed): string | undefined {
  const condition = conditionOf(object, "Stalled");
  if (condition?.status !== "True") return undefined;
  const generation = object.metadata?.generation ?? 1;
  if ((condition.observedGeneration ?? generation) !== generation) return undefined;
  const ready = conditionOf(object, "Ready");
  return ready ? `${inWords(condition)}; ${inWords(ready)}` : inWords(condition);
}

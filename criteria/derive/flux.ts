import type { Finding } from "../criterion.ts";
import { conditionOf, inWords, sinceIsNot } from "../../observations/conditions.ts";
import { named, subjectOf } from "../../observations/kubernetes.ts";
import type { Condition, CustomResource } from "../../observations/objects.ts";
import type { Observations } from "../../observations/observations.ts";

/** A Flux object of any kind, as far as checks read it. Kinds differ in what they fill in; all of it may be missing. */
export type FluxObject = CustomResource<FluxSpec, FluxStatus>;

interface FluxSpec {
  suspend?: boolean;
  /** Of a HelmRepository: `default` or `oci`. */
  type?: string;
  url?: string;
  path?: string;
  ref?: { branch?: string; tag?: string; semver?: string; name?: string; commit?: string };
  secretRef?: { name?: string };
  dependsOn?: { name?: string; namespace?: string }[] | null;
  sourceRef?: { kind?: string; name?: string; namespace?: string };
}

interface FluxStatus {
  artifact?: { revision?: string; digest?: string; lastUpdateTime?: string; size?: number } | null;
  lastAppliedRevision?: string;
  lastAttemptedRevision?: string;
  /** Of a Kustomization: what it reconciled, newest first. Of a HelmRelease: its releases, newest first. */
  history?: FluxHistoryEntry[] | null;
}

export interface FluxHistoryEntry {
  firstReconciled?: string;
  lastReconciled?: string;
  lastReconciledStatus?: string;
  status?: string;
  chartVersion?: string;
  version?: number;
}

const LISTS = {
  Kustomization: "kustomizations",
  HelmRelease: "helmReleaseResources",
  GitRepository: "gitRepositories",
  OCIRepository: "ociRepositories",
  HelmRepository: "helmRepositories",
  HelmChart: "helmCharts",
  Bucket: "buckets",
} as const;

export type FluxKind = keyof typeof LISTS;
export type FluxLists = Pick<Observations, (typeof LISTS)[FluxKind]>;

/** The source that holds the objects of a kind. */
export const listOf = (kind: FluxKind): (typeof LISTS)[FluxKind] => LISTS[kind];

/** The sources that hold every Flux object: what a check that walks them all needs. */
export const FLUX_LISTS = Object.values(LISTS);

/** An object with the kind of the list it came in: items of a list need not carry their own. */
export interface Addressed {
  kind: FluxKind;
  object: FluxObject;
}

export const everyFluxObject = (lists: FluxLists): Addressed[] =>
  (Object.keys(LISTS) as FluxKind[]).flatMap((kind) =>
    (lists[LISTS[kind]] as readonly FluxObject[]).map((object) => ({ kind, object })),
  );

export const findFlux = (objects: readonly CustomResource[], name: string, namespace: string): FluxObject | undefined =>
  objects.find(named(name, namespace));

export const fluxSubject = ({ kind, object }: Addressed): string => subjectOf(kind.toLowerCase(), object);

/**
 * What keeps a Flux object from being ready for its current spec; `undefined` when it is. A port of the Flux CLI's own
 * rule, which reads kstatus after it: https://github.com/fluxcd/flux2/blob/main/cmd/flux/readiness.go. The Ready
 * condition's own generation decides: `status.observedGeneration` runs ahead of it on suspended objects and lags behind
 * it on failing ones. One thing is added: a suspended object keeps its last Ready condition for ever, so it counts as
 * not ready.
 */
export function notReady(it: Addressed): Finding | undefined {
  const { object } = it;
  const ready = conditionOf(object, "Ready");
  const lacks = suspendedOrLeaving(object, ready) ?? (isStatic(it) ? undefined : readinessLacks(object, ready));
  if (lacks === undefined) return undefined;
  return {
    subject: fluxSubject(it),
    expected: "Ready=True for its current generation",
    actual: lacks,
    since: sinceIsNot(ready),
  };
}

/** An OCI HelmRepository only holds data: no controller writes it a status. */
export const isStatic = ({ kind, object }: Addressed): boolean =>
  kind === "HelmRepository" && object.spec?.type === "oci";

function suspendedOrLeaving(object: FluxObject, ready: Condition | undefined): string | undefined {
  const leaving = object.metadata?.deletionTimestamp;
  if (leaving) return `being deleted since ${leaving}`;
  if (object.spec?.suspend !== true) return undefined;
  return `suspended: ${ready ? `${inWords(ready)} is what it was before` : "nothing reconciles it"}`;
}

function readinessLacks(object: FluxObject, ready: Condition | undefined): string | undefined {
  const generation = object.metadata?.generation ?? 1;
  const observed = object.status?.observedGeneration;
  if (ready === undefined) return "no Ready condition: nothing has reconciled it yet";
  if (ready.status !== "True") return inWords(ready);
  const judged = ready.observedGeneration || (observed ?? 0);
  if (judged !== generation) return `${inWords(ready)} for generation ${judged}, and the spec is at ${generation}`;
  for (const type of ["Stalled", "Reconciling"]) {
    const condition = conditionOf(object, type);
    if (condition?.status === "True") return `${inWords(condition, type)}, under Ready=True`;
  }
  if (observed === undefined || observed < 1) return `${inWords(ready)}, but no observed generation`;
  return observed === generation
    ? undefined
    : `${inWords(ready)}, but observed generation ${observed} of ${generation}`;
}

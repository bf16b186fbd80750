import type { Profile } from "../../clusters/profile.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource, CustomResourceDefinition, Pod } from "../../observations/objects.ts";
import type { HelmReleaseRecord } from "../../observations/api.ts";
import { readinessIn, type Readiness } from "../../observations/readiness.ts";
import type { Member } from "./member.ts";
import { firstOf } from "./readiness.ts";
import { belongsTo } from "./pods.ts";
import { earliest, latest, msOf, pointAt } from "../points.ts";
import type { TimelineObserved } from "../sources.ts";
import type { Point } from "../timeline.ts";

/** Helm's default timeout: the install of a HelmRelease ended within it. */
const HELM_TIMEOUT_MS = 300_000;

/**
 * Each CRD of the profile, from its creation to Established. One that was made after the first release came with a
 * release.
 */
export function crdsOf(observed: TimelineObserved, profile: Profile, firstRelease: Point | undefined): Member[] {
  return profile.crds.required.map((required) => {
    const name = typeof required === "string" ? required : required.name;
    const crd: CustomResourceDefinition | undefined = observed.customResourceDefinitions?.find(
      ({ metadata }) => metadata?.name === name,
    );
    const established = conditionOf(crd ?? {}, "Established");
    const start = pointAt(crd?.metadata?.creationTimestamp, `creation of CRD ${name}`);
    const end =
      established?.status === "True"
        ? pointAt(established.lastTransitionTime, `Established of CRD ${name}`)
        : undefined;
    const isLate = start && firstRelease && msOf(start) > msOf(firstRelease);
    return member(`customresourcedefinition/${name}`, "crd", isLate ? "core" : "crds", {
      start,
      end,
      ongoing: crd ? inWords(established, "Established") : "does not exist",
      expected: true,
    });
  });
}

/** Each Helm release of the profile, from the start to the end of its first deployment. */
export function releasesOf(observed: TimelineObserved, profile: Profile): Member[] {
  const readiness = readinessIn(observed.nodes ?? [], observed.pods ?? []);
  return profile.releases.map((release) => {
    const { name, namespace } = release;
    const records = (observed.helmReleases ?? [])
      .filter((record) => record.name === name && record.namespace === namespace)
      .toSorted((a, b) => b.revision - a.revision);
    const [newest] = records;
    const start = newest && firstDeployed(newest, records);
    const phase = profile.flux?.namespace === namespace ? "flux" : "core";
    const subject = `helmrelease/${namespace}/${name}`;
    if (!newest) return member(subject, "release", phase, { ongoing: "is not installed", expected: true });
    const pods = (observed.pods ?? []).filter((pod) => belongsTo(pod, release));
    return member(subject, "release", phase, {
      start,
      ...endOf(newest, records, { start, pods, readiness }),
      expected: true,
    });
  });
}

export const firstRelease = (releases: readonly Member[]): Point | undefined =>
  earliest(releases.filter(({ phase }) => phase === "core").map(({ start }) => start));

/** The time that Helm wrote, by the clock of whoever ran it. It survives upgrades. */
function firstDeployed(newest: HelmReleaseRecord, records: readonly HelmReleaseRecord[]): Point | undefined {
  const first = records.find(({ revision }) => revision === 1);
  return (
    pointAt(newest.details?.firstDeployed, `first deployment of ${newest.name}`) ??
    pointAt(first?.createdAt, `first Helm Secret of ${newest.name}`)
  );
}

/**
 * The end of the first deployment. The label `modifiedAt` of revision 1 is the end of its action until a later revision
 * supersedes it. After that, the readiness of its pods tells, and the start of revision 2 is the latest possible end.
 */
function endOf(
  newest: HelmReleaseRecord,
  records: readonly HelmReleaseRecord[],
  { start, pods, readiness }: { start: Point | undefined; pods: readonly Pod[]; readiness: Readiness },
): Pick<Member, "end" | "ongoing" | "lost"> {
  if (newest.revision === 1) {
    if (newest.status !== "deployed") return { ongoing: `Helm says ${newest.status}` };
    const end = pointAt(newest.modifiedAt ?? newest.createdAt, `end of the deployment of ${newest.name}`);
    return end ? { end } : { lost: "Helm does not say when its deployment ended" };
  }
  const second = records.find(({ revision }) => revision === 2);
  const bound = pointAt(second?.createdAt, `begin of revision 2 of ${newest.name}`);
  if (!bound || !start) return { lost: `is at revision ${newest.revision}: the end of the first one is forgotten` };
  const ready = latest(
    pods.map((pod) => {
      const made = pointAt(pod.metadata?.creationTimestamp, "creation");
      if (!made || msOf(made) > msOf(bound)) return undefined;
      const ready = firstOf(readiness.ofPod(pod), `Ready of the pods of ${newest.name}`);
      return ready && { ...ready, basis: "inferred" as const };
    }),
  );
  if (ready && msOf(ready) <= msOf(bound)) return { end: ready };
  return { end: { ...bound, basis: "inferred", precisionMs: Math.max(1000, msOf(bound) - msOf(start)) } };
}

type Snapshot = { firstReconciled?: string; lastReconciledStatus?: string };
type Kustomization = CustomResource<
  { suspend?: boolean },
  { history?: Snapshot[] | null; lastAppliedRevision?: string }
>;
type HelmRelease = CustomResource<{ suspend?: boolean }, { history?: { lastDeployed?: string }[] | null }>;

/**
 * Kustomizations, from their creation to their first success. The time of the Ready condition moves with every
 * revision. The history keeps five snapshots, so the oldest success in it is the first one, or close to it.
 * https://github.com/fluxcd/pkg/blob/main/apis/meta/history.go
 */
export function kustomizationsOf(observed: TimelineObserved, profile: Profile): Member[] {
  if (!profile.flux) return [];
  const { namespace, kustomization: root } = profile.flux;
  const all = (observed.kustomizations ?? []) as Kustomization[];
  const isRoot = ({ metadata }: Kustomization) => metadata?.name === root.name && metadata.namespace === namespace;
  const found = all
    .filter((object) => isRoot(object) || object.spec?.suspend !== true)
    .map((object) => {
      const name = subjectOf("kustomization", object);
      const history = object.status?.history ?? [];
      const successes = history.filter(
        ({ lastReconciledStatus }) => lastReconciledStatus === "ReconciliationSucceeded",
      );
      const basis = history.length >= 5 ? "inferred" : "exact";
      const end =
        earliest(successes.map((entry) => pointAt(entry.firstReconciled, `first success of ${name}`, { basis }))) ??
        readyPoint(object, name);
      const start = pointAt(object.metadata?.creationTimestamp, `creation of ${name}`);
      const ongoing = inWords(conditionOf(object, "Ready"));
      return member(name, "kustomization", isRoot(object) ? "flux" : "workloads", {
        start,
        end,
        ongoing,
        // it was applied once, though its history holds no success any more
        ...(object.status?.lastAppliedRevision && { lost: `${ongoing}; its first success is forgotten` }),
        expected: isRoot(object),
      });
    });
  if (all.some(isRoot)) return found;
  const missing = { ongoing: "does not exist", expected: true };
  return [member(`kustomization/${namespace}/${root.name}`, "kustomization", "flux", missing), ...found];
}

/**
 * HelmReleases of Flux, from their creation until Ready. For later ones, from the start of the oldest deployment that
 * Helm keeps.
 */
export function fluxReleasesOf(observed: TimelineObserved, profile: Profile, before: number): Member[] {
  if (!profile.flux) return [];
  return ((observed.helmReleaseResources ?? []) as HelmRelease[])
    .filter(({ spec }) => spec?.suspend !== true)
    .map((object) => {
      const name = subjectOf("helmrelease", object);
      const ready = readyPoint(object, name);
      const deployed = pointAt(object.status?.history?.at(-1)?.lastDeployed, `oldest deployment of ${name}`, {
        basis: "inferred",
        precisionMs: HELM_TIMEOUT_MS,
      });
      return member(name, "release", "workloads", {
        start: pointAt(object.metadata?.creationTimestamp, `creation of ${name}`),
        end: ready && msOf(ready) <= before ? ready : (deployed ?? ready),
        ongoing: inWords(conditionOf(object, "Ready")),
        expected: false,
      });
    });
}

/** The condition's time, which moves at every change of the message: the object became ready then or earlier. */
function readyPoint(object: CustomResource, name: string): Point | undefined {
  const ready = conditionOf(object, "Ready");
  if (ready?.status !== "True") return undefined;
  return pointAt(ready.lastTransitionTime, `Ready of ${name}`, { basis: "inferred" });
}

function member(
  name: string,
  kind: Member["kind"],
  phase: Member["phase"],
  { start, end, ongoing, lost, expected }: { start?: Point | undefined; end?: Point | undefined } & Partial<Member>,
): Member {
  const from = start && msOf(start);
  // without an end, only the moment of its creation is known to be busy
  const to = end ? msOf(end) : from;
  return {
    name,
    kind,
    phase,
    ...(start && { start }),
    ...(end && { end }),
    ...(!end && lost !== undefined && { lost }),
    ...(!end && lost === undefined && { ongoing: ongoing ?? "is not ready" }),
    expected: expected ?? false,
    busy:
      from !== undefined && to !== undefined ? [[Math.min(from, to), isMoving(end) ? from : Math.max(from, to)]] : [],
  };
}

/** An inferred end may be far later than the true one, so it does not keep the window open. */
const isMoving = (end: Point | undefined): boolean => end?.basis === "inferred";

import { criterion, each, together, type Examination, type Finding } from "../criterion.ts";
import { orphanedCharts, orphansInWords } from "../derive/flux-orphans.ts";
import { dependencyGraph, type DependencyGraph } from "../derive/flux-dependencies.ts";
import {
  everyFluxObject,
  FLUX_LISTS,
  fluxSubject,
  isStatic,
  notReady,
  type Addressed,
  type FluxLists,
} from "../derive/flux.ts";
import { notConverged, servedRevision, sourceOf } from "../derive/flux-source.ts";
import { withWarning } from "../derive/warnings.ts";
import { sameVersion } from "../../clusters/notation/version.ts";
import { conditionOf } from "../../observations/conditions.ts";

/** What each kind's documentation asks of its status: https://fluxcd.io/flux/components/ */
export default criterion({
  id: "flux/everything-is-reconciled",
  title: "Every Kustomization, HelmRelease and source is Ready for its current generation",
  fails: "Flux has not reconciled",
  why: "The cluster is what the repository says only where everything was applied in its newest version.",
  serves: ["T6", "VC"],
  needs: FLUX_LISTS,
  wants: ["warnings"],
  restsOn: [
    "flux/controllers-are-ready",
    "flux/git-source-is-ready",
    "flux/cluster-kustomization-is-applied",
    "flux/nothing-is-suspended",
    "flux/nothing-is-stuck",
  ],
  advice:
    "kubectl -n <namespace> describe <kind> <name>; flux get all -A --status-selector ready=false; flux tree kustomization <flux-kustomization> -n <flux-namespace>",

  irrelevant: (profile) => (profile.flux ? undefined : "the profile has no Flux"),

  examine({ warnings, ...lists }, { profile, now }) {
    const { mayBeSuspended = [], kustomization, source, namespace = "" } = profile.flux ?? {};
    const allowed = new Set(mayBeSuspended.map((it) => `${it.kind.toLowerCase()}/${it.namespace}/${it.name}`));
    const orphans = orphanedCharts(lists);
    const left = new Set(orphans.map(fluxSubject));
    const objects = everyFluxObject(lists).filter((it) => !left.has(fluxSubject(it)));
    const resting = objects.filter((it) => it.object.spec?.suspend === true && allowed.has(fluxSubject(it)));
    const graph = dependencyGraph(lists);
    return together(
      { examined: 0, findings: missingRoots(objects, namespace, kustomization?.name, source?.name) },
      each(
        objects.filter((it) => !resting.includes(it)),
        (it) =>
          withWarning(waiting(it, graph) ?? notReady(it) ?? notDone(it, lists), it.kind, it.object, { warnings, now }),
      ),
      unknownSources(lists),
      {
        examined: 0,
        findings: [],
        remarks: [
          ...resting.map((it) => `${fluxSubject(it)} is suspended, as the profile allows`),
          ...orphansInWords(orphans),
        ],
      },
    );
  },
});

/** Without the two roots, an empty cluster would have nothing unready. */
function missingRoots(objects: readonly Addressed[], namespace: string, root = "", source = ""): Finding[] {
  const there = new Set(objects.map(fluxSubject));
  return [`kustomization/${namespace}/${root}`, `gitrepository/${namespace}/${source}`]
    .filter((subject) => !there.has(subject))
    .map((subject) => ({ subject, expected: "to exist", actual: "none" }));
}

/** DependencyNotReady names a dependency, and the reader wants to know what is wrong with it. */
function waiting(it: Addressed, graph: DependencyGraph): Finding | undefined {
  const ready = conditionOf(it.object, "Ready");
  if (ready?.status !== "False" || ready.reason !== "DependencyNotReady") return undefined;
  const lacks = notReady(it);
  const dependencies = graph.get(fluxSubject(it))?.dependencies ?? [];
  const unready = dependencies.map((dependency) => {
    const on = graph.get(dependency);
    const why = on ? notReady(on.it)?.actual : "it does not exist";
    return why === undefined ? undefined : `${dependency}: ${why}`;
  });
  const named = unready.filter((text) => text !== undefined).join("; ");
  return lacks && { ...lacks, actual: named ? `${lacks.actual}; waits for ${named}` : lacks.actual };
}

/** Ready=True, and yet not what it should have come to. */
function notDone(it: Addressed, lists: FluxLists): Finding | undefined {
  if (isStatic(it)) return undefined;
  if (it.kind === "HelmRelease") return notReleased(it);
  if (it.kind === "Kustomization") return notApplied(it, lists);
  if (servedRevision(it.object)) return undefined;
  return { subject: fluxSubject(it), expected: "an artifact with a revision", actual: "Ready=True, but no artifact" };
}

function notApplied(it: Addressed, lists: FluxLists): Finding | undefined {
  const source = sourceOf(it.object, lists);
  if (source === "unknown-kind") return undefined;
  if (source === "missing") {
    const { kind, name } = it.object.spec?.sourceRef ?? {};
    return {
      subject: fluxSubject(it),
      expected: `its source ${kind} ${name}`,
      actual: "Ready=True, but it does not exist",
    };
  }
  return notConverged(it.object, servedRevision(source.object));
}

/** helm-controller 1.4: the newest release of the history is deployed, and of the chart version that was attempted. */
function notReleased(it: Addressed): Finding | undefined {
  const { history, lastAttemptedRevision } = it.object.status ?? {};
  const newest = history?.[0];
  const subject = fluxSubject(it);
  if (!newest) return { subject, expected: "a release in its history", actual: "Ready=True, but no release" };
  if (newest.status !== "deployed")
    return {
      subject,
      expected: "its newest release deployed",
      actual: `Ready=True, but v${newest.version} is ${newest.status}`,
    };
  // A chart of a Git source has the commit as build metadata in its history.
  if (sameVersion(lastAttemptedRevision, newest.chartVersion)) return undefined;
  return {
    subject,
    expected: `chart version ${lastAttemptedRevision ?? "(none was attempted)"} released`,
    actual: `Ready=True, but v${newest.version} is of chart version ${newest.chartVersion}`,
  };
}

/** A Kustomization of an ExternalArtifact: whether its source is alive is not looked at. */
function unknownSources({ kustomizations, ...lists }: FluxLists): Examination {
  const unknown = kustomizations.filter((object) => sourceOf(object, { ...lists }) === "unknown-kind");
  return {
    examined: 0,
    findings: [],
    unseen: unknown.map((object) => ({
      subject: fluxSubject({ kind: "Kustomization", object }),
      reason: "its source is of a kind that is not looked at, so what it should have applied is unknown",
    })),
  };
}

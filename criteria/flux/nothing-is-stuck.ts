import { criterion, momentOf, together, type Examination, type Finding } from "../criterion.ts";
import { inWords as durationInWords } from "../../clusters/notation/duration.ts";
import {
  cyclesOf,
  dependencyGraph,
  dependentsOf,
  missingDependencies,
  type DependencyGraph,
} from "../derive/flux-dependencies.ts";
import { orphanedCharts, orphansInWords } from "../derive/flux-orphans.ts";
import { stalled, troubledSince } from "../derive/flux-progress.ts";
import {
  everyFluxObject,
  FLUX_LISTS,
  fluxSubject,
  listOf,
  notReady,
  type Addressed,
  type FluxLists,
} from "../derive/flux.ts";
import { notConverged, servedRevision, sourceOf } from "../derive/flux-source.ts";
import { withWarning } from "../derive/warnings.ts";
import { conditionOf } from "../../observations/conditions.ts";

/**
 * Slow is not stuck: an object counts when its controller gave up, when it waits for what can never be, or when it has
 * been without success for longer than the profile allows.
 */
export default criterion({
  id: "flux/nothing-is-stuck",
  title: "Nothing of Flux retries forever, has given up, or waits for what can never be ready",
  fails: "Flux is stuck",
  why: "No amount of waiting finishes a bootstrap that hangs on one of these.",
  serves: ["S0", "S1"],
  needs: FLUX_LISTS,
  wants: ["warnings"],
  restsOn: [
    "crds/required-are-established",
    "components/have-one-owner",
    "components/webhooks-are-wired",
    "flux/controllers-are-ready",
    "flux/git-source-is-ready",
  ],
  advice:
    "kubectl -n <namespace> describe <kind> <name>; kubectl -n <namespace> events --for <kind>/<name>; flux tree kustomization <flux-kustomization> -n <flux-namespace>",

  irrelevant: (profile) => (profile.flux ? undefined : "the profile has no Flux"),

  examine({ warnings, ...lists }, context) {
    const { profile, now } = context;
    const tolerated = profile.flux?.stuckAfter ?? 0;
    const graph = dependencyGraph(lists);
    const orphans = orphanedCharts(lists);
    const left = new Set(orphans.map(fluxSubject));
    const awake = everyFluxObject(lists).filter((it) => it.object.spec?.suspend !== true && !left.has(fluxSubject(it)));
    return together(
      { examined: 0, findings: [...cyclesOf(graph).map(cycleFinding), ...missingFindings(graph)] },
      ...awake.map((it) => {
        const judged = progress(it, lists, tolerated, momentOf(context, listOf(it.kind)));
        const findings = judged.findings.map((found) => withWarning(found, it.kind, it.object, { warnings, now }));
        return { ...judged, findings };
      }),
      { examined: 0, findings: [], remarks: orphansInWords(orphans) },
    );
  },
});

/** It also keeps every new revision of the source from the whole tree, root included, even after Git was repaired. */
function cycleFinding(cycle: readonly string[]): Finding {
  const [first = ""] = cycle;
  return {
    subject: first,
    expected: "dependencies that end somewhere",
    actual: `a dependency cycle: ${[...cycle, first].join(" → ")}`,
    hopeless: true,
  };
}

/** Somebody may still bring it; once everything else is done, nobody will. */
function missingFindings(graph: DependencyGraph): Finding[] {
  return missingDependencies(graph).map(({ subject, missing }) => {
    const waiting = dependentsOf(graph, missing);
    const working = [...graph].some(([name, { it }]) => !waiting.has(name) && notReady(it) !== undefined);
    const remark = working ? "" : ", and nothing is left that could bring it";
    return {
      subject,
      expected: `its dependency ${missing} to exist`,
      actual: `none${remark}`,
      ...(!working && { hopeless: true }),
    };
  });
}

function progress(it: Addressed, lists: FluxLists, tolerated: number, now: Date): Examination {
  const given = gaveUp(it);
  const trouble = given ? undefined : (unready(it) ?? leftBehind(it, lists));
  if (!trouble) return { examined: 1, findings: given ? [given] : [] };
  const { since, ...finding } = trouble;
  const lasted = now.getTime() - Date.parse(since ?? "");
  if (Number.isNaN(lasted)) {
    const reason = `${finding.actual}, and nothing says since when`;
    return { examined: 0, findings: [], unseen: [{ subject: finding.subject, reason }] };
  }
  if (lasted <= tolerated) return { examined: 1, findings: [] };
  const expected = `${finding.expected} within ${durationInWords(tolerated)}`;
  const actual = `not for ${durationInWords(lasted)}: ${finding.actual}`;
  return { examined: 1, findings: [{ subject: finding.subject, expected, actual, since }] };
}

function gaveUp(it: Addressed): Finding | undefined {
  const actual = stalled(it);
  if (actual === undefined) return undefined;
  const since = conditionOf(it.object, "Stalled")?.lastTransitionTime;
  const expected = "a controller that still works on it";
  // no waiting mends it, and yet there is a reason why its controller has given up
  return { subject: fluxSubject(it), expected, actual, since, hopeless: true, own: false };
}

/** What only waits for another object is not stuck itself: the other one is, or will soon be done. */
function unready(it: Addressed): Finding | undefined {
  const lacks = notReady(it);
  if (!lacks || conditionOf(it.object, "Ready")?.reason === "DependencyNotReady") return undefined;
  return { ...lacks, since: it.object.metadata?.deletionTimestamp ?? troubledSince(it) };
}

/** Ready=True at an old revision: what a dependency cycle leaves behind, and nobody reports. */
function leftBehind(it: Addressed, lists: FluxLists): Finding | undefined {
  if (it.kind !== "Kustomization" || conditionOf(it.object, "Ready")?.status !== "True") return undefined;
  const source = sourceOf(it.object, lists);
  if (source === "missing" || source === "unknown-kind") return undefined;
  const behind = notConverged(it.object, servedRevision(source.object));
  return behind && { ...behind, since: source.object.status?.artifact?.lastUpdateTime };
}

import { criterion, type Examination, type Finding, type Unseen } from "../criterion.ts";
import { inWords } from "../../clusters/notation/duration.ts";
import { listed } from "../../timeline/phases.ts";
import { doubtOf } from "../../timeline/points.ts";
import { heldUp, phasesInWords, pointInWords, standingOf } from "../../timeline/standing.ts";
import { timelineOf } from "../../timeline/rebuild.ts";
import { TIMELINE_SOURCES } from "../../timeline/sources.ts";
import type { Phase, PhaseName, Timeline } from "../../timeline/timeline.ts";

export default criterion({
  id: "budget/phases-took-under-theirs",
  title: "Each phase of the bootstrap took no more than its own budget",
  fails: "A phase took too long",
  why: "A phase that grew slow shows here long before the whole is over its budget.",
  serves: ["S2", "T8"],
  needs: [],
  wants: TIMELINE_SOURCES,
  restsOn: [
    "budget/timeline-is-whole",
    "talos/every-machine-is-running",
    "crds/required-are-established",
    "components/releases-are-deployed",
    "components/workloads-are-rolled-out",
    "flux/everything-is-reconciled",
    "workloads/every-pod-runs",
  ],
  advice: "the phases in the report's timeline say what became ready last",
  irrelevant: ({ budget }) => {
    if (!budget) return "the profile has no budget";
    return Object.keys(budget.phases).length > 0 ? undefined : "the profile's budget names no phases";
  },

  examine(observed, { profile, now }): Examination {
    const timeline = timelineOf(observed, { profile, now });
    const parts = Object.entries(profile.budget?.phases ?? {}).map(([name, budgetMs]) =>
      judgePhase(name as PhaseName, budgetMs, timeline),
    );
    return {
      examined: parts.filter(({ unseen }) => unseen === undefined).length,
      findings: parts.flatMap(({ finding }) => finding ?? []),
      unseen: parts.flatMap(({ unseen }) => unseen ?? []),
      remarks: phasesInWords(timeline),
    };
  },
});

function judgePhase(name: PhaseName, budgetMs: number, timeline: Timeline): { finding?: Finding; unseen?: Unseen } {
  const subject = `phase/${name}`;
  const expected = `at most ${inWords(budgetMs)}`;
  const phase = timeline.phases.find((candidate) => candidate.name === name);
  if (!phase) return { unseen: { subject, reason: "the profile's cluster has no such phase" } };
  const { start, end, tookMs } = phase;
  if (!start || !end || tookMs === undefined) return withoutEnd(phase, budgetMs, subject);
  const how = `${inWords(tookMs)}: ${pointInWords(start)} to ${pointInWords(end)}`;
  switch (standingOf(tookMs, budgetMs, { start, end })) {
    case "under":
      return {};
    case "over":
      return { finding: { subject, expected, actual: `${how}${heldUp(timeline, end)}`, hopeless: true } };
    case "either":
      return { unseen: { subject, reason: `${how}: over or under ${inWords(budgetMs)} lies within that uncertainty` } };
  }
}

function withoutEnd(
  { start, ongoing = [], lost = [], atLeastMs }: Phase,
  budgetMs: number,
  subject: string,
): { finding?: Finding; unseen?: Unseen } {
  const why = start ? listed([...ongoing, ...lost]) || "nothing of its end is remembered" : "it has no start";
  if (start && atLeastMs !== undefined && atLeastMs - doubtOf(start) > budgetMs) {
    const actual = `at least ${inWords(atLeastMs)}: ${why}`;
    return { finding: { subject, expected: `at most ${inWords(budgetMs)}`, actual } };
  }
  return { unseen: { subject, reason: why } };
}

import { criterion, type Examination } from "../criterion.ts";
import { basisInWords, phasesInWords, pointInWords } from "../../timeline/standing.ts";
import { timelineOf } from "../../timeline/rebuild.ts";
import { TIMELINE_SOURCES } from "../../timeline/sources.ts";

/**
 * What is missing is not seen, rather than wrong: a cluster forgets. It is only wrong where something never became
 * ready, and other checks say that.
 */
export default criterion({
  id: "budget/timeline-is-whole",
  title: "Every phase of the bootstrap has a start and an end, each with its source and precision",
  fails: "A phase has no start or no end",
  why: "A duration is worth what its two ends are worth.",
  serves: ["T8"],
  needs: [],
  wants: TIMELINE_SOURCES,
  restsOn: [
    "prerequisites/access-is-enough-and-read-only",
    "prerequisites/talos-api-is-reachable",
    "talos/every-machine-is-running",
    "components/have-one-owner",
    "kubernetes/every-expected-node-is-ready",
    "crds/required-are-established",
    "components/releases-are-deployed",
    "flux/everything-is-reconciled",
    "workloads/every-pod-runs",
    "workloads/nothing-moves",
  ],
  advice: "run again with --started-at, soon after the bootstrap: events expire within the hour, conditions move",
  irrelevant: ({ budget }) => (budget ? undefined : "the profile has no budget"),

  examine(observed, { profile, now }): Examination {
    const timeline = timelineOf(observed, { profile, now });
    const { start, phases, gaps } = timeline;
    const from = start ? [`the bootstrap began at ${pointInWords(start)}`] : [];
    const inferred = phases.flatMap(({ name, start, end }) =>
      [start, end].flatMap((point) =>
        point?.basis === "inferred" ? [`${name}: ${point.source} is ${basisInWords(point.basis)}`] : [],
      ),
    );
    return {
      examined: phases.filter((phase) => phase.start && phase.end).length,
      findings: [],
      unseen: gaps.map((reason) => ({ subject: "cluster/timeline", reason })),
      remarks: [...from, ...phasesInWords(timeline), ...inferred, ...timeline.remarks],
    };
  },
});

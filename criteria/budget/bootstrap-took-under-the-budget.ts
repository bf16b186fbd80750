import { criterion, type Examination } from "../criterion.ts";
import { inWords } from "../../clusters/notation/duration.ts";
import { basisInWords, heldUp, pointInWords, standingOf } from "../../timeline/standing.ts";
import { timelineOf } from "../../timeline/rebuild.ts";
import { TIMELINE_SOURCES } from "../../timeline/sources.ts";
import type { Timeline } from "../../timeline/timeline.ts";

const subject = "cluster/bootstrap";

/** Its sources are wants: which of them the timeline needs depends on the profile, and it says which it missed. */
export default criterion({
  id: "budget/bootstrap-took-under-the-budget",
  title: "From the empty cluster to all resources Ready took no more than the profile's budget",
  fails: "The bootstrap took too long",
  why: "A bootstrap that takes longer than an operator waits for it is not one that a cluster can be recovered with.",
  serves: ["AC7", "NFR2", "VC"],
  needs: [],
  wants: TIMELINE_SOURCES,
  restsOn: ["budget/timeline-is-whole", "budget/phases-took-under-theirs"],
  advice:
    "kubectl get events -A --field-selector reason=Pulled; the critical path in the report's timeline says what it waited for",
  irrelevant: ({ budget }) => (budget ? undefined : "the profile has no budget"),

  examine(observed, { profile, now }): Examination {
    const timeline = timelineOf(observed, { profile, now });
    const { start, end, budget } = timeline;
    if (!budget) return { examined: 0, findings: [] };
    const expected = `at most ${inWords(budget.totalMs)} from the empty cluster to all resources Ready`;
    if (!start || !end || budget.tookMs === undefined) return withoutEnd(timeline, expected);

    const how = `${inWords(budget.tookMs)}, ${basisInWords(budget.basis)}: ${pointInWords(start)} to ${pointInWords(end)}`;
    const remarks = [`took ${how}`, ...timeline.remarks];
    switch (standingOf(budget.tookMs, budget.totalMs, { start, end })) {
      case "under":
        return { examined: 1, findings: [], remarks };
      case "over":
        // no waiting mends it, and yet a phase that took too long is why
        return {
          examined: 1,
          findings: [{ subject, expected, actual: `${how}${heldUp(timeline)}`, hopeless: true, own: false }],
          remarks,
        };
      case "either": {
        const reason = `took ${how}: over or under ${inWords(budget.totalMs)} lies within that uncertainty; give --started-at`;
        return { examined: 0, findings: [], unseen: [{ subject, reason }], remarks };
      }
    }
  },
});

/** What is over already needs no end to be over. */
function withoutEnd({ budget, gaps, remarks }: Timeline, expected: string): Examination {
  const { atLeastMs, totalMs = 0 } = budget ?? {};
  const unseen = gaps.map((reason) => ({ subject, reason }));
  if (atLeastMs === undefined || atLeastMs <= totalMs) return { examined: 0, findings: [], unseen, remarks };
  return {
    examined: 1,
    findings: [{ subject, expected, actual: `at least ${inWords(atLeastMs)} so far: ${gaps[0] ?? "no end is known"}` }],
    unseen,
    remarks,
  };
}

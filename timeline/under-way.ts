import type { Profile } from "../clusters/profile.ts";
import { gapsOf } from "./phases.ts";
import { timelineOf } from "./rebuild.ts";
import type { TimelineObserved } from "./sources.ts";
import type { Phase } from "./timeline.ts";

/** Sources that are not watched: when machines booted does not matter for the end of the bootstrap. */
const UNWATCHED = ["talosMachineStatuses", "talosServices"];

/** How far the bootstrap has come. */
export interface UnderWay {
  /**
   * What must still happen before it is over, a sentence each; empty once the last milestone of every phase is reached.
   * What could not be read counts as still to come.
   */
  open: string[];
  /** The phases that are over. */
  over: Phase[];
  /** When it began, as far as the cluster says by now (RFC 3339), and its budget. Left out where there is none. */
  bootstrap?: { since: string; budgetMs: number };
}

export function underWay(observed: TimelineObserved, context: { profile: Profile; now: Date }): UnderWay {
  const { phases, unread = [], start } = timelineOf({ ...observed, followed: null }, context);
  const isOver = ({ end, ongoing = [], lost = [] }: Phase): boolean =>
    ongoing.length === 0 && (end !== undefined || lost.length > 0);
  const open = phases
    .filter((phase) => !isOver(phase))
    // the beginning is not waited for
    .map((phase) => ({
      ...phase,
      start: phase.start ?? { at: "", source: "", precisionMs: 0, basis: "inferred" as const },
    }));
  const budgetMs = context.profile.budget?.total;
  return {
    open: [
      ...gapsOf(open),
      ...unread.filter((source) => !UNWATCHED.includes(source)).map((source) => `${source} was not read`),
    ],
    over: phases.filter((phase) => phase.end !== undefined && isOver(phase)),
    ...(start && budgetMs !== undefined && { bootstrap: { since: start.at, budgetMs } }),
  };
}

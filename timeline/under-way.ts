import type { Profile } from "../clusters/profile.ts";
import { gapsOf } from "./phases.ts";
import { timelineOf } from "./rebuild.ts";
import type { TimelineObserved } from "./sources.ts";

/** Sources that are not watched: when machines booted does not matter for the end of the bootstrap. */
const UNWATCHED = ["talosMachineStatuses", "talosServices"];

/**
 * What must still happen before the bootstrap is over, a sentence each; empty once the last milestone of every phase is
 * reached. What could not be read counts as still to come.
 */
export function underWay(observed: TimelineObserved, context: { profile: Profile; now: Date }): string[] {
  const { phases, unread = [] } = timelineOf({ ...observed, followed: null }, context);
  const open = phases
    .filter(({ end, ongoing = [], lost = [] }) => ongoing.length > 0 || (!end && lost.length === 0))
    // the beginning is not waited for
    .map((phase) => ({
      ...phase,
      start: phase.start ?? { at: "", source: "", precisionMs: 0, basis: "inferred" as const },
    }));
  return [
    ...gapsOf(open),
    ...unread.filter((source) => !UNWATCHED.includes(source)).map((source) => `${source} was not read`),
  ];
}

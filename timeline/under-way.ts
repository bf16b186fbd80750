import type { Profile } from "../clusters/profile.ts";
import { gapsOf } from "./phases.ts";
import { timelineOf } from "./rebuild.ts";
import type { TimelineObserved } from "./sources.ts";

/** What machines say is not watched: when they booted says nothing about when the bootstrap is over. */
const UNWATCHED = ["talosMachineStatuses", "talosServices"];

/**
 * What is still to come before the bootstrap is over, a sentence each; none: the last milestone of each of the profile's
 * phases is reached. What could not be read is still to come: silence is no end.
 */
export function underWay(observed: TimelineObserved, context: { profile: Profile; now: Date }): string[] {
  const { phases, unread = [] } = timelineOf({ ...observed, followed: null }, context);
  const open = phases
    .filter(({ end, ongoing = [], lost = [] }) => ongoing.length > 0 || (!end && lost.length === 0))
    // when it began is not what is waited for
    .map((phase) => ({
      ...phase,
      start: phase.start ?? { at: "", source: "", precisionMs: 0, basis: "inferred" as const },
    }));
  return [
    ...gapsOf(open),
    ...unread.filter((source) => !UNWATCHED.includes(source)).map((source) => `${source} was not read`),
  ];
}

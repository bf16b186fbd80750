import type { Profile } from "../clusters/profile.ts";
import { skewsInWords, skewsOf, withSkew } from "./clocks.ts";
import { readinessIn } from "../observations/readiness.ts";
import { criticalPath } from "./critical-path.ts";
import { etcdRan, lateNodes, machinesOf, nodesOf } from "./members/machines.ts";
import type { Member } from "./members/member.ts";
import { observedIn, withObserved, type Observed } from "./observed.ts";
import { gapsOf, phaseNames, phaseOf } from "./phases.ts";
import { rolloutsOf } from "./members/rollouts.ts";
import { podsOf } from "./members/pods.ts";
import { doubtOf, earliest, latest, msOf } from "./points.ts";
import { pullEvents, pullsOf, type Pull } from "./members/pulls.ts";
import { crdsOf, firstRelease, fluxReleasesOf, kustomizationsOf, releasesOf } from "./members/releases.ts";
import { followedInWords, whatAteIt } from "./remarks.ts";
import { missingSources, TIMELINE_SOURCES, unreadMembers, type TimelineObserved } from "./sources.ts";
import { apiCameUp, startOf } from "./start.ts";
import type { Interval, Phase, Point, Timeline } from "./timeline.ts";
import { windowEnd, within } from "./window.ts";

/**
 * The bootstrap, rebuilt from what the cluster remembers: the members that had to become ready, the window of time that
 * belongs to the bootstrap, its phases, the critical path, and what took the time. What cannot be found is a gap and is
 * never guessed.
 */
export function timelineOf(observed: TimelineObserved, { profile, now }: { profile: Profile; now: Date }): Timeline {
  const asked = [profile, now.getTime(), ...TIMELINE_SOURCES.map((source) => observed[source])];
  if (last?.asked.every((value, index) => value === asked[index])) return last.timeline;
  const timeline = rebuilt(observed, { profile, now });
  last = { asked, timeline };
  return timeline;
}

/** Kept, because three checks ask for the timeline of the same moment. */
let last: { asked: readonly unknown[]; timeline: Timeline } | undefined;

function rebuilt(observed: TimelineObserved, { profile, now }: { profile: Profile; now: Date }): Timeline {
  const started = startOf(observed, profile);
  const skews = skewsOf(observed, now);
  const { followed } = observed;
  const seen = followed ? observedIn(followed) : undefined;
  const {
    members,
    end: windowMs,
    later,
    relapses,
  } = membersOf(observed, profile, { start: started.point, skews, seen });
  const pulls = pullsOf([...(observed.events ?? []), ...(followed ? pullEvents(followed) : [])]).filter(
    ({ interval }) => isWithin(interval, started.point, windowMs),
  );

  const phases = phaseNames(profile).map((name) =>
    phaseOf(name, members, { profile, now, begin: beginOf(name, members, observed, started.point) }),
  );
  const unread = missingSources(observed, profile);
  const gaps = [
    ...started.gaps,
    ...unread.map((source) => `${source} was not read`),
    ...gapsOf(phases),
    ...silentMachines(observed, profile),
  ];
  const isWhole = unread.length === 0 && phases.every(({ end }) => end !== undefined);
  const end = isWhole ? latest(phases.map((phase) => phase.end)) : undefined;
  const measured = measure(started.point, end, { phases, members, pulls, profile, now });
  return {
    ...(started.point && { start: started.point }),
    ...(end && { end }),
    phases,
    intervals: [...members.flatMap(intervalOf), ...pulls.map(({ interval }) => interval)],
    ...measured,
    remarks: [
      ...measured.remarks,
      ...started.remarks,
      ...(followed ? followedInWords(followed, seen?.aheadMs ?? 0) : []),
      ...firstOf(relapses),
      ...skewsInWords(skews),
      ...laterInWords(later, windowMs),
    ],
    gaps,
    ...(unread.length > 0 && { unread }),
    ...(windowMs !== undefined && { windowEnd: new Date(windowMs).toISOString() }),
  };
}

/**
 * The end of the bootstrap's activity. If it was watched, the watched time belongs to it however long nothing happened;
 * and once everything was seen up, it was over.
 */
function watchedEnd(
  members: readonly Member[],
  anchorMs: number,
  followed: TimelineObserved["followed"],
  seen: Observed | undefined,
): number {
  const quiet = windowEnd(members, anchorMs);
  if (!followed || !seen || Date.parse(followed.since) - seen.aheadMs > quiet) return quiet;
  return followed.ended === "milestone" ? seen.untilMs : windowEnd(members, Math.max(anchorMs, seen.untilMs));
}

/** Everything that had to become ready and belongs to the bootstrap. */
function membersOf(
  observed: TimelineObserved,
  profile: Profile,
  { start, skews, seen }: { start: Point | undefined; skews: ReadonlyMap<string, number>; seen: Observed | undefined },
): { members: Member[]; end: number | undefined; later: number; relapses: string[] } {
  const readiness = readinessIn(observed.nodes ?? [], observed.pods ?? []);
  const releases = releasesOf(observed, profile, readiness);
  const first = firstRelease(releases);
  const kustomizations = kustomizationsOf(observed, profile);
  const handover = kustomizations.find(({ phase }) => phase === "flux")?.start;
  const rollouts = rolloutsOf(observed.deployments ?? []);
  const setting = { profile, readiness, rollouts, handover, lateNodes: lateNodes(observed, profile, first) };
  // a source that was not read says nothing: what it would list is unknown, not absent
  const { nodes, customResourceDefinitions: crds, helmReleases, pods } = observed;
  const everything = [
    ...(nodes
      ? [...machinesOf(observed, profile), ...nodesOf(observed, profile, { readiness, firstRelease: first })]
      : []),
    ...(crds ? crdsOf(observed, profile, first) : []),
    ...(helmReleases ? releases : []),
    ...(observed.kustomizations ? kustomizations : []),
    ...(pods ? podsOf(pods, setting) : []),
    ...unreadMembers(missingSources(observed, profile)),
  ].map((member) => withSkew(member, skews));
  const anchor = latest([start, apiCameUp(observed)]);
  const watched = (members: readonly Member[]) =>
    seen ? withObserved(members, seen) : { members: [...members], relapses: [] };
  if (!anchor) return { ...watched(everything), end: undefined, later: 0 };
  const flux = fluxReleasesOf(observed, profile, Number.POSITIVE_INFINITY);
  const end = watchedEnd(watched([...everything, ...flux]).members, msOf(anchor), observed.followed, seen);
  const { members, relapses } = watched([...everything, ...fluxReleasesOf(observed, profile, end)]);
  return { ...within(members, end), end, relapses };
}

/** The beginning of a phase, where it is not that of its own members. */
function beginOf(
  name: Phase["name"],
  members: readonly Member[],
  observed: TimelineObserved,
  start: Point | undefined,
): Point | undefined {
  const api = apiCameUp(observed);
  if (name === "control-plane") return etcdRan(observed, api) ?? api;
  if (name !== "machines") return undefined;
  const boots = members.filter(({ kind }) => kind === "machine");
  const joined = earliest(boots.map(({ end }) => end));
  const isMark = start?.basis === "exact" && joined && msOf(start) <= msOf(joined);
  return isMark ? start : earliest(boots.map((boot) => boot.start));
}

/** At most this many members that became unready again are named; the rest is counted. */
const MOST_RELAPSES = 10;
const firstOf = (relapses: readonly string[]): string[] =>
  relapses.length <= MOST_RELAPSES
    ? [...relapses]
    : [
        ...relapses.slice(0, MOST_RELAPSES),
        `and ${relapses.length - MOST_RELAPSES} more that were ready, lost and ready again`,
      ];

interface Measured {
  phases: Phase[];
  members: Member[];
  pulls: Pull[];
  profile: Profile;
  now: Date;
}

function measure(
  start: Point | undefined,
  end: Point | undefined,
  { phases, members, pulls, profile, now }: Measured,
): Pick<Timeline, "budget" | "criticalPath" | "remarks"> {
  const totalMs = profile.budget?.total;
  if (!start || !end) {
    if (totalMs === undefined) return { criticalPath: [], remarks: [] };
    const atLeastMs = start && atLeast(start, members, now);
    const budget = {
      totalMs,
      basis: start?.basis ?? ("inferred" as const),
      ...(atLeastMs !== undefined && { atLeastMs }),
    };
    return { budget, criticalPath: [], remarks: [] };
  }
  const tookMs = Math.max(0, msOf(end) - msOf(start));
  const path = criticalPath(members, pulls, msOf(start), msOf(end));
  return {
    ...(totalMs !== undefined && { budget: { totalMs, tookMs, slackMs: totalMs - tookMs, basis: start.basis } }),
    criticalPath: path,
    remarks: whatAteIt(tookMs, { phases, pulls, path }),
  };
}

/** At least this long: until now where something is not ready, else until the last that was, less the uncertainty. */
function atLeast(start: Point, members: readonly Member[], now: Date): number | undefined {
  const ends = members.flatMap(({ end, ongoing }) => [
    ...(end ? [msOf(end) - doubtOf(end)] : []),
    ...(ongoing === undefined ? [] : [now.getTime()]),
  ]);
  if (ends.length === 0) return undefined;
  return Math.max(0, Math.max(...ends) - msOf(start) - doubtOf(start));
}

const intervalOf = ({ name, kind, start, end }: Member): Interval[] =>
  start && end ? [{ name, kind, start, end }] : [];

const isWithin = ({ start, end }: Interval, from: Point | undefined, to: number | undefined): boolean =>
  (from === undefined || msOf(end) >= msOf(from)) && (to === undefined || msOf(start) <= to);

/** Machines that did not answer: their boot is not known. */
function silentMachines({ talosMachineStatuses }: TimelineObserved, profile: Profile): string[] {
  if (!profile.talos || !talosMachineStatuses) return [];
  return profile.nodes
    .filter(({ name }) => !talosMachineStatuses.some(({ node, look }) => node === name && look.ok))
    .map(({ name }) => `${name} did not say when it booted`);
}

function laterInWords(later: number, end: number | undefined): string[] {
  if (later === 0 || end === undefined) return [];
  const at = new Date(end).toISOString();
  return [`the bootstrap's activity ceased at ${at}: ${later} objects that were made later are not counted`];
}

import { FLUX, QUIET_MS, type Change, type Followed, type Sighting, type Watched } from "../observations/followed.ts";
import type { Member } from "./members/member.ts";
import { msOf, pointAt } from "./points.ts";
import type { Point } from "./timeline.ts";

/** A stretch in which something was true. Without `toMs` its end was not seen. */
interface Span {
  from: Point;
  toMs?: number;
}

/** What was seen of one subject. */
interface History {
  made?: Point | undefined;
  spans: Map<Change["fact"], Span[]>;
}

/** What was seen, by subject, with the difference of the clocks taken off. */
export interface Observed {
  of(source: Watched, subject: string): History | undefined;
  /**
   * How far the clock of the watching machine is ahead of the API server's, in milliseconds; 0 where the difference is
   * too small to matter.
   */
  aheadMs: number;
  /** When the watching ended. */
  untilMs: number;
}

/** The API truncates its times to seconds. */
const TRUNCATED_MS = 1_000;
const TOLERATED_MS = 2_000;
/** How many objects must show the same difference of the clocks. */
const WITNESSES = 3;

export function observedIn({ sightings, until }: Followed): Observed {
  const aheadMs = clocksApart(sightings);
  const histories = new Map<string, History>();
  for (const sighting of sightings) {
    const key = keyOf(sighting.source, sighting.subject);
    const history = histories.get(key) ?? { spans: new Map() };
    histories.set(key, history);
    for (const change of sighting.changes) enter(history, sighting, change, aheadMs);
  }
  return {
    of: (source, subject) => histories.get(keyOf(source, subject)),
    aheadMs,
    untilMs: Date.parse(until) - aheadMs,
  };
}

const keyOf = (source: string, subject: string): string => `${source} ${subject}`;

function enter(history: History, sighting: Sighting, change: Change, aheadMs: number): void {
  const point = pointOf(sighting, change, aheadMs, history.made);
  if (change.fact === "exists") {
    if (change.is) history.made ??= point;
    // when the object is gone, nothing is true of it any more
    else for (const spans of history.spans.values()) end(spans, Date.parse(sighting.at) - aheadMs);
    return;
  }
  const spans = history.spans.get(change.fact) ?? [];
  history.spans.set(change.fact, spans);
  if (!change.is) end(spans, Date.parse(sighting.at) - aheadMs);
  else if (point && (spans.length === 0 || spans.at(-1)?.toMs !== undefined)) {
    // a time truncated to its second may lie before the end that was seen
    const last = spans.at(-1);
    if (last?.toMs !== undefined) last.toMs = Math.min(last.toMs, msOf(point));
    spans.push({ from: point });
  }
}

function end(spans: readonly Span[], toMs: number): void {
  const last = spans.at(-1);
  if (last) last.toMs ??= toMs;
}

/**
 * When something came about: between the last look at which it was not so and the first at which it was. The object's
 * own time counts where it lies in between; elsewhere its clock is wrong. What was so at the first look was not
 * observed: then the object's own time counts if it cannot have moved since, and otherwise nothing does.
 */
function pointOf(
  { at, after, source, subject }: Sighting,
  { fact, says }: Change,
  aheadMs: number,
  made: Point | undefined,
): Point | undefined {
  const what = fact === "exists" ? `creation of ${subject}` : `${fact} of ${subject}`;
  const said = pointAt(says, what);
  if (after === undefined) return FLUX.includes(source) && fact === "Ready" ? undefined : said;
  const [fromMs, toMs] = [Date.parse(after) - aheadMs, Date.parse(at) - aheadMs];
  if (!said || msOf(said) <= fromMs - TRUNCATED_MS || msOf(said) > toMs + TRUNCATED_MS)
    return { at: iso(toMs), source: what, precisionMs: Math.max(1, toMs - fromMs), basis: "observed" };
  // during a gap it may have come, gone and come again: the object's own time is that of the last
  const hidden = toMs - fromMs > QUIET_MS && !ONCE.includes(fact);
  const firstMs = Math.max(fromMs, made ? msOf(made) : fromMs);
  const precisionMs = hidden ? Math.max(said.precisionMs, msOf(said) - firstMs) : said.precisionMs;
  return { ...said, precisionMs, basis: "observed" };
}

const ONCE: readonly Change["fact"][] = ["exists", "Established", "deployed", "Pulled"];

/**
 * The difference of the clocks, from objects that were seen as soon as they were made: their creation time is the API
 * server's.
 */
function clocksApart(sightings: readonly Sighting[]): number {
  const apart = sightings
    .flatMap(({ at, after, changes }) => {
      const made = changes.find(({ fact, is }) => fact === "exists" && is)?.says;
      if (after === undefined || made === undefined) return [];
      const [seenMs, beforeMs] = [Date.parse(at), Date.parse(after)];
      return seenMs - beforeMs > QUIET_MS ? [] : [(seenMs + beforeMs) / 2 - Date.parse(made) - TRUNCATED_MS / 2];
    })
    .filter((ms) => !Number.isNaN(ms))
    .toSorted((a, b) => a - b);
  const median = apart[Math.floor(apart.length / 2)] ?? 0;
  return apart.length < WITNESSES || Math.abs(median) <= TOLERATED_MS ? 0 : median;
}

/** The observation that is a member's end. */
const ENDS: Partial<Record<Member["kind"], { fact: Change["fact"]; source: Watched }>> = {
  node: { source: "nodes", fact: "Ready" },
  crd: { source: "customResourceDefinitions", fact: "Established" },
  pod: { source: "pods", fact: "Ready" },
  kustomization: { source: "kustomizations", fact: "Ready" },
};

interface Track {
  history: History;
  fact: Change["fact"];
}

function trackOf(member: Member, observed: Observed): Track | undefined {
  const track = (source: Watched, fact: Change["fact"], subject = member.name): Track | undefined => {
    const history = observed.of(source, subject);
    return history && { history, fact };
  };
  if (member.kind === "machine") return track("nodes", "exists", member.name.replace("machine/", "node/"));
  if (member.kind === "release")
    return member.phase === "workloads" ? track("helmReleaseResources", "Ready") : track("helmSecrets", "deployed");
  const end = ENDS[member.kind];
  return end && track(end.source, end.fact);
}

/**
 * Members with what was seen instead of what the cluster remembers. The end of a member is the readiness that still
 * held when the watching ended: one that was ready early, became unready and came back counts with its return. What
 * becomes unready later is not part of the bootstrap.
 */
export function withObserved(
  members: readonly Member[],
  observed: Observed,
): { members: Member[]; relapses: string[] } {
  const relapses: string[] = [];
  const seen = members.map((member) => {
    const track = trackOf(member, observed);
    const spans = spansOf(member, track);
    const span = spanAt(spans, observed.untilMs);
    const first = spans.at(0);
    if (span && first && span !== first && first.toMs !== undefined)
      relapses.push(
        `${member.name} was ready at ${first.from.at}, lost at ${iso(first.toMs)} and ready again at ${span.from.at}`,
      );
    return settled(member, track?.history, span?.from);
  });
  return { members: seen, relapses };
}

function settled(member: Member, history: History | undefined, end: Point | undefined): Member {
  if (!history || !end) return member;
  const { ongoing: _, lost: __, ...rest } = member;
  const made = startOf(member, history);
  const moments = [made, end].flatMap((point): [number, number][] => (point ? [[msOf(point), msOf(point)]] : []));
  const isSeen = end.basis === "observed";
  return { ...rest, ...(made && { start: made }), end, busy: isSeen ? moments : [...member.busy, ...moments] };
}

/**
 * The start of a member. A machine boots before it is a node, Helm records its own start, and a static pod runs before
 * its mirror pod.
 */
function startOf({ kind, phase, start }: Member, { made }: History): Point | undefined {
  const says = kind === "machine" || (kind === "release" && phase !== "workloads");
  if (!made || (says && start) || kind === "machine") return start;
  return start && msOf(start) < msOf(made) ? start : made;
}

/** When it was ready: as it was seen, and before that as the cluster remembers it. */
function spansOf({ kind, end }: Member, track: Track | undefined): Span[] {
  const { history, fact } = track ?? {};
  if (kind === "machine" && history?.made) return [{ from: history.made }];
  const spans = fact === undefined ? [] : (history?.spans.get(fact) ?? []);
  // a revision that an upgrade supersedes was deployed all the same
  const held: Span[] = fact === "deployed" ? spans.slice(0, 1).map(({ from }) => ({ from })) : spans;
  const last = held.at(-1);
  const remembered = end && (!last || (last.toMs !== undefined && msOf(end) + TRUNCATED_MS > last.toMs));
  return remembered ? [...held, { from: end }] : held;
}

/** The stretch that holds at a moment, or the next one. */
const spanAt = (spans: readonly Span[], ms: number): Span | undefined =>
  spans.find(({ from, toMs }) => msOf(from) > ms || toMs === undefined || toMs > ms);

const iso = (ms: number): string => new Date(ms).toISOString();

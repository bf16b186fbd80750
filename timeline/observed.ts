import { FLUX, QUIET_MS, type Change, type Followed, type Sighting, type Watched } from "../observations/followed.ts";
import type { Member } from "./members/member.ts";
import { msOf, pointAt } from "./points.ts";
import type { Point } from "./timeline.ts";

/** A stretch in which something held; without `toMs` it was not seen to end. */
interface Span {
  from: Point;
  toMs?: number;
}

/** What was seen of one subject. */
interface History {
  made?: Point | undefined;
  spans: Map<Change["fact"], Span[]>;
}

/** What was seen, by subject, with the clocks set against each other. */
export interface Observed {
  of(source: Watched, subject: string): History | undefined;
  /** How far the watching machine's clock is ahead of the API server's, in milliseconds; 0 where it is not notable. */
  aheadMs: number;
  /** When the watching ended. */
  untilMs: number;
}

/** The API truncates its times to seconds. */
const TRUNCATED_MS = 1_000;
const TOLERATED_MS = 2_000;
/** So many objects must agree about the clocks. */
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
    // what is gone holds no more
    else for (const spans of history.spans.values()) end(spans, Date.parse(sighting.at) - aheadMs);
    return;
  }
  const spans = history.spans.get(change.fact) ?? [];
  history.spans.set(change.fact, spans);
  if (!change.is) end(spans, Date.parse(sighting.at) - aheadMs);
  else if (point && (spans.length === 0 || spans.at(-1)?.toMs !== undefined)) {
    // a time cut to its second may lie before the fall that was seen
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
 * When it came about: between the last moment at which it was not so and the one at which it was seen. The object's own
 * word counts where it lies in between; elsewhere its clock is off. What was so at the first look was not observed: the
 * object's word at that time, as long as it cannot have moved before, and else nothing.
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
  // in a gap it may have come, gone and come again since it was made: what is said is the last time
  const hidden = toMs - fromMs > QUIET_MS && !ONCE.includes(fact);
  const firstMs = Math.max(fromMs, made ? msOf(made) : fromMs);
  const precisionMs = hidden ? Math.max(said.precisionMs, msOf(said) - firstMs) : said.precisionMs;
  return { ...said, precisionMs, basis: "observed" };
}

const ONCE: readonly Change["fact"][] = ["exists", "Established", "deployed", "Pulled"];

/** By objects that were seen at once when they were made: their creation is by the API server's clock. */
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

/** Where a member's end is seen. */
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
 * Members with what was seen in place of what is remembered. A member's end is the readiness that still held when the
 * watching ended, which is when all were up: one that was ready early, fell and came back counts with its return. What
 * falls later is no part of the bootstrap.
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

/** A machine boots before it is a node; Helm says itself when it began; a static pod runs before its mirror. */
function startOf({ kind, phase, start }: Member, { made }: History): Point | undefined {
  const says = kind === "machine" || (kind === "release" && phase !== "workloads");
  if (!made || (says && start) || kind === "machine") return start;
  return start && msOf(start) < msOf(made) ? start : made;
}

/** When it was ready: as it was seen, and beyond that as it is remembered. */
function spansOf({ kind, end }: Member, track: Track | undefined): Span[] {
  const { history, fact } = track ?? {};
  if (kind === "machine" && history?.made) return [{ from: history.made }];
  const spans = fact === undefined ? [] : (history?.spans.get(fact) ?? []);
  // an upgrade supersedes what was deployed: it was deployed all the same
  const held: Span[] = fact === "deployed" ? spans.slice(0, 1).map(({ from }) => ({ from })) : spans;
  const last = held.at(-1);
  const remembered = end && (!last || (last.toMs !== undefined && msOf(end) + TRUNCATED_MS > last.toMs));
  return remembered ? [...held, { from: end }] : held;
}

/** The stretch that holds at a moment, or the next one after it. */
const spanAt = (spans: readonly Span[], ms: number): Span | undefined =>
  spans.find(({ from, toMs }) => msOf(from) > ms || toMs === undefined || toMs > ms);

const iso = (ms: number): string => new Date(ms).toISOString();

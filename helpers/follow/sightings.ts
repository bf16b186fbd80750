import { QUIET_MS, type Change, type Sighting, type Unwatched, type Watched } from "../../observations/followed.ts";
import { uidOf } from "../../observations/kubernetes.ts";
import type { KubernetesObject } from "../../observations/objects.ts";
import { changesOf, isSteady, subjectIn } from "./changes.ts";

/** An event for the journal. */
export type Seen = ({ event: "observed" } & Sighting) | ({ event: "unobserved" } & Unwatched);

/**
 * Turns lists and watch events into changes, each with the time when it was seen and the last time before at which it
 * was not so.
 */
export interface Sightings {
  /**
   * A complete list: what it lacks does not exist. `begunMs`: when the request was sent; `doneMs`: when its answer was
   * complete.
   */
  listed(source: Watched, objects: readonly KubernetesObject[], begunMs: number, doneMs: number): void;
  changed(source: Watched, type: "ADDED" | "MODIFIED" | "DELETED", object: KubernetesObject, atMs: number): void;
  /** The watch is open and has sent everything up to now. */
  alive(source: Watched, atMs: number): void;
  /**
   * The API does not serve the kind: no such object exists yet. Where some existed before, this says nothing: an API
   * server may have just started.
   */
  unserved(source: Watched, message: string, begunMs: number, doneMs: number): void;
  /** The kind could not be read. */
  trouble(source: Watched, message: string, atMs: number): void;
  /** The kinds that have been silent for long. */
  silent(atMs: number): Watched[];
  /** Watching is over. A kind that was silent for long gets a gap. */
  end(atMs: number): void;
}

export function sightings(record: (seen: Seen) => void): Sightings {
  const pictures = new Map<Watched, Picture>();
  const pictureOf = (source: Watched): Picture => {
    const picture = pictures.get(source) ?? { source, objects: new Map<string, Known>() };
    pictures.set(source, picture);
    return picture;
  };
  const close = (picture: Picture, atMs: number): void => {
    const gap = gapOf(picture, atMs);
    if (gap) record({ event: "unobserved", ...gap });
  };
  const hear = (picture: Picture, atMs: number): number | undefined => {
    close(picture, atMs);
    return heard(picture, atMs);
  };

  const it: Sightings = {
    listed(source, objects, begunMs, doneMs) {
      const picture = pictureOf(source);
      close(picture, begunMs);
      const moment = { atMs: doneMs, afterMs: picture.wholeMs };
      const there = new Set(objects.map(uidOf));
      for (const uid of picture.objects.keys()) if (!there.has(uid)) gone(picture, uid, moment).forEach(record);
      for (const object of objects) noted(picture, object, moment).forEach(record);
      picture.wholeMs = begunMs;
      delete picture.trouble;
      delete picture.burst;
    },
    changed(source, type, object, atMs) {
      const picture = pictureOf(source);
      const moment = { atMs, afterMs: hear(picture, atMs) };
      const seen = type === "DELETED" ? gone(picture, uidOf(object), moment) : noted(picture, object, moment);
      seen.forEach(record);
    },
    alive(source, atMs) {
      const picture = pictureOf(source);
      if (picture.wholeMs !== undefined) hear(picture, atMs);
    },
    unserved(source, message, begunMs, doneMs) {
      if (pictureOf(source).objects.size === 0) it.listed(source, [], begunMs, doneMs);
      else it.trouble(source, message, begunMs);
    },
    trouble(source, message, atMs) {
      const picture = pictureOf(source);
      picture.vainMs ??= atMs;
      picture.trouble = message;
    },
    silent: (atMs) => [...pictures.values()].flatMap((picture) => gapOf(picture, atMs)?.source ?? []),
    end(atMs) {
      for (const picture of pictures.values()) close(picture, atMs);
    },
  };
  return it;
}

/** What is known of one kind. */
interface Picture {
  source: Watched;
  objects: Map<string, Known>;
  /** When a list or the watch last brought something; `undefined` before the first list. */
  wholeMs?: number;
  /** Events that came right after one another: a stream that stalled delivers everything it held at once. */
  burst?: { beganMs: number; lastMs: number; beforeMs: number };
  /** When the kind was first tried in vain. */
  vainMs?: number;
  trouble?: string;
}

/** What was last seen of one object. Ten thousand pods are held, so this is small. */
interface Known {
  subject: string;
  facts: Map<Change["fact"], { is: boolean; says?: string | undefined }>;
  /** How many changes were recorded. */
  changes: number;
}

/** When something was seen, and when it was last seen otherwise. */
interface Moment {
  atMs: number;
  afterMs: number | undefined;
}

/** After this many changes of one object no more are recorded: a crash loop must not fill the journal. */
const MOST_CHANGES = 60;
/** After this pause the next event begins a new burst. */
const PAUSE_MS = 500;

/** The gap since the last sign of life, if it was long. */
function gapOf({ source, wholeMs, vainMs, trouble }: Picture, atMs: number): Unwatched | undefined {
  const sinceMs = wholeMs ?? vainMs;
  if (sinceMs === undefined || atMs - sinceMs <= QUIET_MS) return undefined;
  return { source, from: iso(sinceMs), until: iso(atMs), why: trouble ?? "the watch was silent" };
}

/**
 * Notes a sign of life from the watch. Returns since when the change may have been so: since before the burst, but not
 * longer ago than a silence that counts as a gap.
 */
function heard(picture: Picture, atMs: number): number | undefined {
  const { wholeMs, burst: before } = picture;
  if (wholeMs === undefined) return undefined;
  const goesOn = before && atMs - before.lastMs <= PAUSE_MS;
  const burst = goesOn ? { ...before, lastMs: atMs } : { beganMs: atMs, lastMs: atMs, beforeMs: wholeMs };
  Object.assign(picture, { burst, wholeMs: atMs });
  delete picture.trouble;
  return atMs - burst.beganMs > QUIET_MS ? Math.max(burst.beforeMs, atMs - QUIET_MS) : burst.beforeMs;
}

function noted(picture: Picture, object: KubernetesObject, moment: Moment): Seen[] {
  const { source, objects } = picture;
  const uid = uidOf(object);
  const known = objects.get(uid) ?? { subject: subjectIn(source, object), facts: new Map(), changes: 0 };
  objects.set(uid, known);
  return eventsOf(picture, uid, known, newChanges(known, source, object), moment);
}

function gone(picture: Picture, uid: string, moment: Moment): Seen[] {
  const known = picture.objects.get(uid);
  picture.objects.delete(uid);
  // Kubernetes deletes events after an hour
  if (!known || picture.source === "events") return [];
  return eventsOf(picture, uid, known, [{ fact: "exists", is: false }], moment);
}

function eventsOf(
  { source }: Picture,
  uid: string,
  known: Known,
  changes: readonly Change[],
  { atMs, afterMs }: Moment,
): Seen[] {
  for (const { fact, is, says } of changes) known.facts.set(fact, { is, says });
  if (changes.length === 0 || known.changes > MOST_CHANGES) return [];
  known.changes += changes.length;
  const at = iso(atMs);
  const { subject } = known;
  const after = afterMs === undefined ? {} : { after: iso(afterMs) };
  const seen: Seen = { event: "observed", at, ...after, source, subject, uid, changes: [...changes] };
  if (known.changes <= MOST_CHANGES) return [seen];
  const why = `${subject} changed more than ${MOST_CHANGES} times: it is followed no further`;
  return [seen, { event: "unobserved", source, from: at, until: at, why }];
}

/** The changes against what was known. */
function newChanges(known: Known, source: Watched, object: KubernetesObject): Change[] {
  return changesOf(source, object).flatMap((now): Change[] => {
    const before = known.facts.get(now.fact);
    if (before?.is === now.is) {
      const again = now.is && before.says !== now.says && isSteady(source, now);
      return again ? [{ fact: now.fact, is: false }, now] : [];
    }
    // a condition that was never true is not recorded as lost
    return before === undefined && !now.is ? [] : [now];
  });
}

const iso = (ms: number): string => new Date(ms).toISOString();

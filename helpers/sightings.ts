import { conditionOf, subjectOf } from "../criteria/kubernetes.ts";
import type { CustomResource, Event, KubernetesObject } from "../criteria/objects.ts";
import {
  FLUX,
  QUIET_MS,
  type Change,
  type Sighting,
  type Unwatched,
  type Watched,
} from "../criteria/derive/timeline/followed.ts";

/** What is told to the journal. */
export type Seen = ({ event: "observed" } & Sighting) | ({ event: "unobserved" } & Unwatched);

/** Turns lists and the events of watches into what came about, with the instant and since when it may have been so. */
export interface Sightings {
  /** A whole list: what it lacks is not there. `begunMs`: the request was sent; `doneMs`: its answer was whole. */
  listed(source: Watched, objects: readonly KubernetesObject[], begunMs: number, doneMs: number): void;
  changed(source: Watched, type: "ADDED" | "MODIFIED" | "DELETED", object: KubernetesObject, atMs: number): void;
  /** The watch is alive and has told everything up to now. */
  alive(source: Watched, atMs: number): void;
  /** It could not be looked at. */
  trouble(source: Watched, message: string, atMs: number): void;
  /** Nobody watches any more: what was silent for long is a gap. */
  end(atMs: number): void;
}

/** One object's facts as they were seen last: of ten thousand pods no more than this is held. */
interface Known {
  subject: string;
  facts: Map<Change["fact"], { is: boolean; says?: string | undefined }>;
  told: number;
}

interface Picture {
  objects: Map<string, Known>;
  /** The last sign of life: the watch, or a list, was heard of; `undefined` before the first list. */
  wholeMs?: number;
  /** Messages that came one upon the other: a stream that stalled delivers late what it held, all at once. */
  burst?: { beganMs: number; lastMs: number; beforeMs: number };
  /** The first time that it was looked at in vain. */
  vainMs?: number;
  trouble?: string;
}

/** When it was seen, and the last moment at which it was not so. */
interface Moment {
  atMs: number;
  afterMs: number | undefined;
}

/** What flips more often is told no more: a crash loop must not fill the journal. */
const MOST_CHANGES = 60;
/** A pause that ends a burst. */
const PAUSE_MS = 500;

export function sightings(tell: (seen: Seen) => void): Sightings {
  const pictures = new Map<Watched, Picture>();
  const pictureOf = (source: Watched): Picture => {
    const picture = pictures.get(source) ?? { objects: new Map<string, Known>() };
    pictures.set(source, picture);
    return picture;
  };

  /** The time since the last sign of life was a gap if it was long. */
  const close = (source: Watched, picture: Picture, atMs: number): void => {
    const { wholeMs, vainMs, trouble } = picture;
    const sinceMs = wholeMs ?? vainMs;
    if (sinceMs !== undefined && atMs - sinceMs > QUIET_MS)
      tell({
        event: "unobserved",
        source,
        from: iso(sinceMs),
        until: iso(atMs),
        why: trouble ?? "the watch was silent",
      });
  };
  const whole = (picture: Picture, atMs: number): void => {
    picture.wholeMs = atMs;
    delete picture.trouble;
  };

  /** The watch said something; gives since when it may have been so: since before the burst, but none lasts for long. */
  const heard = (source: Watched, picture: Picture, atMs: number): number | undefined => {
    if (picture.wholeMs === undefined) return undefined;
    close(source, picture, atMs);
    if (!picture.burst || atMs - picture.burst.lastMs > PAUSE_MS)
      picture.burst = { beganMs: atMs, lastMs: atMs, beforeMs: picture.wholeMs };
    const { burst } = picture;
    burst.lastMs = atMs;
    whole(picture, atMs);
    return atMs - burst.beganMs > QUIET_MS ? Math.max(burst.beforeMs, atMs - QUIET_MS) : burst.beforeMs;
  };

  function note(source: Watched, picture: Picture, object: KubernetesObject, seen: Moment): void {
    const uid = uidOf(object);
    const known = picture.objects.get(uid) ?? { subject: subjectIn(source, object), facts: new Map(), told: 0 };
    picture.objects.set(uid, known);
    report(source, uid, known, changesOf(known, source, object), seen);
  }

  function gone(source: Watched, picture: Picture, uid: string, seen: Moment): void {
    const known = picture.objects.get(uid);
    picture.objects.delete(uid);
    // events expire: that is no news
    if (known && source !== "events") report(source, uid, known, [{ fact: "exists", is: false }], seen);
  }

  function report(
    source: Watched,
    uid: string,
    known: Known,
    changes: readonly Change[],
    { atMs, afterMs }: Moment,
  ): void {
    for (const { fact, is, says } of changes) known.facts.set(fact, { is, says });
    if (changes.length === 0 || known.told > MOST_CHANGES) return;
    known.told += changes.length;
    const at = iso(atMs);
    const { subject } = known;
    const after = afterMs === undefined ? {} : { after: iso(afterMs) };
    tell({ event: "observed", at, ...after, source, subject, uid, changes: [...changes] });
    if (known.told > MOST_CHANGES) {
      const why = `${subject} changed more than ${MOST_CHANGES} times: it is followed no further`;
      tell({ event: "unobserved", source, from: at, until: at, why });
    }
  }

  return {
    listed(source, objects, begunMs, doneMs) {
      const picture = pictureOf(source);
      close(source, picture, begunMs);
      const seen = { atMs: doneMs, afterMs: picture.wholeMs };
      const there = new Set(objects.map(uidOf));
      for (const uid of picture.objects.keys()) if (!there.has(uid)) gone(source, picture, uid, seen);
      for (const object of objects) note(source, picture, object, seen);
      whole(picture, begunMs);
      delete picture.burst;
    },
    changed(source, type, object, atMs) {
      const picture = pictureOf(source);
      const seen = { atMs, afterMs: heard(source, picture, atMs) };
      if (type === "DELETED") gone(source, picture, uidOf(object), seen);
      else note(source, picture, object, seen);
    },
    alive(source, atMs) {
      heard(source, pictureOf(source), atMs);
    },
    trouble(source, message, atMs) {
      const picture = pictureOf(source);
      picture.vainMs ??= atMs;
      picture.trouble = message;
    },
    end(atMs) {
      for (const [source, picture] of pictures) close(source, picture, atMs);
    },
  };
}

/** What is otherwise than it was known. */
function changesOf(known: Known, source: Watched, object: KubernetesObject): Change[] {
  return factsOf(source, object).flatMap((now): Change[] => {
    const before = known.facts.get(now.fact);
    if (before?.is === now.is) {
      const again = now.is && before.says !== now.says && isSteady(source, now);
      return again ? [{ fact: now.fact, is: false }, now] : [];
    }
    // what was never so is no news
    return before === undefined && !now.is ? [] : [now];
  });
}

/**
 * Whether a condition's time moves only with its status: then another time says that it was lost and came back unseen.
 * Flux moves it with every message: https://github.com/fluxcd/pkg/blob/main/runtime/conditions/setter.go
 */
const isSteady = (source: Watched, { fact }: Change): boolean =>
  (source === "pods" || source === "nodes") && fact !== "exists";

/** The facts that make the timeline, as the object tells them. */
function factsOf(source: Watched, object: KubernetesObject): Change[] {
  if (source === "events") return [pulled(object as Event)];
  const { creationTimestamp, labels } = object.metadata ?? {};
  const exists: Change = { fact: "exists", is: true, ...(creationTimestamp && { says: creationTimestamp }) };
  if (source === "helmSecrets") {
    const is = labels?.["status"] === "deployed";
    const seconds = Number(labels?.["modifiedAt"]);
    // whole seconds, and not to be taken for milliseconds
    return [
      exists,
      { fact: "deployed", is, ...(is && seconds > 0 && { says: iso(seconds * 1000).replace(".000", "") }) },
    ];
  }
  return [exists, ...(CONDITIONS[source] ?? []).flatMap((fact) => condition(source, object as CustomResource, fact))];
}

const CONDITIONS: Partial<Record<Watched, readonly Change["fact"][]>> = {
  nodes: ["Ready"],
  customResourceDefinitions: ["Established"],
  pods: ["PodScheduled", "Initialized", "Ready"],
  gitRepositories: ["Ready"],
  ociRepositories: ["Ready"],
  kustomizations: ["Ready"],
  helmReleaseResources: ["Ready"],
};

/** Flux says Unknown while it reconciles once more: what was applied stays applied until it says False. */
function condition(source: Watched, object: CustomResource, fact: Change["fact"]): Change[] {
  const found = conditionOf(object, fact);
  if (found?.status === "Unknown" && FLUX.includes(source)) return [];
  const says = found?.lastTransitionTime;
  return [{ fact, is: found?.status === "True", ...(says && { says }) }];
}

function pulled({ message, source, reportingInstance, eventTime, firstTimestamp, lastTimestamp }: Event): Change {
  const says = eventTime ?? firstTimestamp ?? lastTimestamp;
  const node = source?.host ?? reportingInstance;
  return {
    ...{ fact: "Pulled", is: true, text: (message ?? "").slice(0, MOST_TEXT) },
    ...(says && { says }),
    ...(node && { node }),
  };
}

const MOST_TEXT = 400;

const KINDS: Record<Watched, string> = {
  nodes: "node",
  namespaces: "namespace",
  customResourceDefinitions: "customresourcedefinition",
  helmSecrets: "helmrelease",
  pods: "pod",
  events: "pod",
  gitRepositories: "gitrepository",
  ociRepositories: "ocirepository",
  kustomizations: "kustomization",
  helmReleaseResources: "helmrelease",
};

function subjectIn(source: Watched, object: KubernetesObject): string {
  const kind = KINDS[source];
  const { namespace, name, labels } = object.metadata ?? {};
  if (source === "helmSecrets") return `${kind}/${namespace}/${labels?.["name"] ?? name}`;
  if (source !== "events") return subjectOf(kind, object);
  const involved = (object as Event).involvedObject;
  return `${kind}/${involved?.namespace}/${involved?.name}`;
}

const uidOf = ({ metadata }: KubernetesObject): string => metadata?.uid ?? `${metadata?.namespace}/${metadata?.name}`;

const iso = (ms: number): string => new Date(ms).toISOString();

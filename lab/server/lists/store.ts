import { isDeepStrictEqual } from "node:util";
import type { LabObject } from "../../world.ts";
import { groupOf } from "../resources/resources.ts";

/** The objects of a world under increasing resource versions, and how they came to be what they are. */
export interface Store {
  /** Of the newest change. */
  readonly version: number;
  /** What changed before this can no longer be told. */
  readonly oldest: number;
  /** Replaces everything; what is equal keeps its resource version. */
  set(objects: readonly LabObject[]): Change[];
  get(kind: string, key: string): Stored | undefined;
  /** In the order of etcd's keys. At an older version: what was there then. */
  list(kind: string, at?: number): readonly Stored[];
  /** The changes after `version`. */
  since(version: number): Change[];
}

export interface Stored {
  /** `namespace/name`, or `name`. */
  key: string;
  version: number;
  /** With its resource version. */
  object: LabObject;
  /** As the world gave it. */
  source: LabObject;
  /** Its JSON as an item of a list, once somebody asked: of a built-in kind, or under the version that is named. */
  item?: { as: string; text: string };
}

export interface Change {
  type: "ADDED" | "MODIFIED" | "DELETED";
  version: number;
  /** `group/Kind`. */
  kind: string;
  key: string;
  before?: Stored;
  /** Of a deletion: the last state under the version of the deletion, as the API sends it. */
  after: Stored;
}

/** As many changes are remembered: beyond them a watch is told 410, as etcd's compaction would. */
const REMEMBERED = 10_000;

export function createStore(objects: readonly LabObject[]): Store {
  const kinds = new Map<string, Map<string, Stored>>();
  const sorted = new Map<string, Stored[]>();
  let history: Change[] = [];
  let version = 1;
  let oldest = 1;

  const change = (kind: string, key: string, before: Stored | undefined, source: LabObject | undefined): Change => {
    version++;
    const object = source ?? before?.source;
    if (object === undefined) throw new Error(`${kind} ${key} is neither before nor after`);
    const after = stored(key, version, object);
    const held = kinds.get(kind) ?? new Map<string, Stored>();
    kinds.set(kind, held);
    if (source) held.set(key, after);
    else held.delete(key);
    sorted.delete(kind);
    const type = source === undefined ? "DELETED" : before === undefined ? "ADDED" : "MODIFIED";
    return { type, version, kind, key, after, ...(before ? { before } : {}) };
  };

  const set = (next: readonly LabObject[]): Change[] => {
    const changes: Change[] = [];
    const seen = new Map<string, Set<string>>();
    for (const object of next) {
      const { kind, key } = placeOf(object);
      const keys = seen.get(kind) ?? new Set<string>();
      seen.set(kind, keys.add(key));
      const before = kinds.get(kind)?.get(key);
      if (before && (before.source === object || isDeepStrictEqual(before.source, object))) continue;
      changes.push(change(kind, key, before, object));
    }
    for (const [kind, held] of kinds) {
      const keys = seen.get(kind);
      if (keys?.size === held.size) continue;
      for (const [key, before] of held) {
        if (!keys?.has(key)) changes.push(change(kind, key, before, undefined));
      }
    }
    history.push(...changes);
    if (history.length > REMEMBERED) {
      oldest = history.at(-REMEMBERED - 1)?.version ?? oldest;
      history = history.slice(-REMEMBERED);
    }
    return changes;
  };

  set(objects);
  history = [];
  oldest = version;

  const current = (kind: string): Stored[] => {
    const known = sorted.get(kind);
    if (known) return known;
    const list = [...(kinds.get(kind)?.values() ?? [])].sort(byKey);
    sorted.set(kind, list);
    return list;
  };

  return {
    get version() {
      return version;
    },
    get oldest() {
      return oldest;
    },
    set,
    get: (kind, key) => kinds.get(kind)?.get(key),
    list: (kind, at = version) => {
      const later = history.filter((it) => it.version > at && it.kind === kind);
      return later.length === 0 ? current(kind) : rewound(current(kind), later);
    },
    since: (from) => history.filter((it) => it.version > from),
  };
}

/** `group/Kind`. Events are one kind under two groups, as in the API. */
export function kindOf({ apiVersion, kind }: { apiVersion: string; kind: string }): string {
  const group = groupOf(apiVersion);
  return `${group === "events.k8s.io" ? "" : group}/${kind}`;
}

/** Asked for each object at each change of worlds, which share most of theirs. */
function placeOf(object: LabObject): { kind: string; key: string } {
  const known = places.get(object);
  if (known) return known;
  const place = { kind: kindOf(object), key: keyOf(object.metadata.namespace, object.metadata.name) };
  places.set(object, place);
  return place;
}

const places = new WeakMap<LabObject, { kind: string; key: string }>();

export const keyOf = (namespace: string | undefined, name: string): string =>
  namespace ? `${namespace}/${name}` : name;

function stored(key: string, version: number, source: LabObject): Stored {
  const metadata = { ...source.metadata, resourceVersion: String(version) };
  return { key, version, source, object: { ...source, metadata } };
}

/** The list before the later changes, undone newest first. */
function rewound(list: readonly Stored[], later: readonly Change[]): Stored[] {
  const held = new Map(list.map((it) => [it.key, it]));
  for (const { key, before } of later.toReversed()) {
    if (before) held.set(key, before);
    else held.delete(key);
  }
  return [...held.values()].sort(byKey);
}

const byKey = (a: Stored, b: Stored): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

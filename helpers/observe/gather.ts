import { uidOf } from "../../observations/kubernetes.ts";
import type { KubernetesObject } from "../../observations/objects.ts";
import type { SourceResult, SourceResults, Observations, SourceKey } from "../../observations/observations.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { monotonicMs, now } from "../wait/clock.ts";
import type { ApiClient } from "../kube/client.ts";
import { LISTS, type ListKey } from "./api/lists.ts";
import { prune } from "./api/prune.ts";
import type { Seen, SourceContext, Source } from "./source.ts";
import { SourceError, troubleOf } from "../trouble.ts";

/** Reads sources, several at once, and remembers each answer with its time. Interprets nothing. */
export interface Gatherer {
  /** What these sources say. An answer older than `maxAgeMs`, or none, is read now, in parallel. */
  look(keys: readonly SourceKey[], maxAgeMs: number): Promise<SourceResults>;
  /** A list that a watch can keep current; `undefined` where it could not be read. */
  collection(key: ListKey): Collection | undefined;
  /** Everything that was seen so far. */
  seen(): SourceResults;
}

export interface Collection {
  readonly resourceVersion: string;
  apply(type: "ADDED" | "MODIFIED" | "DELETED", object: KubernetesObject): void;
  /** The watch brought nothing new: what is held is current. */
  confirm(resourceVersion?: string): void;
}

export type SourceTable = { [Key in Exclude<SourceKey, ListKey>]: Source<Key> };

export const isList = (key: SourceKey): key is ListKey => key in LISTS;

export function gatherer(
  context: SourceContext & { api: ApiClient },
  sources: SourceTable,
  record: (event: RunEvent) => void,
): Gatherer {
  const held = new Map<SourceKey, Held>();

  const read = async (key: SourceKey): Promise<Held> => {
    const started = monotonicMs();
    const done = (
      outcome: { ok: true; value: unknown } | { ok: false; error: unknown },
      more: Partial<Held> = {},
      asOf = context.api.clock.now(),
    ): Held => {
      const common = { ...moments(asOf), tookMs: Math.round(monotonicMs() - started) };
      const look: SourceResult<unknown> = outcome.ok
        ? { ok: true, value: outcome.value, ...common }
        : { ok: false, trouble: troubleOf(outcome.error), ...common };
      record({
        event: "source-read",
        at: common.at,
        source: key,
        ok: look.ok,
        tookMs: common.tookMs,
        ...(!look.ok && { trouble: look.trouble.message }),
      });
      return { look, readAtMs: monotonicMs(), ...more };
    };
    try {
      if (!isList(key)) return done({ ok: true, value: await sources[key](context, seen) });
      const list = LISTS[key];
      const { items, resourceVersion, at } = await context.api.snapshot(list, list, prune(list));
      return done({ ok: true, value: items }, { items: byUid(items), resourceVersion }, at);
    } catch (error) {
      return done({ ok: false, error });
    }
  };

  const reading = new Map<SourceKey, Promise<Held>>();
  const readOnce = async (key: SourceKey): Promise<Held> => {
    const pending = reading.get(key) ?? read(key).finally(() => reading.delete(key));
    reading.set(key, pending);
    const found = await pending;
    held.set(key, found);
    return found;
  };

  const seen = memoryOf({ held, reading, readOnce });

  return {
    async look(keys, maxAgeMs) {
      const entries = await Promise.all(
        keys.map(async (key) => {
          const known = held.get(key);
          const fresh = known && !reading.has(key) && monotonicMs() - known.readAtMs <= maxAgeMs;
          return [key, lookOf(fresh ? known : await readOnce(key))] as const;
        }),
      );
      return Object.fromEntries(entries);
    },
    collection: (key) => {
      const known = held.get(key);
      return known?.look.ok && known.items
        ? collection(known as ListHeld, prune(LISTS[key]), () => context.api.clock.now())
        : undefined;
    },
    seen: () => Object.fromEntries([...held].map(([key, known]) => [key, lookOf(known)])),
  };
}

/** What is so at this moment of this machine, and at that of the cluster where they differ. */
function moments(asOf: Date): { at: string; asOf?: string } {
  const at = now().toISOString();
  const told = asOf.toISOString();
  return told === at ? { at } : { at, asOf: told };
}

/** What a source may take from this run's memory. */
function memoryOf({ held, reading, readOnce }: Memory): Seen {
  const lookedAt = async <Key extends SourceKey>(key: Key): Promise<Observations[Key]> => {
    const { look } = held.get(key) ?? (await readOnce(key));
    if (!look.ok) throw new SourceError(look.trouble.kind, look.trouble.message, look.trouble);
    return look.value as Observations[Key];
  };
  return Object.assign(lookedAt, {
    lately<Key extends SourceKey>(key: Key): Promise<SourceResult<Observations[Key]>> | undefined {
      const known = held.get(key);
      const isFresh = known !== undefined && monotonicMs() - known.readAtMs <= LATELY_MS;
      const found = reading.get(key) ?? (isFresh ? Promise.resolve(known) : undefined);
      return found?.then((it) => lookOf(it) as SourceResult<Observations[Key]>);
    },
  });
}

interface Memory {
  held: ReadonlyMap<SourceKey, Held>;
  reading: ReadonlyMap<SourceKey, Promise<Held>>;
  readOnce(key: SourceKey): Promise<Held>;
}

/** What one source takes over from another is as old as this at most. */
const LATELY_MS = 10_000;

interface Held {
  look: SourceResult<unknown>;
  readAtMs: number;
  items?: Map<string, KubernetesObject>;
  /** Whether a watch changed `items` since `look` was made. */
  changed?: boolean;
  resourceVersion?: string;
}

/** Makes the list anew only when somebody asks, not at each change of ten thousand pods. */
function lookOf(held: Held): SourceResult<unknown> {
  if (held.changed && held.items && held.look.ok) held.look = { ...held.look, value: [...held.items.values()] };
  held.changed = false;
  return held.look;
}

type ListHeld = Held & { items: Map<string, KubernetesObject>; look: SourceResult<unknown> & { ok: true } };

function collection(
  held: ListHeld,
  keep: (object: KubernetesObject) => KubernetesObject,
  asOf: () => Date,
): Collection {
  const confirm = (resourceVersion?: string): void => {
    held.readAtMs = monotonicMs();
    const { asOf: _, ...look } = held.look;
    held.look = { ...look, ...moments(asOf()) };
    if (resourceVersion) held.resourceVersion = resourceVersion;
  };
  return {
    get resourceVersion() {
      return held.resourceVersion ?? "";
    },
    confirm,
    apply(type, object) {
      const uid = uidOf(object);
      if (type === "DELETED") held.items.delete(uid);
      else held.items.set(uid, keep(object));
      held.changed = true;
      confirm(object.metadata?.resourceVersion);
    },
  };
}

const byUid = (items: readonly KubernetesObject[]): Map<string, KubernetesObject> =>
  new Map(items.map((item) => [uidOf(item), item]));

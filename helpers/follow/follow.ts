import type { SourceKey } from "../../observations/observations.ts";
import { anyOf, monotonicMs, sleep } from "../wait/clock.ts";
import { isList, type Collection, type Gatherer } from "../observe/gather.ts";
import type { ApiClient } from "../kube/client.ts";
import type { WatchEvent } from "../kube/watch.ts";
import { LISTS, type ListKey } from "../observe/api/lists.ts";

/** Keeps sources current until the signal aborts: lists by watch, others by reading them again. */
export interface Following {
  /**
   * Resolves at the next change of any source, at the latest after `atMostMs`: a verdict can also change with time
   * alone.
   */
  changed(atMostMs: number): Promise<void>;
}

const POLL_FROM_MS = 500;
const POLL_TO_MS = 5_000;
/** A watch that lasts as long as this was a working one. */
const LONG_MS = 10_000;

/** `windowMs`: how long one watch stays open at most. When it ends properly, nothing was missed. */
export function follow(
  keys: readonly SourceKey[],
  gather: Gatherer,
  api: ApiClient,
  signal: AbortSignal,
  windowMs?: number,
): Following {
  const longMs = Math.min(LONG_MS, (windowMs ?? LONG_MS) / 2);
  let wake: (() => void) | undefined;
  const notify = (): void => wake?.();
  for (const key of keys) void (isList(key) ? watchList(key) : poll(key)).catch(notify);

  async function watchList(key: ListKey): Promise<void> {
    let pause = POLL_FROM_MS;
    while (!signal.aborted) {
      const collection = gather.collection(key);
      const openedMs = monotonicMs();
      const goesOn = collection && (await watched(collection, key, { api, signal, windowMs, onChange: notify }));
      // a server that closes each watch at once is not asked for the next at once
      const wasLong = monotonicMs() - openedMs >= longMs;
      if (wasLong) pause = POLL_FROM_MS;
      if (goesOn && wasLong) continue;
      await sleep(pause, signal).catch(() => undefined);
      if (signal.aborted) return;
      pause = Math.min(pause * 2, POLL_TO_MS);
      if (goesOn) continue;
      await gather.look([key], 0);
      notify();
    }
  }

  async function poll(key: SourceKey): Promise<void> {
    let pause = POLL_FROM_MS;
    let before = "";
    while (!signal.aborted) {
      await sleep(pause, signal).catch(() => undefined);
      if (signal.aborted) return;
      pause = Math.min(pause * 2, POLL_TO_MS);
      const look = (await gather.look([key], 0))[key];
      const after = JSON.stringify(look?.ok ? look.value : look?.trouble);
      if (after !== before) notify();
      before = after;
    }
  }

  return {
    changed: (atMostMs) =>
      new Promise((resolve) => {
        const enough = new AbortController();
        const done = (): void => {
          wake = undefined;
          enough.abort();
          resolve();
        };
        wake = done;
        void sleep(atMostMs, anyOf(signal, enough.signal)).then(done, done);
      }),
  };
}

interface Watching {
  api: ApiClient;
  signal: AbortSignal;
  windowMs: number | undefined;
  onChange(): void;
}

/** Watches a list once, until the watch ends. True where the next watch can go on from there. */
async function watched(
  collection: Collection,
  key: ListKey,
  { api, signal, windowMs, onChange }: Watching,
): Promise<boolean> {
  const alive = heartbeat(() => collection.confirm());
  const openedMs = monotonicMs();
  const apply = ({ type, object }: WatchEvent): void => {
    if (type === "BOOKMARK") return collection.confirm(object.metadata?.resourceVersion);
    collection.apply(type, object);
    onChange();
  };
  try {
    const end = await api.follow(LISTS[key], LISTS[key], collection.resourceVersion, apply, signal, windowMs);
    // a stream that ends at once was no working watch
    if (end !== "whole" || monotonicMs() - openedMs <= POLL_FROM_MS) return false;
    collection.confirm(collection.resourceVersion);
    return true;
  } catch {
    // a broken watch says nothing about the cluster; the list is read again
    return false;
  } finally {
    alive.stop();
  }
}

const HEARTBEAT_MS = 1_000;

/** While a watch is open and silent, what we hold is current: its age must not grow. */
function heartbeat(confirm: () => void): { stop(): void } {
  const stopped = new AbortController();
  void (async () => {
    while (!stopped.signal.aborted) {
      await sleep(HEARTBEAT_MS, stopped.signal).catch(() => undefined);
      if (!stopped.signal.aborted) confirm();
    }
  })();
  return { stop: () => stopped.abort() };
}

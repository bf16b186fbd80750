import type { SourceKey } from "../criteria/observations.ts";
import { anyOf, monotonicMs, sleep } from "./clock.ts";
import { isList, type Gatherer } from "./gather.ts";
import type { ApiClient } from "./kube/client.ts";
import { LISTS, type ListKey } from "./observe/lists.ts";

/** Keeps some sources current until the signal aborts: lists by watch, everything else by reading it again. */
export interface Following {
  /** Resolves at the next change of any of the sources, or after `atMostMs`: clocks alone can change a verdict. */
  changed(atMostMs: number): Promise<void>;
}

const POLL_FROM_MS = 500;
const POLL_TO_MS = 5_000;

/** `windowMs`: how long one watch stays open at most; each end of one proves that nothing was missed. */
export function follow(
  keys: readonly SourceKey[],
  gather: Gatherer,
  api: ApiClient,
  signal: AbortSignal,
  windowMs?: number,
): Following {
  let wake: (() => void) | undefined;
  const notify = (): void => wake?.();
  for (const key of keys) void (isList(key) ? watchList(key) : poll(key)).catch(notify);

  async function watchList(key: ListKey): Promise<void> {
    let pause = POLL_FROM_MS;
    while (!signal.aborted) {
      const collection = gather.collection(key);
      if (collection) {
        const alive = heartbeat(() => collection.confirm());
        const openedMs = monotonicMs();
        try {
          const end = await api.follow(
            LISTS[key],
            LISTS[key],
            collection.resourceVersion,
            ({ type, object }) => {
              pause = POLL_FROM_MS;
              if (type === "BOOKMARK") collection.confirm(object.metadata?.resourceVersion);
              else {
                collection.apply(type, object);
                notify();
              }
            },
            signal,
            windowMs,
          );
          // a stream that ended well goes on from where it was; one that ends at once is no stream
          if (end === "whole" && monotonicMs() - openedMs > POLL_FROM_MS) {
            collection.confirm(collection.resourceVersion);
            continue;
          }
        } catch {
          // a dead watch says nothing about the cluster; the list below does
        } finally {
          alive.stop();
        }
      }
      await sleep(pause, signal).catch(() => undefined);
      if (signal.aborted) return;
      pause = Math.min(pause * 2, POLL_TO_MS);
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

const HEARTBEAT_MS = 1_000;

/** While a watch is open and silent, what is held is what is: its age must not grow. */
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

import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** The wall clock, the monotonic clock and timers. No other file in `helpers/` uses them. */
export interface Time {
  now(): Date;
  /** Milliseconds since an arbitrary moment; never goes backwards. For deadlines and durations. */
  monotonicMs(): number;
  /** Resolves after `ms`. Rejects with the signal's reason if it aborts first. Does not keep the process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const realTime: Time = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal ? { signal } : {});
  },
};

let time = realTime;

/** Replaces the time of this process, until the returned function is called. */
export function liveIn(other: Time): () => void {
  time = other;
  return () => {
    time = realTime;
  };
}

export const now = (): Date => time.now();
export const monotonicMs = (): number => time.monotonicMs();
export const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => time.sleep(ms, signal);

/** A signal that aborts after `ms`, or when any of the given ones does. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether the time ran out. */
  readonly over: () => boolean;
  /** Must be called when the work is done: frees the timer and the listeners. */
  clear(): void;
}

/**
 * A deadline made of a timer and plain listeners. On Node 20 a signal of `AbortSignal.timeout` behind `AbortSignal.any`
 * can be garbage collected before it fires; what it should have ended then hangs for ever (seen with a hanging
 * talosctl).
 */
export function deadline(ms: number, ...signals: readonly AbortSignal[]): Deadline {
  const controller = new AbortController();
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    controller.abort(new DOMException(`not done within ${ms} ms`, "TimeoutError"));
  }, ms);
  const abort = (): void => controller.abort();
  for (const signal of signals) {
    unbounded(signal);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  }
  return {
    signal: controller.signal,
    over: () => over,
    clear: () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener("abort", abort);
    },
  };
}

/** A signal that aborts when any of the given ones does. Use it for one wait only. */
export function anyOf(...signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    unbounded(signal);
    if (signal.aborted) controller.abort();
    else signal.addEventListener("abort", () => controller.abort(), { once: true, signal: controller.signal });
  }
  return controller.signal;
}

/** Everything in progress listens to the run's signal: that many listeners are no leak. */
const unbounded = (signal: AbortSignal): void => setMaxListeners(0, signal);

import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** The only owner of wall clock, monotonic clock and timers in `helpers/`. */
export interface Time {
  now(): Date;
  /** Milliseconds since some moment, never backwards: for deadlines and durations. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. Keeps no process alive by itself. */
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

/** Lets everything in this process live in another time, until the function that it returns is called. */
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
  /** Whether it was the time that was over. */
  readonly over: () => boolean;
  /** Must be called when the work is done: it lets go of timer and signals. */
  clear(): void;
}

/**
 * Held by a timer and plain listeners: on Node 20 a signal of `AbortSignal.timeout` behind `AbortSignal.any` can be
 * collected before it fires, and what it should have ended goes on for ever (seen with a hanging talosctl).
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

/** A signal that aborts when any of the given ones does. It is to be used for the length of one wait. */
export function anyOf(...signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    unbounded(signal);
    if (signal.aborted) controller.abort();
    else signal.addEventListener("abort", () => controller.abort(), { once: true, signal: controller.signal });
  }
  return controller.signal;
}

/** One run's signal is listened to by everything under way: that is no leak. */
const unbounded = (signal: AbortSignal): void => setMaxListeners(0, signal);

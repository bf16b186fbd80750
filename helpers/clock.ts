import { setTimeout as delay } from "node:timers/promises";

/** The only owner of wall clock, monotonic clock and timers in `helpers/`. */
export const now = (): Date => new Date();

/** Milliseconds since some moment, never backwards: for deadlines and durations. */
export const monotonicMs = (): number => performance.now();

/** Resolves after `ms`; rejects with the signal's reason when it aborts first. Keeps no process alive by itself. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {});
}

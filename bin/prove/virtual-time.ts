import { setImmediate } from "node:timers/promises";
import type { Time } from "../../helpers/clock.ts";
import type { Means } from "../../helpers/session.ts";

/** Time that passes only when somebody waits for it. */
export interface VirtualTime extends Time {
  /** Waits for the next of a scenario's moments instead of watching, and reads again what may have changed by then. */
  follow(moments: readonly number[]): Means["follow"];
}

/** Between two moments nothing changes; only clocks go on, and patience ends. */
const LONG_MS = 60_000;

export function virtualTime(start: Date): VirtualTime {
  let passedMs = 0;
  return {
    now: () => new Date(start.getTime() + passedMs),
    monotonicMs: () => passedMs,
    async sleep(ms, signal) {
      await setImmediate();
      signal?.throwIfAborted();
      passedMs += ms;
    },
    follow: (moments) => (keys, gather) => ({
      async changed(atMostMs) {
        const next = moments.find((ms) => ms > passedMs);
        passedMs += Math.max(atMostMs, Math.min(LONG_MS, next === undefined ? LONG_MS : next - passedMs));
        await gather.look(keys, 0);
      },
    }),
  };
}

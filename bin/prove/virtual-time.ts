import { setImmediate } from "node:timers/promises";
import type { Time } from "../../helpers/wait/clock.ts";
import type { SessionDependencies } from "../../helpers/session/session.ts";

/** Time that passes only when somebody waits for it. */
export interface VirtualTime extends Time {
  /** Waits for the next of a scenario's moments instead of watching, and reads again what may have changed by then. */
  follow(moments: readonly number[]): SessionDependencies["follow"];
  /** Lets something take so long beside everything else: what takes less is done before. */
  pass(ms: number): Promise<void>;
}

/** So often everything else may go on before time passes. */
const TURNS = 300;

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
    async pass(ms) {
      const untilMs = passedMs + ms;
      for (let turn = 0; turn < TURNS; turn += 1) await setImmediate();
      passedMs = Math.max(passedMs, untilMs);
    },
    follow: (moments) => (keys, gather, _api, _signal, windowMs) => ({
      async changed(atMostMs) {
        const next = moments.find((ms) => ms > passedMs);
        // a watch that is asked for signs of life gives them while nothing changes, too
        const longMs = Math.min(LONG_MS, windowMs ?? LONG_MS);
        passedMs += Math.max(atMostMs, Math.min(longMs, next === undefined ? longMs : next - passedMs));
        await gather.look(keys, 0);
      },
    }),
  };
}

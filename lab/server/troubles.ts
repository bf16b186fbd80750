import { createHash } from "node:crypto";
import type { ApiTrouble } from "../world.ts";

/** Which trouble befalls a request. It counts, since troubles may be for the first few requests only. */
export interface Troubles {
  find(troubles: readonly ApiTrouble[], request: { method: string; url: string }): ApiTrouble | undefined;
}

/** `elapsed`: milliseconds since the server's start. */
export function createTroubles(elapsed: () => number): Troubles {
  // By content: a world that moves brings equal troubles anew each time.
  const spent = new Map<string, number>();
  const seen = new Map<string, number>();
  return {
    find: (troubles, { method, url }) => {
      for (const trouble of troubles) {
        if (!new RegExp(trouble.match).test(`${method} ${url}`)) continue;
        if (elapsed() < (trouble.fromMs ?? 0) || !concerns(trouble, url)) continue;
        const key = JSON.stringify(trouble);
        const times = spent.get(key) ?? 0;
        if (times >= (trouble.times ?? Number.POSITIVE_INFINITY)) continue;
        spent.set(key, times + 1);
        if (trouble.how !== "chaos") return trouble;
        const asked = `${method} ${url}`;
        const befalls = befallen(trouble, asked, seen.get(asked) ?? 0);
        seen.set(asked, (seen.get(asked) ?? 0) + 1);
        if (befalls && concerns(befalls, url)) return befalls;
      }
      return undefined;
    },
  };
}

const CHAOS: readonly ApiTrouble[] = [
  ...[429, 500, 502, 503, 504].map((status): ApiTrouble => ({ match: "", how: "status", status })),
  { match: "", how: "reset" },
  { match: "", how: "reset", afterBytes: 300 },
  { match: "", how: "truncate" },
  { match: "", how: "silence" },
  { match: "", how: "slow", delayMs: 120 },
  { match: "", how: "drip", delayMs: 150 },
  { match: "", how: "gone" },
  { match: "", how: "watch-dies", delayMs: 50 },
];

/** By seed, request and how often it was asked alone: requests may come in any order, and the same befalls each. */
function befallen({ chance }: ApiTrouble, asked: string, times: number): ApiTrouble | undefined {
  const { seed = 0, share = 0 } = chance ?? {};
  const hash = createHash("sha256").update(`${seed} ${times} ${asked}`).digest();
  if (hash.readUInt32BE(0) / 2 ** 32 >= share) return undefined;
  return CHAOS[hash.readUInt32BE(4) % CHAOS.length];
}

/** Some troubles are of watches, and of lists that go on, only. */
function concerns({ how }: ApiTrouble, url: string): boolean {
  if (how === "gone") return isWatch(url) || /[?&]continue=[^&]/.test(url);
  return how !== "watch-dies" || isWatch(url);
}

export const isWatch = (url: string): boolean => /[?&]watch=(1|true)(&|$)/.test(url);

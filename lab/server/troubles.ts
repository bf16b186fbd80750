import type { ApiTrouble } from "../world.ts";

/** Which trouble befalls a request. It counts, since troubles may be for the first few requests only. */
export interface Troubles {
  find(troubles: readonly ApiTrouble[], request: { method: string; url: string }): ApiTrouble | undefined;
}

/** `elapsed`: milliseconds since the server's start. */
export function createTroubles(elapsed: () => number): Troubles {
  // By content: a world that moves brings equal troubles anew each time.
  const spent = new Map<string, number>();
  return {
    find: (troubles, { method, url }) => {
      for (const trouble of troubles) {
        if (!new RegExp(trouble.match).test(`${method} ${url}`)) continue;
        if (elapsed() < (trouble.fromMs ?? 0) || !concerns(trouble, url)) continue;
        const key = JSON.stringify(trouble);
        const times = spent.get(key) ?? 0;
        if (times >= (trouble.times ?? Number.POSITIVE_INFINITY)) continue;
        spent.set(key, times + 1);
        return trouble;
      }
      return undefined;
    },
  };
}

/** Some troubles are of watches, and of lists that go on, only. */
function concerns({ how }: ApiTrouble, url: string): boolean {
  if (how === "gone") return isWatch(url) || /[?&]continue=[^&]/.test(url);
  return how !== "watch-dies" || isWatch(url);
}

export const isWatch = (url: string): boolean => /[?&]watch=(1|true)(&|$)/.test(url);

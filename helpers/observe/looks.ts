import type { SourceKey, SourceResult, SourceResults } from "../../observations/observations.ts";

/** Remembers by which look at each source each check was judged, so that it can be judged again. */
export interface Looks {
  /** A check was judged by these, at last. */
  judged(id: string, results: SourceResults): void;
  /** These were seen after the steady window. */
  again(results: SourceResults): void;
  /** What is worth keeping. `last`: what was seen at the end of the run. */
  kept(last: SourceResults): KeptLooks;
}

/** Looks by source; each has a number, from 0 in the order of time. */
export interface KeptLooks {
  looks: Partial<Record<SourceKey, SourceResult<unknown>[]>>;
  /** What each check was judged by. One that is left out was not judged by anything that was seen. */
  checks: Record<string, LookNumbers>;
  /** What the checks that had passed were judged by after the steady window. */
  again?: LookNumbers;
  /** What was seen at the end of the run. */
  last: LookNumbers;
}

export type LookNumbers = Partial<Record<SourceKey, number>>;

export function looks(): Looks {
  const sources = new Map<SourceKey, SourceLooks>();
  const numbered = (results: SourceResults): LookNumbers =>
    Object.fromEntries(
      (Object.entries(results) as [SourceKey, SourceResult<unknown>][]).map(([key, look]) => {
        const known = sources.get(key) ?? sourceLooks();
        sources.set(key, known);
        return [key, known.numberOf(look)];
      }),
    );
  const checks: Record<string, LookNumbers> = {};
  let again: LookNumbers | undefined;
  return {
    judged: (id, results) => void (checks[id] = numbered(results)),
    again: (results) => void (again = numbered(results)),
    kept(seen) {
      const last = numbered(seen);
      const all = Object.fromEntries([...sources].map(([key, { all }]) => [key, all]));
      return { looks: all, checks, ...(again && { again }), last };
    },
  };
}

interface SourceLooks {
  all: SourceResult<unknown>[];
  numberOf(look: SourceResult<unknown>): number;
}

/**
 * The looks at one source. A cluster that is asked every quarter of a minute answers nearly the same ten thousand pods
 * each time: what equals something that is held already is not held twice.
 */
function sourceLooks(): SourceLooks {
  const all: SourceResult<unknown>[] = [];
  const numbers = new WeakMap<object, number>();
  const held = new WeakSet<object>();
  const byName = new Map<string, unknown>();
  const hold = (item: unknown, isOfMany: boolean): unknown => {
    if (typeof item !== "object" || item === null || held.has(item)) return item;
    const name = (isOfMany ? versionOf(item) : undefined) ?? JSON.stringify(item);
    const known = byName.get(name) ?? item;
    if (known === item) {
      byName.set(name, item);
      held.add(item);
    }
    return known;
  };
  const holdParts = (value: unknown): unknown =>
    Array.isArray(value) ? value.map((item) => hold(item, value.length > MANY)) : hold(value, false);
  return {
    all,
    numberOf(look) {
      const known = numbers.get(look);
      if (known !== undefined) return known;
      // most sources are looked at once: nothing is compared before there are two
      const [first] = all;
      if (all.length === 1 && first?.ok) holdParts(first.value);
      const number = all.push(look.ok && all.length > 0 ? { ...look, value: holdParts(look.value) } : look) - 1;
      numbers.set(look, number);
      return number;
    },
  };
}

/** The texts of a longer list are not compared: that takes longer than to read it. */
const MANY = 2_000;

/**
 * An object of an API server in one version of it: no two differ.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
 */
function versionOf(item: object): string | undefined {
  const { uid, resourceVersion } = (item as { metadata?: { uid?: unknown; resourceVersion?: unknown } }).metadata ?? {};
  return typeof uid === "string" && typeof resourceVersion === "string" ? `${uid} ${resourceVersion}` : undefined;
}

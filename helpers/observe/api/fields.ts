/**
 * These fields alone. `a.b`: only that part of `a`, where `a` is a list of each of its items; `a.*`: the names of what
 * is in `a`, without the values.
 */
export function fieldsOf<Whole extends object>(whole: Whole, paths: readonly string[]): Whole {
  const below = new Map<string, string[]>();
  for (const path of paths) {
    const [first = "", ...rest] = path.split(".");
    below.set(first, [...(below.get(first) ?? []), rest.join(".")]);
  }
  if (below.has("*")) return namesOf(whole) as Whole;
  const kept: Record<string, unknown> = {};
  for (const [key, rest] of below) {
    const value = (whole as Record<string, unknown>)[key];
    if (value !== undefined) kept[key] = rest.includes("") ? value : partOf(value, rest);
  }
  return kept as Whole;
}

function partOf(value: unknown, paths: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value) && !paths.includes("*")) return value.map((item) => partOf(item, paths));
  return fieldsOf(value, paths);
}

const namesOf = (whole: object): object =>
  Array.isArray(whole) ? whole.map(() => null) : Object.fromEntries(Object.keys(whole).map((key) => [key, null]));

import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import { profileJsonSchema, schemasAt, type JsonSchema } from "./json-schema.ts";

/** One thing that is wrong with a profile, and where. */
export interface Problem {
  file: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** `nodes[0].role`; empty for the file as a whole. */
  key: string;
  message: string;
  /** What to write instead, where that can be said. */
  remedy?: string;
}

export type Path = (string | number)[];

/** A problem that has a path, and no line yet. `ofKey`: the key itself is wrong, not its value. */
export interface Unplaced {
  path: Path;
  ofKey?: boolean;
  message: string;
  remedy?: string;
}

type Issue = z.core.$ZodIssue;

/** What zod found, in words of the profile: one issue may be several problems. `profile` is the file's content. */
export function problemsOf(issue: Issue, profile: unknown): Unplaced[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], ofKey: true, ...unknownKey(key, keysAt(path)) }));
  }
  if (issue.code === "invalid_union") return unionProblems(issue, path, profile);
  const found = valueAt(profile, path);
  if (issue.code === "invalid_key") {
    const key = String(path.at(-1));
    return [{ path, ofKey: true, ...unknownKey(key, keysAt(path.slice(0, -1))) }];
  }
  if (found === undefined && issue.code !== "custom") return [missing(path)];
  if (issue.code === "invalid_type") return [{ path, ...wrongType(issue.expected, found, path) }];
  if (issue.code === "invalid_value") {
    const similar = typeof found === "string" ? nearest(found, issue.values.map(String)) : undefined;
    const message = `${shown(found)} is none of ${issue.values.map(String).join(", ")}`;
    return [{ path, message, remedy: similar && `did you mean "${similar}"?` }];
  }
  if (issue.code === "invalid_format") return [{ path, message: wrongFormat(issue, found) }];
  if (issue.code === "too_small" || issue.code === "too_big") return [{ path, ...outOfRange(issue, found) }];
  if (issue.code === "custom") return [{ path, message: issue.message, remedy: remedyOf(issue, path) }];
  return [{ path, message: lowerFirst(issue.message) }];
}

/** `nodes[0].role`. */
export const keyOf = (path: Path): string =>
  path.reduce<string>(
    (key, step) => (typeof step === "number" ? `${key}[${step}]` : key ? `${key}.${step}` : step),
    "",
  );

/** The name most like it, if one is like it at all. */
export function nearest(name: string, names: string[]): string | undefined {
  if (names.length === 0) return undefined;
  const candidate = closest(name, names);
  return distance(name, candidate) <= Math.max(1, Math.floor(name.length / 3)) ? candidate : undefined;
}

/** Of a union's alternatives, the one that the author seems to have meant: where the value got furthest. */
function unionProblems(issue: Extract<Issue, { code: "invalid_union" }>, path: Path, profile: unknown): Unplaced[] {
  const found = valueAt(profile, path);
  if (found === undefined) return [missing(path)];
  const fits = issue.errors.filter((issues) => !issues.some((one) => one.code === "invalid_type" && atTop(one)));
  const meant = fits.toSorted((a, b) => a.length - b.length)[0];
  const [format] = meant ?? [];
  if (meant && format && !(isOfZod(format) && atTop(format))) {
    return meant.flatMap((inner) => problemsOf({ ...inner, path: [...path, ...inner.path] }, profile));
  }
  const formats = issue.errors
    .flat()
    .flatMap((one) => (one.code === "invalid_format" ? [nameOfFormat(one.format)] : []));
  if (formats.length > 0) return [{ path, message: `${shown(found)} is no ${formats.join(" or ")}` }];
  const types = issue.errors.flat().flatMap((one) => (one.code === "invalid_type" ? [one.expected] : []));
  return [{ path, message: `expected ${[...new Set(types)].join(" or ")}, got ${kindOf(found)}` }];
}

const atTop = (issue: Issue): boolean => issue.path.length === 0;

/** A format that zod knows by name (an address, a date), not by a pattern and words of ours. */
const isOfZod = (issue: Issue): boolean => issue.code === "invalid_format" && issue.message.startsWith("Invalid");

/** What the schema says itself: a sentence, or the earlier entry of a list that this one repeats. */
function remedyOf({ params }: Extract<Issue, { code: "custom" }>, path: Path): string | undefined {
  const { remedy, twin } = (params ?? {}) as { remedy?: string; twin?: number };
  if (twin === undefined) return remedy;
  const index = path.findLastIndex((step) => typeof step === "number");
  return `it stands at ${keyOf([...path.slice(0, index), twin])} already: keep one of them`;
}

function unknownKey(key: string, known: string[]): { message: string; remedy: string } {
  const similar = nearest(key, known);
  return {
    message: `unknown key "${key}"`,
    remedy: similar ? `did you mean "${similar}"?` : `known here: ${known.join(", ")}`,
  };
}

export function missing(path: Path): Unplaced {
  const said = schemasHere(path).find(({ description }) => description !== undefined)?.description;
  return { path, message: "is missing", remedy: `add it${said ? `: ${lowerFirst(firstSentence(said))}` : ""}` };
}

function wrongType(expected: string, found: unknown, path: Path): { message: string; remedy?: string } {
  // whoever knows such a URL may post: it is not repeated
  if (path[0] === "notify" && expected === "object")
    return { message: "expected a map, got something else", remedy: "a URL stands in { env: NAME } or { file: path }" };
  const message = `expected ${article(expected)}, got ${kindOf(found)}`;
  if (expected !== "string" || (typeof found !== "number" && typeof found !== "boolean")) return { message };
  if (schemasHere(path).some(({ format }) => format === "go-duration"))
    return { message, remedy: `write it with a unit: ${found}s or ${found}m` };
  return { message, remedy: `quote it: "${found}"` };
}

const wrongFormat = (issue: Extract<Issue, { code: "invalid_format" }>, found: unknown): string =>
  `${shown(found)} is ${isOfZod(issue) ? `no ${nameOfFormat(issue.format)}` : `not ${issue.message}`}`;

function outOfRange(issue: Extract<Issue, { code: "too_small" | "too_big" }>, found: unknown) {
  if (Array.isArray(found)) return { message: "is an empty list", remedy: "name at least one" };
  const [word, bound] = issue.code === "too_small" ? ["least", issue.minimum] : ["most", issue.maximum];
  const whole = issue.code === "too_small" && issue.inclusive === false ? Number(bound) + 1 : bound;
  return { message: `expected at ${word} ${whole}, got ${JSON.stringify(found)}` };
}

const FORMATS: Record<string, string> = {
  ipv4: "IPv4 address",
  ipv6: "IPv6 address",
  url: "URL that begins with https:// or http://",
  date: "date like 2026-12-31",
  datetime: "time like 2026-11-21T12:00:00Z",
};
const nameOfFormat = (format: string): string => FORMATS[format] ?? format;

let schema: JsonSchema | undefined;
const schemasHere = (path: Path): JsonSchema[] => schemasAt((schema ??= profileJsonSchema()), path);

const keysAt = (path: Path): string[] => [
  ...new Set(
    schemasHere(path).flatMap(({ properties = {}, propertyNames }) => [
      ...Object.keys(properties),
      ...(propertyNames?.enum ?? []).map(String),
    ]),
  ),
];

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, step) =>
      inner !== null && typeof inner === "object" ? (inner as Record<string | number, unknown>)[step] : undefined,
    value,
  );

const shown = (value: unknown): string => (typeof value === "string" ? `"${value}"` : kindOf(value));

function kindOf(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return `the ${typeof value} ${JSON.stringify(value)}`;
}

const NAMES: Record<string, string> = { array: "a list", object: "a map", record: "a map", int: "a whole number" };
const article = (type: string): string => NAMES[type] ?? `a ${type}`;

const firstSentence = (text: string): string => text.replace(/\.(\s[\s\S]*)?$/, "");

const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text;

import { isRecord, isUnresolved, record, type Path } from "../yaml/documents.ts";

/** Helm's merge: maps merge, everything else is replaced; null takes a key away. */
export function mergedValues(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete result[key];
    else result[key] = isRecord(value) && isRecord(result[key]) ? mergedValues(record(result[key]), value) : value;
  }
  return result;
}

/**
 * Helm's `--set a.b=c`: numbers, booleans and null become what they look like. Lists by index are not imitated.
 * https://github.com/helm/helm/blob/main/pkg/strvals/parser.go (typedVal)
 */
export function assigned(base: Record<string, unknown>, path: string, value: string): Record<string, unknown> {
  const parts = path.split(/(?<!\\)\./).map((part) => part.replaceAll("\\.", "."));
  return mergedValues(
    base,
    parts.reduceRight<Record<string, unknown>>((inner, part, index) => {
      return { [part]: index === parts.length - 1 ? typed(value) : inner };
    }, {}),
  );
}

function typed(value: string): unknown {
  if (/^true$/i.test(value)) return true;
  if (/^false$/i.test(value)) return false;
  if (/^null$/i.test(value)) return null;
  return /^(?:0|-?[1-9]\d*)$/.test(value) ? Number(value) : value;
}

/** One key in which two sets of values differ. */
export interface Difference {
  path: Path;
  /** `undefined`: this side does not have the key. */
  left: unknown;
  right: unknown;
  /** One side is only known after rendering or substitution. */
  unresolved: boolean;
}

/** Key by key, in the order of the left side, then what only the right one has. Numbers and their text are the same. */
export function differences(left: unknown, right: unknown, path: Path = []): Difference[] {
  if (isRecord(left) && isRecord(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return keys.flatMap((key) => differences(left[key], right[key], [...path, key]));
  }
  // an empty map says the same as none
  if (isNothing(left) && isNothing(right)) return [];
  if (Array.isArray(left) && Array.isArray(right) && left.length === right.length)
    return left.flatMap((item, index) => differences(item, (right as unknown[])[index], [...path, index]));
  if (same(left, right)) return [];
  return [{ path, left, right, unresolved: [left, right].some((it) => typeof it === "string" && isUnresolved(it)) }];
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (isRecord(value) && Object.values(value).every(isNothing));

const same = (left: unknown, right: unknown): boolean =>
  JSON.stringify(left) === JSON.stringify(right) ||
  (["string", "number", "boolean"].includes(typeof left) &&
    ["string", "number", "boolean"].includes(typeof right) &&
    String(left) === String(right));

/** A value in a few words; long ones cut, names that promise a secret never shown. */
export function shown(value: unknown, path: Path = []): string {
  if (value === undefined) return "not set";
  if (path.some((part) => /pass(word|phrase)?$|secret$|token$|private|apikey|credential/i.test(String(part))))
    return "[hidden]";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

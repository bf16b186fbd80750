import type { Where } from "../../observations/checkout.ts";
import { inText } from "../yaml/documents.ts";

/**
 * A cluster profile that is written from a checkout: its keys in order, each with its value and where that was found,
 * or with what was not found. `helpers/call/init.ts` writes it as YAML with comments.
 */
export type Draft =
  | { is: "value"; value: Scalar; from: string }
  | { is: "gap"; wanted: string; like: string }
  | { is: "map"; entries: Entries }
  /** A map on one line, from one place: `{ kind: Deployment, name: coredns }`, or `{}` where being there is all. */
  | { is: "flow"; of: Record<string, Scalar>; from: string }
  | { is: "list"; items: Draft[]; gap?: string };

export type Scalar = string | number | boolean;

export type Entries = [key: string, draft: Draft][];

/** A value, with its place or with the rule that it follows from. */
export const value = (of: Scalar, from: Where | string): Draft => ({
  is: "value",
  value: of,
  from: typeof from === "string" ? from : inText(from),
});

export const flow = (of: Record<string, Scalar>, from: Where | string): Draft => ({
  is: "flow",
  of,
  from: typeof from === "string" ? from : inText(from),
});

/** Something not found. `like` shows how it is written. */
export const gap = (wanted: string, like = ""): Draft => ({ is: "gap", wanted, like });

export const map = (entries: Entries): Draft => ({ is: "map", entries });

/**
 * A list that says everything once: a profile refuses what it names twice, and a repository may hold a store or a pool
 * for each of its clusters. `missing`: what of the list is not known; a comment at its end.
 */
export function list(items: Draft[], missing?: string): Draft {
  const known = new Set<string>();
  const once = items.filter((item) => {
    const identity = identityOf(item);
    const isNew = identity === undefined || !known.has(identity);
    if (identity !== undefined) known.add(identity);
    return isNew;
  });
  return { is: "list", items: once, ...(missing !== undefined && { gap: missing }) };
}

/** What an entry is told apart by; `undefined` where it does not say it. */
function identityOf(item: Draft): string | undefined {
  if (item.is === "value") return String(item.value);
  const at = (key: string): Scalar | undefined =>
    item.is === "flow" ? item.of[key] : item.is === "map" ? valueAt(item, [key]) : undefined;
  const names = ["kind", "namespace", "group", "resource", "name"].map((key) => at(key) ?? "");
  return names.at(-1) === "" && names.at(-2) === "" ? undefined : names.join("/");
}

/** A draft that also says what stands at `path`, unless it is known already. Keys that are not there come last. */
export function filled(draft: Draft, [key, ...below]: readonly string[], by: Draft): Draft {
  if (key === undefined) return draft.is === "gap" ? by : draft;
  const entries = draft.is === "map" ? draft.entries : draft.is === "gap" ? [] : undefined;
  if (!entries) return draft;
  const inner = filled(entries.find(([name]) => name === key)?.[1] ?? gap(""), below, by);
  const isThere = entries.some(([name]) => name === key);
  return map(isThere ? entries.map((one) => (one[0] === key ? [key, inner] : one)) : [...entries, [key, inner]]);
}

/** The value at `path` of a draft, where it is known. */
export function valueAt(draft: Draft, [key, ...below]: readonly string[]): Scalar | undefined {
  if (key === undefined) return draft.is === "value" ? draft.value : undefined;
  const inner = draft.is === "map" ? draft.entries.find(([name]) => name === key)?.[1] : undefined;
  return inner && valueAt(inner, below);
}

/** A value that the checkout holds, with its place. */
export interface Said<T = string> {
  value: T;
  where: Where;
}

/** The first known value, or a gap. */
export const first = (said: readonly Said<Scalar>[], wanted: string, like = ""): Draft =>
  said[0] ? value(said[0].value, told(said)) : gap(wanted, like);

/** Where the value is, and where other values are. */
function told([one, ...more]: readonly Said<Scalar>[]): string {
  if (!one) return "";
  const other = more.find((it) => String(it.value) !== String(one.value));
  return other ? `${inText(one.where)}; ${inText(other.where)} says ${String(other.value)}` : inText(one.where);
}

/** A list of these values, each once. */
export function listOf(said: readonly Said<Scalar>[], wanted: string, like: string): Draft {
  const once = said.filter((one, index) => said.findIndex((other) => other.value === one.value) === index);
  return once.length > 0 ? list(once.map((one) => value(one.value, one.where))) : gap(wanted, like);
}

import type { Where } from "../../observations/checkout.ts";
import { inText } from "../yaml/documents.ts";

/**
 * A cluster profile that is being written from a checkout: its keys in order, each value with where it came from, and
 * what was looked for in vain. `helpers/call/init.ts` writes it as YAML with comments.
 */
export type Draft =
  | { is: "value"; value: Scalar; from: string }
  /** `required`: the schema wants it, so that the key stays, empty, and loading the profile names it. */
  | { is: "gap"; wanted: string; like: string; required: boolean }
  | { is: "map"; entries: Entries }
  /** Short enough for one line, from one place: `{ kind: Deployment, name: coredns }`, or `{}` that says all by being there. */
  | { is: "flow"; of: Record<string, Scalar>; from: string }
  | { is: "list"; items: Draft[]; gap?: string };

export type Scalar = string | number | boolean;

export type Entries = [key: string, draft: Draft][];

/** A value with its place, or with the rule that it stands for. */
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

/** What was not found: `like` is how it would be written. */
export const gap = (wanted: string, like = ""): Draft => ({ is: "gap", wanted, like, required: false });

export const requiredGap = (wanted: string): Draft => ({ is: "gap", wanted, like: "", required: true });

export const map = (entries: Entries): Draft => ({ is: "map", entries });

/** `gap`: what is not known of the list, told at its end. */
export const list = (items: Draft[], missing?: string): Draft => ({
  is: "list",
  items,
  ...(missing !== undefined && { gap: missing }),
});

/** Something that the checkout says, with its place. */
export interface Said<T = string> {
  value: T;
  where: Where;
}

/** The first that is known, or the gap. */
export const first = (said: readonly Said<Scalar>[], wanted: string, like = ""): Draft =>
  said[0] ? value(said[0].value, told(said)) : gap(wanted, like);

export const firstRequired = (said: readonly Said<Scalar>[], wanted: string): Draft =>
  said[0] ? value(said[0].value, told(said)) : requiredGap(wanted);

/** Where it is said, and where something else is said instead. */
function told([one, ...more]: readonly Said<Scalar>[]): string {
  if (!one) return "";
  const other = more.find((it) => String(it.value) !== String(one.value));
  return other ? `${inText(one.where)}; ${inText(other.where)} says ${String(other.value)}` : inText(one.where);
}

/** Values that a list holds once each. */
export function listOf(said: readonly Said<Scalar>[], wanted: string, like: string): Draft {
  const once = said.filter((one, index) => said.findIndex((other) => other.value === one.value) === index);
  return once.length > 0 ? list(once.map((one) => value(one.value, one.where))) : gap(wanted, like);
}

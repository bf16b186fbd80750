import type { Where } from "../../observations/checkout.ts";
import type { BuiltObject, Wanted } from "../kustomize/build.ts";
import { isRecord, stringsWith } from "../yaml/documents.ts";

/**
 * What Flux's postBuild substitutes with: the values that are known, and the names of those whose value only the
 * cluster knows (from a Secret). https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export interface Variables {
  known: ReadonlyMap<string, string>;
  /** Declared, with a value that is not in the repository in plain. */
  hidden: ReadonlySet<string>;
  /** `ConfigMap/name` and `Secret/name` that substituteFrom names and the repository does not hold. */
  missing: readonly string[];
}

/** What stands between braces, with expressions in a stand-in: `${CLAIM:-${APP}}`. */
const between = (depth: number): string => (depth === 0 ? "[^{}]*" : `(?:[^{}]|\\$\\{${between(depth - 1)}\\})*`);

const VARIABLE = new RegExp(`(\\$?)\\$\\{(${between(3)})\\}`, "g");

/**
 * A string substituted: `${VAR}`, `${VAR:-default}`, `${VAR:=default}`, whose default may hold expressions itself;
 * `$${VAR}` is an escape. Others stay as they are.
 */
export function substituted(value: string, variables: Variables): string {
  return value.replace(VARIABLE, (whole, escape: string, inside: string) => {
    if (escape !== "") return whole.slice(1);
    const [, name, standIn] = /^([A-Za-z_]\w*)(?::?[-=]([\s\S]*))?$/.exec(inside) ?? [];
    if (name === undefined) return whole;
    if (variables.hidden.has(name)) return whole;
    // a value that is empty yields to the stand-in too: https://github.com/fluxcd/pkg/blob/main/envsubst/funcs.go (toDefault)
    const known = variables.known.get(name);
    return known || (standIn === undefined ? (known ?? whole) : substituted(standIn, variables));
  });
}

/** The same of every string of a value; keys too, as Flux substitutes in the written document. */
export function substitutedIn(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") return substituted(value, variables);
  if (Array.isArray(value)) {
    const items = value.map((item) => substitutedIn(item, variables));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isRecord(value)) return value;
  // most of it has no variable: what stays the same is not copied
  let changed = false;
  const entries = Object.entries(value);
  for (const entry of entries) {
    const [key, item] = entry;
    entry[0] = substituted(key, variables);
    entry[1] = substitutedIn(item, variables);
    changed ||= entry[0] !== key || entry[1] !== item;
  }
  return changed ? Object.fromEntries(entries) : value;
}

/**
 * The first expression of a string that Flux cannot parse: a `${` that never ends, without a name, or with something
 * after the name that is no operator (`${__field.labels.job}` of a dashboard, `${array[@]}` of a script). `$$` is a
 * dollar. As `flux envsubst` of v2.7.5 answers to each ("missing closing brace", "unable to parse variable name").
 */
export function unparsableIn(value: string): string | undefined {
  for (const { 0: found, index } of value.matchAll(/\$\$|\$\{/g)) {
    if (found === "$$") continue;
    const rest = value.slice(index + found.length);
    const isParsed = /^#?\w+[}:=,^#%/]/.test(rest) && rest.includes("}");
    if (!isParsed) return `${found}${/^[^{}\n]{0,60}\}?/.exec(rest)?.[0] ?? ""}`;
  }
  return undefined;
}

/** Names of the variables that a string still wants: neither escaped nor with a stand-in. */
export const variablesIn = (value: string): string[] =>
  [...value.matchAll(VARIABLE)].flatMap(([, escape, inside = ""]) => {
    const [, name, standIn] = /^([A-Za-z_]\w*)(?::?[-=]([\s\S]*))?/.exec(inside) ?? [];
    if (escape !== "" || name === undefined) return [];
    return standIn === undefined ? [name] : variablesIn(standIn);
  });

/**
 * What an object names for Flux: read before anything is substituted, because what was escaped looks like it then. Files that
 * a generator packs are part of it.
 */
export function expressionsOf({
  value,
  contents = {},
}: Pick<BuiltObject, "value" | "contents">): Pick<BuiltObject, "wants" | "unparsable"> {
  const wants: Wanted[] = [];
  let unparsable: BuiltObject["unparsable"];
  for (const { path, text } of stringsWith(value, "${")) {
    const lines = text.trimEnd().includes("\n");
    wants.push(...variablesIn(text).map((name) => ({ name, path, lines })));
    const broken = unparsable ? undefined : unparsableIn(text);
    if (broken !== undefined) unparsable = { text: broken, path };
  }
  for (const [key, { file, text }] of Object.entries(contents)) {
    if (!text.includes("${")) continue;
    const path = ["data", key];
    const placed = (word: string): Where => ({ file, line: lineOf(text, word), column: 1 });
    wants.push(...variablesIn(text).map((name) => ({ name, path, lines: true, where: placed(`\${${name}`), text })));
    const broken = unparsable ? undefined : unparsableIn(text);
    if (broken !== undefined) unparsable = { text: broken, path, where: placed(broken) };
  }
  return { ...(wants.length > 0 && { wants }), ...(unparsable && { unparsable }) };
}

const lineOf = (text: string, word: string): number =>
  text.slice(0, Math.max(0, text.indexOf(word))).split("\n").length;

import { isRecord } from "./documents.ts";

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

const VARIABLE = /(\$?)\$\{([^{}]*)\}/g;

/** A string substituted: `${VAR}`, `${VAR:-default}`, `${VAR:=default}`; `$${VAR}` is an escape. Others stay as they are. */
export function substituted(value: string, variables: Variables): string {
  return value.replace(VARIABLE, (whole, escape: string, inside: string) => {
    if (escape !== "") return whole.slice(1);
    const [, name, standIn] = /^([A-Za-z_]\w*)(?::?[-=]([\s\S]*))?$/.exec(inside) ?? [];
    if (name === undefined) return whole;
    if (variables.hidden.has(name)) return whole;
    // a value that is empty yields to the stand-in too: https://github.com/fluxcd/pkg/blob/main/envsubst/funcs.go (toDefault)
    return variables.known.get(name) || (standIn ?? variables.known.get(name) ?? whole);
  });
}

/** The same of every string of a value; keys too, as Flux substitutes in the written document. */
export function substitutedIn(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") return substituted(value, variables);
  if (Array.isArray(value)) return value.map((item) => substitutedIn(item, variables));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [substituted(key, variables), substitutedIn(item, variables)]),
  );
}

/** Names of the variables that a string still wants: neither escaped nor with a stand-in. */
export const variablesIn = (value: string): string[] =>
  [...value.matchAll(VARIABLE)].flatMap(([, escape, inside = ""]) => {
    const [, name, standIn] = /^([A-Za-z_]\w*)(:?[-=])?/.exec(inside) ?? [];
    return escape !== "" || name === undefined || standIn !== undefined ? [] : [name];
  });

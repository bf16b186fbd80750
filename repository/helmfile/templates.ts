import { folderOf, get, join, text } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";
import type { Roots } from "../tasks/roots.ts";

/** What helmfile's templates may name: https://helmfile.readthedocs.io/en/latest/#templating */
export interface Scope {
  /** `.Environment.Name`: the cluster. */
  environment?: string;
  release?: { name: string; namespace: string; labels?: Readonly<Record<string, string>> };
  /** `.Values`, of the environment. */
  values?: unknown;
  /** Folders of the checkout by the variables of the environment that name them. */
  roots?: Roots;
}

/**
 * A text with the simplest expressions evaluated: `.Release.Name`, `.Release.Namespace`, `.Environment.Name`,
 * `.Values.a.b` with `| default x` and `| quote`. Anything else stays as it is written, which `isUnresolved` tells.
 */
export const rendered = (written: string, scope: Scope): string =>
  written.replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, (whole, expression: string) => evaluated(expression, scope) ?? whole);

/** The value of a pipe; `undefined` where a part of it is not imitated. */
function evaluated(expression: string, scope: Scope): string | undefined {
  const [subject = "", ...pipes] = expression.split("|").map((part) => part.trim());
  let value = lookUp(subject, scope);
  for (const pipe of pipes) {
    const [, quoted, standIn] = /^default\s+(?:"([^"]*)"|(\S+))$/.exec(pipe) ?? [];
    const other = quoted ?? (standIn?.startsWith(".") ? lookUp(standIn, scope) : standIn);
    if (other !== undefined) value ??= other;
    else if (pipe !== "quote" && standIn === undefined) return undefined;
  }
  return value;
}

function lookUp(expression: string, { environment, release, values, roots }: Scope): string | undefined {
  if (expression === ".Environment.Name") return environment;
  if (expression === ".Release.Name") return release?.name;
  if (expression === ".Release.Namespace") return release?.namespace;
  // `.Release.Labels.app`, `index .Release.Labels "app"`, `get .Release.Labels "app"`
  const [, dotted, keyed, got] =
    /^(?:\.Release\.Labels\.(\w+)|index \.Release\.Labels "([^"]+)"|get \.Release\.Labels "([^"]+)")$/.exec(
      expression,
    ) ?? [];
  const label = dotted ?? keyed ?? got;
  if (label !== undefined) return release?.labels?.[label];
  const variable = /^(?:requiredEnv|env)\s+"(\w+)"$/.exec(expression)?.[1];
  const folder = roots?.get(variable ?? "");
  // as an absolute path of the checkout: see `join`
  if (folder !== undefined) return folder === "" ? "" : `/${folder}`;
  const path = /^(?:\.Values|\.StateValues)((?:\.\w+)+)$/.exec(expression)?.[1];
  return path === undefined ? undefined : text(get(values, ...path.slice(1).split(".")));
}

/**
 * The files of the checkout that a template reads (`readFile "x"`, `readFile (printf "a/%s/%s" …)`), through further
 * templates, each once; `missing`: paths that are known and lead to nothing. Helmfile takes paths from the state's folder
 * in a state and from the template's own in a values file: whichever exists is meant.
 */
export function filesRead(
  written: string,
  folders: readonly string[],
  files: Files,
  scope: Scope,
): { paths: string[]; missing: string[] } {
  const paths = new Set<string>();
  const missing: string[] = [];
  const read = (text: string, from: readonly string[]): void => {
    const variables = variablesIn(text, scope);
    for (const [, literal, format = "", named = ""] of withVariables(text).matchAll(READS)) {
      const wanted = literal ?? printed(format, named, scope, variables);
      if (wanted === undefined) continue;
      const file = from.map((folder) => files.file(join(folder, wanted) ?? "")).find((one) => one !== undefined);
      // an absolute path is somebody's machine
      if (!file && !wanted.startsWith("/") && !wanted.includes("{{")) missing.push(wanted);
      if (!file || paths.has(file.path)) continue;
      paths.add(file.path);
      read(file.text ?? "", [folderOf(file.path), ...from]);
    }
  };
  read(written, folders);
  return { paths: [...paths], missing };
}

/** `$path := printf "…" .Release.Name`, then `readFile $path`. */
function withVariables(written: string): string {
  const assigned = new Map(
    [...written.matchAll(/\$(\w+)\s*:=\s*(printf\s+["`][^"`]+["`][^}|]*?)\s*-?\}\}/g)].map(
      ([, name, expression]) => [name, expression] as const,
    ),
  );
  return written.replace(/readFile\s+\$(\w+)/g, (whole, name: string) =>
    assigned.has(name) ? `readFile (${assigned.get(name)})` : whole,
  );
}

const READS = /readFile\s+(?:["`']([^"`']+)["`']|\(\s*printf\s+["`]([^"`]+)["`]\s+([^)]*)\))/g;

/** `$app := index .Release.Labels "app" | default .Release.Name`: the variables of a template whose values are known. */
const variablesIn = (written: string, scope: Scope): ReadonlyMap<string, string> =>
  new Map(
    [...written.matchAll(/\{\{-?\s*\$(\w+)\s*:?=\s*([^{}]*?)\s*-?\}\}/g)].flatMap(
      ([, name = "", expression = ""]): [string, string][] => {
        const value = evaluated(expression, scope);
        return value === undefined ? [] : [[`$${name}`, value]];
      },
    ),
  );

function printed(
  format: string,
  named: string,
  scope: Scope,
  variables: ReadonlyMap<string, string>,
): string | undefined {
  const values = named
    .split(/\s+/)
    .filter(Boolean)
    .map((name) => variables.get(name) ?? lookUp(name, scope) ?? /^"(.*)"$/.exec(name)?.[1]);
  if (values.includes(undefined)) return undefined;
  let index = 0;
  return format.replaceAll("%s", () => values[index++] ?? "");
}

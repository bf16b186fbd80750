import { baseOf, folderOf, get, isRecord, isUnresolved, join, list, record, text, textAt } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";
import { filesRead, rendered, type Scope } from "./templates.ts";
import { assigned, mergedValues } from "./values.ts";

export interface ReleaseValues {
  /** Everything that is known, merged in helmfile's order. */
  known: Record<string, unknown>;
  /** The file of the HelmRelease whose `spec.values` a template hands on: equal by construction. */
  derivedFrom?: string;
  /** What could not be known: a comparison that misses something here says unseen. */
  unresolved: string[];
  /** Of `known`, what nothing unresolved comes after and could override; left out where that is all of it. */
  settled?: Record<string, unknown>;
  /** Files that its templates read and that are not there, as they name them. */
  missing?: string[];
}

/** A release's values in helmfile's order: lists of values, then `set`. */
export function valuesOf(
  items: readonly unknown[],
  release: Record<string, unknown>,
  folder: string,
  files: Files,
  scope: Scope,
): ReleaseValues {
  const result: ReleaseValues = { known: {}, unresolved: [] };
  for (const item of items) {
    if (isRecord(item)) add(result, renderedIn(item, scope));
    else if (typeof item === "string") fromFile(result, rendered(item, scope), folder, files, scope);
  }
  for (const item of list(release["set"])) {
    const [path, value] = [textAt(item, "name"), text(get(item, "value"))];
    if (path !== undefined && value !== undefined) add(result, assigned({}, path, rendered(value, scope)));
    else if (path !== undefined) result.unresolved.push(`set ${path}`);
  }
  if (list(release["secrets"]).length > 0) result.unresolved.push("its secrets are encrypted");
  return result;
}

function add(result: ReleaseValues, values: Record<string, unknown>): void {
  result.known = mergedValues(result.known, values);
  if (result.settled) result.settled = mergedValues(result.settled, values);
}

/** Values that could be anything come in here. */
function leaveOpen(result: ReleaseValues, reason: string): void {
  result.unresolved.push(reason);
  result.settled = {};
}

function fromFile(result: ReleaseValues, named: string, folder: string, files: Files, scope: Scope): void {
  // `{{ requiredEnv "ROOT_DIR" }}/kubernetes/…`: the checkout's own root, where the file is there
  const rooted = /^\{\{-?\s*(?:requiredEnv|env)\s+"\w*(?:ROOT|DIR)\w*"\s*-?\}\}\/([^{]+)$/.exec(named)?.[1];
  const isRooted = rooted !== undefined && files.file(rooted) !== undefined;
  const path = isRooted ? rooted : join(folder, named);
  const file = path === undefined || (isUnresolved(named) && !isRooted) ? undefined : files.file(path);
  if (!file || path === undefined) {
    leaveOpen(result, `the values file ${named} cannot be read`);
    return;
  }
  if (file.trouble && file.template === undefined) {
    leaveOpen(result, `the values file ${path}: ${file.trouble.message}`);
    return;
  }
  // a template that hands on what a HelmRelease has
  if (/readFile|\bexec\b/.test(file.text ?? "")) {
    // helmfile reads from the folder of the values file: https://helmfile.readthedocs.io/en/latest/templating_funcs/#readfile
    const read = filesRead(file.text ?? "", [folderOf(path)], files, scope);
    if (read.missing.length > 0) result.missing = [...(result.missing ?? []), ...read.missing];
    const document = read.paths
      .flatMap((one) => files.file(one)?.documents ?? [])
      .find(({ value }) => textAt(value, "kind") === "HelmRelease");
    if (document) {
      result.derivedFrom = document.file;
      add(result, record(get(document.value, "spec", "values")));
      return;
    }
    const plain = read.paths.find((one) => /values[^/]*\.ya?ml$/.test(baseOf(one)));
    if (plain !== undefined) add(result, record(files.file(plain)?.documents[0]?.value));
    else leaveOpen(result, `the values file ${path} is rendered by helmfile`);
    return;
  }
  for (const { value } of file.documents) add(result, renderedIn(record(value), scope));
  if (file.trouble || file.documents.some(({ conditional }) => conditional))
    leaveOpen(result, `the values file ${path} is a template`);
}

const renderedIn = (value: unknown, scope: Scope): Record<string, unknown> => record(deeply(value, scope));

function deeply(value: unknown, scope: Scope): unknown {
  if (typeof value === "string") return rendered(value, scope);
  if (Array.isArray(value)) return value.map((item) => deeply(item, scope));
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deeply(item, scope)]))
    : value;
}

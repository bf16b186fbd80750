import type { Builder, BuiltObject } from "./build.ts";
import { local } from "./build.ts";
import type { YamlDocument } from "../../observations/checkout.ts";
import { at, get, isRecord, list, textAt, texts, type Path } from "../yaml/documents.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import { identityOf } from "./transformers.ts";

/**
 * `replacements` copy a field of one object into others, after every other transformer. The plain ones are imitated (a
 * field of one object, whole, to fields by name); of others a gap stays that names the kinds which they may change.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/
 */
export function withReplacements(
  builder: Builder,
  folder: string,
  document: YamlDocument,
  objects: readonly BuiltObject[],
): BuiltObject[] {
  let result = [...objects];
  for (const [index, item] of list(get(document.value, "replacements")).entries()) {
    const where = at(document, ["replacements", index]);
    const gap = (reason: string, touches?: string[]): void =>
      void builder.gaps.push({ where, kind: "transformer", reason, ...(touches && { touches }) });
    const named = textAt(item, "path");
    const path = named === undefined ? undefined : local(builder, folder, named, where);
    const file = path === undefined ? undefined : builder.files.file(path);
    if (named !== undefined && file === undefined) {
      if (path !== undefined)
        builder.faults.push({ kind: "missing", where, expected: `a file ${path}`, actual: "there is none" });
      gap(`its replacements of ${named} cannot be read`);
      continue;
    }
    if (file) builder.used.add(file.path);
    if (file?.trouble) gap(`${file.path}: ${file.trouble.message}`);
    const replacements = file
      ? file.documents.flatMap(({ value }) => (Array.isArray(value) ? value : [value]))
      : [item];
    for (const replacement of replacements as unknown[]) {
      const replaced = applied(replacement, result);
      if (replaced) result = replaced;
      else gap("one of its replacements is not imitated", kindsOf(replacement));
    }
  }
  return result;
}

/** The kinds that a replacement writes into; `undefined` where it names none. */
function kindsOf(replacement: unknown): string[] | undefined {
  const kinds = list(get(replacement, "targets")).map((target) => textAt(target, "select", "kind"));
  return kinds.some((kind) => kind === undefined) ? undefined : kinds.flatMap((kind) => kind ?? []);
}

function applied(replacement: unknown, objects: readonly BuiltObject[]): BuiltObject[] | undefined {
  const source = get(replacement, "source");
  const from = fieldOf(textAt(source, "fieldPath") ?? "metadata.name");
  const [first, ...more] = objects.filter((object) => selects(source, object));
  const targets = list(get(replacement, "targets"));
  const isPlain = (options: unknown): boolean =>
    !isRecord(options) || Object.keys(options).every((key) => key === "create");
  const value = first && from && get(first.value, ...from);
  if (value === undefined || more.length > 0 || !isPlain(get(source, "options"))) return undefined;
  let result = [...objects];
  for (const target of targets) {
    const fields = texts(get(target, "fieldPaths")).map(fieldOf);
    if (fields.includes(undefined) || !isPlain(get(target, "options")) || list(get(target, "reject")).length > 0)
      return undefined;
    const creates = get(target, "options", "create") === true;
    result = result.map((object) => {
      if (!selects(get(target, "select"), object)) return object;
      const changed = fields.reduce<Record<string, unknown>>(
        (whole, field) =>
          creates || get(whole, ...(field ?? [])) !== undefined ? assigned(whole, field ?? [], value) : whole,
        object.value,
      );
      return { ...object, ...identityOf(changed, object.document) };
    });
  }
  return result;
}

/** `spec.a.b` and `metadata.annotations.[a.b/c]`; items of lists (`[name=x]`, `0`, `*`) are not imitated. */
function fieldOf(written: string): Path | undefined {
  const parts = [...written.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([whole, bracketed]) => bracketed ?? whole);
  return parts.some((part) => part.includes("=") || part === "*" || /^\d+$/.test(part)) ? undefined : parts;
}

function selects(selector: unknown, object: BuiltObject): boolean {
  const pairs: [string, string][] = [
    ["kind", object.kind],
    ["name", object.name],
    ["namespace", object.namespace ?? ""],
    ["group", groupOf(object.apiVersion)],
    ["version", object.apiVersion.split("/").at(-1) ?? ""],
  ];
  return isRecord(selector) && pairs.every(([key, it]) => [undefined, it].includes(textAt(selector, key)));
}

function assigned(whole: Record<string, unknown>, [key, ...rest]: Path, value: unknown): Record<string, unknown> {
  if (key === undefined) return whole;
  const inner = whole[key];
  return { ...whole, [key]: rest.length === 0 ? value : assigned(isRecord(inner) ? inner : {}, rest, value) };
}

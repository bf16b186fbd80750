import { inFolder, duplicatesOf, kustomizationOf, local, MOST_FOLDERS } from "./build.ts";
import type { Build, BuildGap, Builder, BuiltObject } from "./build.ts";
import type { Where, YamlDocument } from "../../observations/checkout.ts";
import { at, baseOf, get, isRecord, join, list, record, text, textAt, texts } from "../yaml/documents.ts";
import { manifestOf, type Files } from "../yaml/files.ts";
import { generatedBy } from "./generators.ts";
import { patched, targets, type Patch } from "./patches.ts";
import { isEmpty, kindFaults } from "./kinds.ts";
import { withReplacements } from "./replacements.ts";
import { identityOf, namespacesBy, withLabels, withNames, withNamespace } from "./transformers.ts";

/**
 * What `kustomize build` makes of a folder, and, where the folder has no kustomization.yaml, what Flux generates: every
 * manifest below it. https://fluxcd.io/flux/components/kustomize/kustomizations/#generating-a-kustomizationyaml-file
 */
export function buildFolder(files: Files, folder: string, from: Where, added: readonly Added[] = []): Build {
  const build: Build = { objects: [], faults: [], gaps: [], files: new Set() };
  const builder: Builder = {
    files,
    faults: build.faults,
    gaps: build.gaps,
    used: build.files as Set<string>,
    above: [],
    folders: { left: MOST_FOLDERS },
  };
  // Flux writes `spec.components` into the folder's kustomization.yaml: its namespace and patches hold for them too
  if (kustomizationOf(files, folder)) build.objects = applyFolder(builder, folder, from, [], added);
  else {
    build.objects = fromFolder(builder, folder, from, true);
    for (const one of added) build.objects = applyFolder(builder, one.folder, one.where, build.objects);
  }
  const kinds = added.flatMap((one) => kindFaults(kustomizationOf(files, one.folder), one.where, "component"));
  build.faults.push(...kinds, ...duplicatesOf(build.objects));
  return build;
}

/** A component that a Kustomization adds in `spec.components`, with its place. */
export interface Added {
  folder: string;
  where: Where;
}

function fromFolder(builder: Builder, folder: string, from: Where, generates: boolean): BuiltObject[] {
  const { files, faults } = builder;
  const missing = (actual: string): BuiltObject[] => {
    faults.push({ kind: "missing", where: from, expected: `a folder ${folder || "."} with manifests`, actual });
    return [];
  };
  if (!files.isFolder(folder)) return missing(files.file(folder) ? "it is a file" : "no such folder");
  const kustomization = kustomizationOf(files, folder);
  if (kustomization) {
    faults.push(...kindFaults(kustomization, from, "resource"));
    return applyFolder(builder, folder, from, []);
  }
  if (!generates) return missing("it has no kustomization.yaml");
  return generated(builder, folder);
}

/** Flux's generated kustomization: every manifest below; a folder below that has its own kustomization.yaml is built. */
function generated(builder: Builder, folder: string): BuiltObject[] {
  const { files } = builder;
  const own = files.within(folder).filter(({ path }) => /\.ya?ml$/.test(path) && !baseOf(path).startsWith("."));
  const below = files.foldersOf(folder).flatMap((name) => {
    const inner = inFolder(folder, name);
    return kustomizationOf(files, inner)
      ? applyFolder(builder, inner, { file: inner, line: 1, column: 1 }, [])
      : generated(builder, inner);
  });
  return [...own.flatMap(({ path }) => fromFile(builder, path, { file: path, line: 1, column: 1 })), ...below];
}

function applyFolder(
  builder: Builder,
  folder: string,
  from: Where,
  given: BuiltObject[],
  added: readonly Added[] = [],
): BuiltObject[] {
  const { files, faults, gaps, used } = builder;
  const document = kustomizationOf(files, folder);
  if (!document) {
    const actual = files.isFolder(folder)
      ? "it has no kustomization.yaml"
      : files.file(folder)
        ? "it is a file"
        : "no such folder";
    faults.push({
      kind: "missing",
      where: from,
      expected: `a folder ${folder || "."} with a kustomization.yaml`,
      actual,
    });
    return given;
  }
  if (builder.above.includes(folder)) {
    faults.push({
      kind: "invalid",
      where: from,
      expected: "folders that do not include themselves",
      actual: `${folder} includes itself`,
    });
    return given;
  }
  used.add(document.file);
  if (hasNoMore(builder, document)) return given;
  if (document.value === undefined || document.conditional) {
    gaps.push({ where: at(document), kind: "unreadable", reason: "its kustomization.yaml cannot be read for certain" });
    return given;
  }
  const inner = { ...builder, above: [...builder.above, folder] };
  const { value } = document;
  let objects = [...given];
  const isComponent = textAt(value, "kind") === "Component";
  for (const key of ["resources", "bases"]) {
    for (const [index, item] of list(get(value, key)).entries())
      objects.push(...fromResource(inner, folder, text(item) ?? "", at(document, [key, index])));
  }
  objects.push(...generatedBy(builder, folder, document));
  for (const [index, item] of texts(get(value, "components")).entries()) {
    const where = at(document, ["components", index]);
    const path = local(inner, folder, item, where);
    if (path === undefined) continue;
    faults.push(...kindFaults(kustomizationOf(builder.files, path), where, "component"));
    objects = applyFolder(inner, path, where, objects);
  }
  for (const one of added) objects = applyFolder(inner, one.folder, one.where, objects);
  const spaces = namespacesBy(transformersOf(inner, folder, document));
  gaps.push(...notImitated(document, spaces !== undefined));
  // into the first one Flux writes `buildMetadata`, since 2.3: https://github.com/fluxcd/pkg/pull/757
  if (!isComponent && builder.above.length > 0 && isEmpty(value))
    faults.push({
      kind: "empty",
      where: at(document),
      expected: "a kustomization.yaml with resources",
      actual: "it is empty",
    });
  const all = transformed(inner, folder, document, objects);
  return (spaces ?? []).reduce<BuiltObject[]>((before, space) => before.map(space), all);
}

/** What else of a kustomization.yaml changes objects. `transformersAre`: whether its transformers are imitated. */
const notImitated = (document: YamlDocument, transformersAre: boolean): BuildGap[] =>
  ["transformers", "generators", "helmCharts", "vars"].flatMap((key): BuildGap[] => {
    if (list(get(document.value, key)).length === 0 || (key === "transformers" && transformersAre)) return [];
    const kind = key === "helmCharts" || key === "generators" ? "chart" : "transformer";
    return [{ where: at(document, [key]), kind, reason: `its ${key} are not imitated` }];
  });

/** Whether this build has applied as many folders as it may; told once. */
function hasNoMore({ folders, gaps }: Builder, document: YamlDocument): boolean {
  folders.left -= 1;
  if (folders.left === 0) {
    const reason = `it applies more than ${MOST_FOLDERS} folders: the others are not read`;
    gaps.push({ where: at(document), kind: "unreadable", reason });
  }
  return folders.left <= 0;
}

/** The configurations of `transformers:`; `undefined` where one cannot be read. */
function transformersOf(builder: Builder, folder: string, document: YamlDocument): BuiltObject[] | undefined {
  const aside = { ...builder, gaps: [], faults: [] };
  const all = list(get(document.value, "transformers")).flatMap((item) => {
    const written = text(item) ?? "";
    if (!written.includes("\n")) return fromResource(aside, folder, written, at(document));
    return (builder.files.inner(written) ?? [{}]).map((one) => identityOf(record(one), document));
  });
  return [...aside.gaps, ...aside.faults].length === 0 ? all : undefined;
}

/** In kustomize's order: patches, then the namespace, names, labels, replacements. */
function transformed(builder: Builder, folder: string, document: YamlDocument, objects: BuiltObject[]): BuiltObject[] {
  const { value } = document;
  let result = objects;
  for (const patch of patchesOf(builder, folder, document)) result = withPatch(result, patch);
  const namespace = textAt(value, "namespace");
  if (namespace !== undefined) result = result.map((object) => withNamespace(object, namespace));
  result = result.map((object) => withNames(object, textAt(value, "namePrefix"), textAt(value, "nameSuffix")));
  const pairs = list(get(value, "labels")).map((item) => record(get(item, "pairs")));
  const labels = Object.assign({}, record(get(value, "commonLabels")), ...pairs) as Record<string, unknown>;
  result = result.map((object) => withLabels(object, labels, record(get(value, "commonAnnotations"))));
  return withReplacements(builder, folder, document, result);
}

/** Applies a patch to the objects that it means. */
export const withPatch = (objects: readonly BuiltObject[], patch: Patch): BuiltObject[] =>
  objects.flatMap((object) => {
    if (!targets(patch, object.value)) return [object];
    const value = patched(object.value, patch);
    return isRecord(value) ? [{ ...object, ...identityOf(value, object.document) }] : [];
  });

function patchesOf(builder: Builder, folder: string, document: YamlDocument): Patch[] {
  const { value } = document;
  const read = (key: string, index: number, item: unknown): Patch[] => {
    const meant = { target: get(item, "target"), options: get(item, "options") };
    const where = at(document, [key, index]);
    const written = typeof item === "string" && item.includes("\n") ? item : textAt(item, "patch");
    if (written !== undefined) {
      const contents = builder.files.inner(written);
      if (!contents) builder.gaps.push({ where, kind: "unreadable", reason: "its patch cannot be read" });
      return (contents ?? []).map((content) => ({ content, ...meant }));
    }
    const path = typeof item === "string" ? item : textAt(item, "path");
    if (path === undefined) return [];
    const named = local(builder, folder, path, where);
    if (named === undefined) return [];
    const file = builder.files.file(named);
    if (!file) {
      builder.faults.push({ kind: "missing", where, expected: `a patch ${named}`, actual: "no such file" });
      return [];
    }
    builder.used.add(file.path);
    return file.documents.map(({ value: content }) => ({ content, ...meant }));
  };
  return ["patches", "patchesStrategicMerge", "patchesJson6902"].flatMap((key) =>
    list(get(value, key)).flatMap((item, index) => read(key, index, item)),
  );
}

function fromResource(builder: Builder, folder: string, named: string, where: Where): BuiltObject[] {
  if (named === "") return [];
  const path = local(builder, folder, named, where);
  if (path === undefined) return [];
  if (builder.files.file(path)) return fromFile(builder, path, where);
  if (!builder.files.isFolder(path)) {
    builder.faults.push({ kind: "missing", where, expected: `a file or folder ${path}`, actual: "there is none" });
    return [];
  }
  return fromFolder(builder, path, where, false);
}

function fromFile({ files, gaps, used }: Builder, path: string, where: Where): BuiltObject[] {
  const file = files.file(path);
  if (!file) return [];
  used.add(path);
  if (file.trouble) gaps.push({ where, kind: "unreadable", reason: `${path}: ${file.trouble.message}` });
  return file.documents.flatMap((document) => {
    if (document.value === undefined || document.conditional) {
      gaps.push({ where: at(document), kind: "unreadable", reason: `${path} cannot be read for certain` });
      return [];
    }
    if ((textAt(document.value, "kind") ?? "").endsWith("List") && Array.isArray(get(document.value, "items")))
      return list(get(document.value, "items")).flatMap((item) => (isRecord(item) ? [identityOf(item, document)] : []));
    return manifestOf(document) ? [identityOf(record(document.value), document)] : [];
  });
}

/** The folder that a path of a Kustomization means: `./kubernetes/apps`, `/kubernetes/apps`, `kubernetes/apps`. */
export const folderNamed = (path: string): string | undefined => join("", path.replace(/^\/+/, ""));

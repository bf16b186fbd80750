import type { Where } from "../../observations/checkout.ts";
import { at, get, isRecord, isUnresolved, join, list, record, textAt, texts } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";
import type { Build, BuildGap, BuiltObject } from "../kustomize/build.ts";
import { inOrder } from "./order.ts";
import { buildFolder, folderNamed, withPatch } from "../kustomize/folder.ts";
import { expressionsOf, substitutedIn, type Variables } from "./substitution.ts";
import { bareUrl, type FluxSync } from "./sync.ts";
import { withLabels, withNames, withNamespace } from "../kustomize/transformers.ts";
import { variablesOf } from "./variables.ts";
import {
  type Entry,
  type FluxTree,
  type FluxKustomization,
  isFluxKustomization,
  type Reference,
} from "./kustomizations.ts";

export function treeOf(files: Files, entries: readonly Entry[], syncs: readonly FluxSync[]): FluxTree {
  const tree: FluxTree = { roots: [], kustomizations: [], objects: [], repeated: [], elsewhere: [] };
  const known = new Map<string, FluxKustomization>();
  const sources = new Map<string, BuiltObject>();
  for (const entry of entries) {
    const { folder, where, name, namespace, object } = entry;
    // an instance's sync and a gotk-sync.yaml may declare the same twice
    if (tree.roots.some((root) => root.folder === folder)) continue;
    if (known.has(`${namespace}/${name}`)) {
      tree.elsewhere.push(entry);
      continue;
    }
    const root = object ? declared(object) : bare(name, namespace, where);
    tree.roots.push(root);
    if (entry.unknown !== undefined) root.unknown = entry.unknown;
    if (entry.base !== undefined) root.base = entry.base;
    expand({ files, tree, known, syncs, sources }, root, folder);
  }
  return tree;
}

interface Growing {
  files: Files;
  tree: FluxTree;
  known: Map<string, FluxKustomization>;
  syncs: readonly FluxSync[];
  /** The first object of each kind and name so far: what a sourceRef means. */
  sources: Map<string, BuiltObject>;
}

/** More objects than clusters have: where many Kustomizations build one folder, each of them has all of it. */
const MOST_OBJECTS = 100_000;

function expand(growing: Growing, kustomization: FluxKustomization, folder: string | undefined): void {
  const { files, tree, known, sources } = growing;
  known.set(`${kustomization.namespace}/${kustomization.name}`, kustomization);
  tree.kustomizations.push(kustomization);
  kustomization.variables = variablesOf(kustomization, files, tree);
  if (folder === undefined || kustomization.unknown !== undefined) return;
  kustomization.folder = folder;
  if (tree.objects.length > MOST_OBJECTS) {
    kustomization.unknown = `more than ${MOST_OBJECTS} objects are built before it: it is not read`;
    return;
  }
  kustomization.build = buildOf(kustomization, files, folder);
  const waiting: FluxKustomization[] = [];
  for (const object of kustomization.build.objects) {
    tree.objects.push({ object, owner: kustomization });
    const named = `${object.kind}/${object.name}`;
    if (!sources.has(named)) sources.set(named, object);
    if (!isFluxKustomization(object)) continue;
    const child = declared(object, kustomization);
    const first = known.get(`${child.namespace}/${child.name}`);
    if (first) {
      // a tree may hold its own root's declaration: gotk-sync.yaml in the folder that it names
      if (!isAbove(first, kustomization)) tree.repeated.push({ object, owner: kustomization, first });
      continue;
    }
    known.set(`${child.namespace}/${child.name}`, child);
    kustomization.children.push(child);
    waiting.push(child);
  }
  for (const child of inOrder(waiting)) expand(growing, child, placed(child, growing));
}

function isAbove(one: FluxKustomization, other: FluxKustomization): boolean {
  for (let it: FluxKustomization | undefined = other; it; it = it.parent) if (it === one) return true;
  return false;
}

/** The folder that a Kustomization builds, where this checkout is its source. */
function placed(it: FluxKustomization, { files, syncs, sources }: Growing): string | undefined {
  const spec = get(it.object?.value, "spec");
  const path = textAt(spec, "path") ?? "./";
  const kind = textAt(spec, "sourceRef", "kind") ?? "GitRepository";
  const name = textAt(spec, "sourceRef", "name") ?? "";
  // a Kustomization that is built later may bring it
  const written = files.named(kind, name);
  const source = sources.get(`${kind}/${name}`)?.value ?? (written.length === 1 ? written[0]?.value : undefined);
  const url = textAt(source, "spec", "url");
  const own = syncs.flatMap((sync) => sync.url?.text ?? []).map(bareUrl);
  if (url !== undefined && own.length > 0 && !isUnresolved(url) && !own.includes(bareUrl(url)))
    it.unknown = `its source ${kind} ${name} is ${url}, not this checkout`;
  else if (url !== undefined && isUnresolved(url) && isOther(url, own))
    it.unknown = `its source ${kind} ${name} is another repository, at a URL that only the cluster knows`;
  else if (kind === "ExternalArtifact" || kind === "Bucket") it.unknown = `its source is a ${kind}`;
  else if (isUnresolved(path)) it.unknown = `its path ${path} holds a variable that nothing here resolves`;
  if (it.unknown !== undefined) return undefined;
  if (it.base === undefined && it.parent?.base !== undefined && isSameSource(it, it.parent)) it.base = it.parent.base;
  const folder = folderNamed(it.base === undefined ? path : `${it.base}/${path.replace(/^\.?\//, "")}`);
  // nothing tells which repository this is: it is the one that what declares it was built from
  const above = textAt(it.parent?.object?.value, "spec", "sourceRef", "name");
  const isOwn = (above === undefined || above === name) && folder !== undefined && folder !== "";
  const isStrange = !isOwn || !files.isFolder(folder);
  if (url !== undefined && own.length === 0 && isStrange)
    it.unknown = `its source ${kind} ${name} may be another repository`;
  return folder;
}

/** Children of an artifact take it too; what a FluxInstance makes for itself has no object and is called flux-system. */
const isSameSource = (it: FluxKustomization, parent: FluxKustomization): boolean => {
  const sourceOf = ({ object }: FluxKustomization): string =>
    textAt(object?.value, "spec", "sourceRef", "name") ?? "flux-system";
  return sourceOf(it) === sourceOf(parent);
};

/** Whether a URL with a variable in it (its host) ends in another repository's name. */
const isOther = (url: string, own: readonly string[]): boolean => {
  const last = bareUrl(url).split("/").at(-1) ?? "";
  return own.length > 0 && !isUnresolved(last) && own.every((one) => one.split("/").at(-1) !== last);
};

/**
 * What a Kustomization applies: kustomize's build, then its own transformers, patches and substitutions, in that order.
 */
function buildOf({ object, where, variables }: FluxKustomization, files: Files, folder: string): Build {
  if (!object) return buildFolder(files, folder, where);
  const spec = get(object.value, "spec");
  const components = texts(get(spec, "components")).flatMap((one, index) => {
    const named = join(folder, one);
    return named === undefined ? [] : [{ folder: named, where: at(object.document, ["spec", "components", index]) }];
  });
  const build = buildFolder(files, folder, at(object.document, ["spec", "path"]), components);
  for (const [index, item] of list(get(spec, "patches")).entries()) {
    const contents = files.inner(textAt(item, "patch") ?? "");
    if (!contents) {
      const reason = "its patch cannot be read";
      build.gaps.push({ where: at(object.document, ["spec", "patches", index]), kind: "unreadable", reason });
    }
    for (const content of contents ?? [])
      build.objects = withPatch(build.objects, { content, target: get(item, "target") });
  }
  const namespace = textAt(spec, "targetNamespace");
  const meta = record(get(spec, "commonMetadata"));
  const postBuild = get(spec, "postBuild");
  const hasSources = list(get(postBuild, "substituteFrom")).length > 0;
  build.objects = build.objects
    .map((one) => (namespace === undefined ? one : withNamespace(one, namespace)))
    .map((one) => withNames(one, textAt(spec, "namePrefix"), textAt(spec, "nameSuffix")))
    .map((one) => withLabels(one, record(meta["labels"]), record(meta["annotations"])))
    .map((one) => (postBuild === undefined ? one : withSubstitutions(one, variables, hasSources)));
  return build;
}

function withSubstitutions(object: BuiltObject, variables: Variables, hasSources: boolean): BuiltObject {
  const marks = [get(object.value, "metadata", "labels"), get(object.value, "metadata", "annotations")];
  if (marks.some((mark) => textAt(mark, "kustomize.toolkit.fluxcd.io/substitute") === "disabled")) return object;
  // without any variable Flux leaves everything as it is; an optional source may have some
  const isSubstituted = variables.known.size + variables.hidden.size + variables.missing.length > 0;
  const { wants, unparsable } = isSubstituted || hasSources ? expressionsOf(object) : {};
  const value = record(substitutedIn(object.value, variables));
  const namespace = textAt(value, "metadata", "namespace");
  const name = textAt(value, "metadata", "name") ?? "";
  return {
    ...object,
    value,
    name,
    ...(namespace !== undefined && { namespace }),
    ...(wants && { wants }),
    ...(unparsable && isSubstituted && { unparsable }),
  };
}

const bare = (name: string, namespace: string, where: Where): FluxKustomization => ({
  name,
  namespace,
  where,
  children: [],
  build: { objects: [], faults: [], gaps: [], files: new Set() },
  variables: { known: new Map(), hidden: new Set(), missing: [] },
  waits: false,
  dependsOn: [],
});

function declared(object: BuiltObject, parent?: FluxKustomization): FluxKustomization {
  const namespace = object.namespace ?? "";
  const spec = get(object.value, "spec");
  const waits =
    get(spec, "wait") === true || ["healthChecks", "healthCheckExprs"].some((key) => list(get(spec, key)).length > 0);
  return {
    ...bare(object.name, namespace, at(object.document)),
    object,
    ...(parent && { parent }),
    waits,
    dependsOn: dependenciesOf(object, "Kustomization"),
  };
}

/** What an object's `spec.dependsOn` names; without a namespace it means the object's own. */
export const dependenciesOf = (object: BuiltObject, kind: string): Reference[] =>
  list(get(object.value, "spec", "dependsOn")).flatMap((item, index) =>
    isRecord(item)
      ? [
          {
            kind,
            name: textAt(item, "name") ?? "",
            namespace: textAt(item, "namespace") ?? object.namespace ?? "",
            where: at(object.document, ["spec", "dependsOn", index]),
          },
        ]
      : [],
  );

/**
 * What could change fields of objects of this kind in a Kustomization's build, and is not imitated here (transformers,
 * vars, replacements): a check about values says `unseen` then. A HelmRelease has it in `values.unresolved` too.
 */
export const valueGap = ({ build }: FluxKustomization, kind: string): BuildGap | undefined =>
  build.gaps.find((gap) => gap.kind === "transformer" && (gap.touches?.includes(kind) ?? true));

import type { Where } from "../../observations/checkout.ts";
import type { Checkout } from "../../observations/checkout.ts";
import { at, baseOf, folderOf, get, inText, record, textAt } from "../yaml/documents.ts";
import { filesOf, manifestOf, type Files } from "../yaml/files.ts";
import { folderNamed } from "../kustomize/folder.ts";
import { appliesItself } from "../flux/sync.ts";
import { handOvers } from "../syncs.ts";
import { talosOf, talosValues } from "../talos/pieces.ts";

/** A cluster's name, and where it was found. */
export interface Cluster {
  value: string;
  from: string;
}

/**
 * The clusters of a checkout, by name. Several where it has folders below `clusters/` that hold YAML, syncs whose paths
 * differ in one folder, or helmfile environments with such folders.
 */
export function clustersIn(checkout: Checkout): Cluster[] {
  const files = filesOf(checkout);
  const forks = [...byFolder(files), ...bySyncs(files)];
  const once = forks.filter((one, index) => forks.findIndex(({ value }) => value === one.value) === index);
  if (once.length > 1 || once.some(({ value }) => isEnvironment(value, files))) return once;
  const listed = listedBy(files);
  const different = listed.filter((one, index) => listed.findIndex(({ value }) => value === one.value) === index);
  return different.length > 1 ? different : single(files, [...once, ...listed]);
}

/**
 * From the lists of machines that talhelper and topf use: one list for each cluster, named by its folder where a
 * template gives the name.
 */
const listedBy = (files: Files): Cluster[] =>
  files.documents.flatMap((document) => {
    const text = textAt(document.value, "clusterName");
    if (text === undefined || !Array.isArray(get(document.value, "nodes"))) return [];
    const folder = baseOf(folderOf(document.file));
    const isTold = NAME.test(text) || folder === "talos";
    return named(isTold ? text : folder, at(document, ["clusterName"]));
  });

/**
 * The folder with this cluster's list of machines, where other clusters have theirs elsewhere; `undefined` where all
 * share one.
 */
export function talosFolder(files: Files, cluster: string): string | undefined {
  const listed = listedBy(files);
  const own = listed.find(({ value }) => value === cluster);
  return own && listed.length > 1 ? folderOf(own.from.replace(/:\d+$/, "")) : undefined;
}

/**
 * From folders below `clusters/` with something for Flux; one alone counts. Deeper folders may belong to database
 * clusters.
 */
function byFolder(files: Files): Cluster[] {
  const found = new Map<string, Cluster & { depth: number }>();
  // what one sync builds whole is one cluster's
  const built = new Set(handOvers(files, {}).syncs.map(({ path }) => folderNamed(path?.text ?? "")));
  for (const document of files.documents) {
    const parts = document.file.split("/");
    const fork = parts.indexOf("clusters");
    const value = parts[fork + 1];
    if (fork < 0 || value === undefined || fork + 2 >= parts.length || found.has(value)) continue;
    if (built.has(parts.slice(0, fork + 1).join("/"))) continue;
    if (NAME.test(value) && !SHARED.test(value) && FLUX.test(manifestOf(document)?.apiVersion ?? ""))
      found.set(value, { value, from: parts.slice(0, fork + 2).join("/"), depth: fork });
  }
  const highest = Math.min(...[...found.values()].map(({ depth }) => depth));
  return [...found.values()].filter(({ depth }) => depth === highest).map(({ value, from }) => ({ value, from }));
}

const FLUX = /^(?:kustomize|source)\.toolkit\.fluxcd\.io|^fluxcd\.controlplane\.io/;

/** From paths of syncs like `kubernetes/main/flux` and `kubernetes/staging/flux`: the folder in which they differ. */
function bySyncs(files: Files): Cluster[] {
  const paths = handOvers(files, {}).syncs.flatMap(({ path }) =>
    path?.text === undefined ? [] : [{ where: path.where, parts: path.text.replace(/^\.?\//, "").split("/") }],
  );
  const [one] = paths;
  if (!one) return [];
  if (paths.some(({ parts }) => parts.length !== one.parts.length)) return bySelves(files);
  const differing = one.parts.flatMap((_, index) =>
    paths.some(({ parts }) => parts[index] !== one.parts[index]) ? [index] : [],
  );
  const [place] = differing;
  if (place === undefined || differing.length > 1) return [];
  return paths.flatMap(({ parts, where }) => {
    const value = parts[place] ?? "";
    return NAME.test(value) ? [{ value, from: inText(where) }] : [];
  });
}

/** From syncs that apply themselves, like `k8s/main/flux` and `k8s/media/flux/config`: the folder before one that is the same. */
function bySelves(files: Files): Cluster[] {
  const selves = handOvers(files, {}).syncs.flatMap((sync) =>
    sync.path && appliesItself(sync)
      ? [{ where: sync.path.where, parts: (folderNamed(sync.path.text ?? "") ?? "").split("/") }]
      : [],
  );
  const [one, ...more] = selves;
  const place = one?.parts.findIndex((part, index) => more.some(({ parts }) => parts[index] !== part)) ?? -1;
  const after = one?.parts[place + 1];
  if (place < 0 || after === undefined || more.some(({ parts }) => parts[place + 1] !== after)) return [];
  return selves.flatMap(({ parts, where }) => {
    const value = parts[place] ?? "";
    return NAME.test(value) ? [{ value, from: inText(where) }] : [];
  });
}

const isEnvironment = (name: string, files: Files): boolean =>
  files.documents.some(({ value }) => record(get(value, "environments"))[name] !== undefined);

/** Where there is only one cluster: the name in Talos or Cilium, else that of its folder. */
function single(files: Files, folders: readonly Cluster[]): Cluster[] {
  const talos = talosValues(talosOf(files), ["cluster", "clusterName"]);
  const cilium = files.documents.flatMap((document) => {
    const manifest = manifestOf(document);
    const place = ["spec", "values", "cluster", "name"];
    const text = textAt(document.value, ...place);
    return manifest?.kind === "HelmRelease" && manifest.name === "cilium" && text !== undefined
      ? [{ text, where: at(document, place) }]
      : [];
  });
  const said = [...folders, ...[...talos, ...cilium].flatMap(({ text, where }) => named(text, where))];
  return said.slice(0, 1);
}

const named = (text: string | undefined, where: Where): Cluster[] =>
  text !== undefined && NAME.test(text) ? [{ value: text, from: inText(where) }] : [];

/** A name that the profile's schema accepts. */
const NAME = /^[a-z0-9][a-z0-9-]*$/;

const SHARED = /^(?:base|common|shared|components|templates?|lib|vars|config|repos|repositories|sources)$/;

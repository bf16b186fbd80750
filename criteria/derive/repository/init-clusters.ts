import type { Where } from "../../criterion.ts";
import type { Checkout } from "./checkout.ts";
import { at, get, inText, record, textAt } from "./documents.ts";
import { filesOf, manifestOf, type Files } from "./files.ts";
import { syncsIn } from "./sync.ts";
import { talosOf, talosValues } from "./talos.ts";

/** A cluster's name, and what calls it so. */
export interface Cluster {
  value: string;
  from: string;
}

/**
 * The clusters that a checkout is for, by name. Several where it forks: folders below `clusters/` that hold YAML, paths
 * of several syncs that differ in one folder, environments of helmfile that have such folders.
 */
export function clustersIn(checkout: Checkout): Cluster[] {
  const files = filesOf(checkout);
  const forks = [...byFolder(files), ...bySyncs(files)];
  const once = forks.filter((one, index) => forks.findIndex(({ value }) => value === one.value) === index);
  return once.length > 1 || once.some(({ value }) => isEnvironment(value, files)) ? once : single(files, once);
}

/** Folders of `clusters/` in which Flux has something: one alone is a cluster too. Databases have clusters too, further down. */
function byFolder(files: Files): Cluster[] {
  const found = new Map<string, Cluster & { depth: number }>();
  for (const document of files.documents) {
    const parts = document.file.split("/");
    const fork = parts.indexOf("clusters");
    const value = parts[fork + 1];
    if (fork < 0 || value === undefined || fork + 2 >= parts.length || found.has(value)) continue;
    if (NAME.test(value) && !SHARED.test(value) && FLUX.test(manifestOf(document)?.apiVersion ?? ""))
      found.set(value, { value, from: parts.slice(0, fork + 2).join("/"), depth: fork });
  }
  const highest = Math.min(...[...found.values()].map(({ depth }) => depth));
  return [...found.values()].filter(({ depth }) => depth === highest).map(({ value, from }) => ({ value, from }));
}

const FLUX = /^(?:kustomize|source)\.toolkit\.fluxcd\.io|^fluxcd\.controlplane\.io/;

/** `kubernetes/main/flux` and `kubernetes/staging/flux`: the folder in which they differ. */
function bySyncs(files: Files): Cluster[] {
  const paths = syncsIn(files, {}).flatMap(({ path }) =>
    path?.text === undefined ? [] : [{ where: path.where, parts: path.text.replace(/^\.?\//, "").split("/") }],
  );
  const [one] = paths;
  if (!one || paths.some(({ parts }) => parts.length !== one.parts.length)) return [];
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

const isEnvironment = (name: string, files: Files): boolean =>
  files.documents.some(({ value }) => record(get(value, "environments"))[name] !== undefined);

/** The name that Talos or Cilium has for the only cluster, then its folder's. */
function single(files: Files, folders: readonly Cluster[]): Cluster[] {
  const talos = talosValues(talosOf(files), ["clusterName"], ["cluster", "clusterName"]);
  const listed = files.documents.flatMap((document) => {
    const text = textAt(document.value, "clusterName");
    const isList = Array.isArray(get(document.value, "nodes"));
    return text !== undefined && isList ? [{ text, where: at(document, ["clusterName"]) }] : [];
  });
  const cilium = files.documents.flatMap((document) => {
    const manifest = manifestOf(document);
    const place = ["spec", "values", "cluster", "name"];
    const text = textAt(document.value, ...place);
    return manifest?.kind === "HelmRelease" && manifest.name === "cilium" && text !== undefined
      ? [{ text, where: at(document, place) }]
      : [];
  });
  const said = [...folders, ...[...talos, ...listed, ...cilium].flatMap(({ text, where }) => named(text, where))];
  return said.slice(0, 1);
}

const named = (text: string | undefined, where: Where): Cluster[] =>
  text !== undefined && NAME.test(text) ? [{ value: text, from: inText(where) }] : [];

/** As the profile's schema wants it. */
const NAME = /^[a-z0-9][a-z0-9-]*$/;

const SHARED = /^(?:base|common|shared|components|templates?|lib|vars|config)$/;

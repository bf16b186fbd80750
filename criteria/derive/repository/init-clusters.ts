import type { Checkout } from "./checkout.ts";
import { at, get, record, textAt } from "./documents.ts";
import { filesOf, isAside, manifestOf, type Files } from "./files.ts";
import type { Said } from "./init-draft.ts";
import { syncsIn } from "./sync.ts";
import { talosOf, talosValues } from "./talos.ts";

/**
 * The clusters that a checkout is for, by name. Several where it forks: folders below `clusters/` that hold YAML, paths
 * of several syncs that differ in one folder, environments of helmfile that have such folders.
 */
export function clustersIn(checkout: Checkout): Said[] {
  const files = filesOf(checkout);
  const forks = [...byFolder(files), ...bySyncs(files)];
  const once = forks.filter((one, index) => forks.findIndex(({ value }) => value === one.value) === index);
  return once.length > 1 || once.some(({ value }) => isEnvironment(value, files)) ? once : single(files, once);
}

/** Folders of `clusters/` whose names stand beside each other; one alone is a cluster too. */
function byFolder(files: Files): Said[] {
  const found = new Map<string, Said>();
  for (const { path, yaml } of files.all) {
    const parts = path.split("/");
    const fork = parts.indexOf("clusters");
    const name = parts[fork + 1];
    if (fork < 0 || !yaml || isAside(path) || name === undefined || fork + 2 >= parts.length) continue;
    // bootstrap/clusters/<name>/values.yaml beside the real one tells no more
    if (!found.has(name) && NAME.test(name) && !SHARED.test(name))
      found.set(name, { value: name, where: { file: parts.slice(0, fork + 2).join("/"), line: 1, column: 1 } });
  }
  return [...found.values()];
}

/** `kubernetes/main/flux` and `kubernetes/staging/flux`: the folder in which they differ. */
function bySyncs(files: Files): Said[] {
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
    return NAME.test(value) ? [{ value, where }] : [];
  });
}

const isEnvironment = (name: string, files: Files): boolean =>
  files.documents.some(({ value }) => record(get(value, "environments"))[name] !== undefined);

/** The name that Talos or Cilium has for the only cluster, then its folder's. */
function single(files: Files, folders: readonly Said[]): Said[] {
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

const named = (text: string | undefined, where: Said["where"]): Said[] =>
  text !== undefined && NAME.test(text) ? [{ value: text, where }] : [];

/** As the profile's schema wants it. */
const NAME = /^[a-z0-9][a-z0-9-]*$/;

const SHARED = /^(?:base|common|shared|components|templates?|lib|vars|config)$/;

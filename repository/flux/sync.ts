import type { Where } from "../../observations/checkout.ts";
import type { YamlDocument } from "../../observations/checkout.ts";
import { at, get, isRecord, isUnresolved, join, textAt, type Path } from "../yaml/documents.ts";
import { manifestOf, type Files } from "../yaml/files.ts";
import { rendered, type Scope } from "../helmfile/templates.ts";

/** A value as somebody wrote it; `text` is left out where only a rendering or the cluster would tell. */
export interface WrittenValue {
  text?: string;
  where: Where;
}

/** What a FluxInstance (or its chart's values, or a GitRepository with its Kustomization) says of the Git source. */
export interface FluxSync {
  /** What declares it. */
  by: "FluxInstance" | "HelmRelease" | "helmfile" | "values" | "GitRepository";
  /** GitRepository, OCIRepository, Bucket. */
  kind: string;
  where: Where;
  /** Of the FluxInstance, where its own manifest or helmfile's release says it. */
  namespace?: string;
  url?: WrittenValue;
  /** `sync.ref`, or the GitRepository's `ref.name`; a `ref.branch` stands in `branch`. */
  ref?: WrittenValue;
  branch?: WrittenValue;
  path?: WrittenValue;
  document: YamlDocument;
  /** Of `flux bootstrap`: the GitRepository's, beside the Kustomization's in `document`. */
  beside?: YamlDocument;
}

/** What declares the hand-over to Flux, found by content. Inline values of helmfile releases come with `syncIn`. */
export function syncsIn(files: Files, scope: Scope): FluxSync[] {
  return files.documents.flatMap((document) => {
    const manifest = manifestOf(document);
    if (manifest?.kind === "FluxInstance") return syncIn(document, ["spec", "sync"], "FluxInstance", scope);
    if (manifest?.kind === "HelmRelease")
      return syncIn(document, ["spec", "values", "instance", "sync"], "HelmRelease", scope);
    if (manifest?.kind === "GitRepository") return gotk(document, files, scope);
    return manifest ? [] : syncIn(document, ["instance", "sync"], "values", scope);
  });
}

/** The sync under a path of a document: https://fluxoperator.dev/docs/crd/fluxinstance/#sync-configuration */
export function syncIn(document: YamlDocument, path: Path, by: FluxSync["by"], scope: Scope): FluxSync[] {
  const sync = get(document.value, ...path);
  if (!isRecord(sync)) return [];
  const told = (key: string): { [key: string]: WrittenValue } => toldAt(document, [...path, key], scope, key);
  const where = at(document, path);
  const namespace =
    by === "helmfile"
      ? scope.release?.namespace
      : by === "values"
        ? undefined
        : (textAt(document.value, "spec", "targetNamespace") ?? textAt(document.value, "metadata", "namespace"));
  return [
    {
      ...(namespace !== undefined && { namespace }),
      by,
      kind: textAt(sync, "kind") ?? "GitRepository",
      where,
      document,
      ...told("url"),
      ...told("ref"),
      ...told("path"),
    },
  ];
}

/** `flux bootstrap`'s way: a GitRepository, and in the same file a Kustomization that takes it as its source. */
function gotk(document: YamlDocument, files: Files, scope: Scope): FluxSync[] {
  const name = textAt(document.value, "metadata", "name");
  return (files.file(document.file)?.documents ?? []).flatMap((other): FluxSync[] => {
    const manifest = manifestOf(other);
    const path = textAt(other.value, "spec", "path");
    if (
      manifest?.kind !== "Kustomization" ||
      path === undefined ||
      textAt(other.value, "spec", "sourceRef", "name") !== name
    )
      return [];
    // charts and CRDs are taken from other repositories in the same way: theirs is not this checkout's path
    const folder = join("", path.replace(/^\/+/, ""));
    const isOurs = /gotk-sync/.test(document.file) || (folder !== undefined && files.isFolder(folder));
    const isBootstrap = name === "flux-system" && manifest.name === name && manifest.namespace === name;
    if (!isOurs && !isBootstrap) return [];
    return [
      {
        by: "GitRepository",
        kind: "GitRepository",
        where: at(document),
        document: other,
        beside: document,
        ...toldAt(document, ["spec", "url"], scope, "url"),
        ...toldAt(document, ["spec", "ref", "name"], scope, "ref"),
        ...toldAt(document, ["spec", "ref", "branch"], scope, "branch"),
        ...toldAt(other, ["spec", "path"], scope, "path"),
      },
    ];
  });
}

/** Whether a sync stands in the folder that it applies: it is where a cluster begins. */
export function appliesItself({ path, document }: FluxSync): boolean {
  const folder = join("", (path?.text ?? "").replace(/^\/+/, ""));
  return folder !== undefined && folder !== "" && document.file.startsWith(`${folder}/`);
}

function toldAt(document: YamlDocument, path: Path, scope: Scope, key: string): { [key: string]: WrittenValue } {
  const written = textAt(document.value, ...path);
  if (written === undefined) return {};
  const text = rendered(written, scope);
  return { [key]: { where: at(document, path), ...(!isUnresolved(text) && { text }) } };
}

/**
 * The repository that a sync follows, where this checkout is another one by its remotes: their names differ. Hosts and
 * owners may, because of mirrors and forks. `undefined` where it is this one, or not known.
 */
export function otherRepository({ kind, url }: FluxSync, remotes: readonly string[] = []): string | undefined {
  const nameOf = (one: string): string => bareUrl(one).split("/").at(-1) ?? "";
  const named = remotes.filter(isUrl);
  if (kind !== "GitRepository" || url?.text === undefined || named.length === 0) return undefined;
  const followed = nameOf(url.text);
  return named.some((one) => nameOf(one) === followed) ? undefined : url.text;
}

/** The remote of this checkout that has the followed repository's name and another owner: a fork, or what it was made from. */
export function forkOf(sync: FluxSync, remotes: readonly string[] = []): string | undefined {
  const ownerOf = (one: string): string => bareUrl(one).split("/").slice(-2).join("/");
  if (sync.url?.text === undefined || otherRepository(sync, remotes) !== undefined) return undefined;
  const followed = ownerOf(sync.url.text);
  const named = remotes.filter((one) => isUrl(one) && bareUrl(one).split("/").at(-1) === followed.split("/").at(-1));
  return named.some((one) => ownerOf(one) === followed) ? undefined : named[0];
}

const isUrl = (remote: string): boolean => /^[a-z+]+:\/\/|^[^/]+:/.test(remote);

/**
 * The folder of the checkout that the artifact of a sync holds: the one below which its path exists, where there is one
 * only; "" for a GitRepository, which is the checkout itself.
 */
export function artifactRoot({ kind }: Pick<FluxSync, "kind">, folder: string, files: Files): string | undefined {
  if (kind === "GitRepository" || folder === "" || files.isFolder(folder)) return "";
  const roots = files
    .foldersOf("")
    .flatMap((one) => [one, ...files.foldersOf(one).map((inner) => `${one}/${inner}`)])
    .filter((root) => files.isFolder(`${root}/${folder}`));
  return roots.length === 1 ? roots[0] : undefined;
}

/** A repository's URL without what differs between ways to reach it. */
export const bareUrl = (url: string): string =>
  url
    .replace(/^[a-z+]+:\/\//, "")
    .replace(/^[^@/]*@/, "")
    .replace(":", "/")
    .replace(/(?:\.git)?\/?$/, "")
    .toLowerCase();

import type { OpenProfile } from "../clusters/profile.ts";
import { at } from "./yaml/documents.ts";
import type { Files, Manifest } from "./yaml/files.ts";
import { isFluxKustomization, type Entry } from "./flux/kustomizations.ts";
import { buildFolder, folderNamed } from "./kustomize/folder.ts";
import { artifactRoot, otherRepository, type FluxSync } from "./flux/sync.ts";
import { identityOf } from "./kustomize/transformers.ts";
import { folderOf, isRecord, textAt } from "./yaml/documents.ts";
import { statementsOf } from "./helmfile/runs.ts";
import type { Task } from "./tasks/task.ts";

interface Seen {
  files: Files;
  belongs(path: string): boolean;
  syncs: readonly FluxSync[];
  manifests: readonly Manifest[];
  tasks: readonly Task[];
  /** URLs of the checkout's remotes. */
  remotes?: readonly string[] | undefined;
}

/**
 * Where Flux begins on this cluster: at the profile's path if the checkout has it, and at what a task applies beside
 * it; else at the paths of the declared syncs; else at the Kustomizations that no other one builds.
 */
export function entriesOf(seen: Seen, { flux }: OpenProfile): Entry[] {
  const { files, syncs } = seen;
  const namespace = flux?.namespace ?? "flux-system";
  const name = flux?.kustomization.name ?? "flux-system";
  const path = flux?.kustomization.path;
  const folder = path === undefined ? undefined : folderNamed(path);
  if (folder !== undefined && files.isFolder(folder)) {
    const sync = syncs.find(({ path }) => path?.text !== undefined && folderNamed(path.text) === folder);
    return [
      sync
        ? entryOf(sync, folder, name, namespace, seen.remotes)
        : { name, namespace, folder, where: { file: folder, line: 1, column: 1 } },
      ...appliedByTask(seen).flatMap((other): Entry[] => {
        const path = folderNamed(other.path?.text ?? "");
        return path === undefined || path === folder ? [] : [entryOf(other, path, name, namespace, seen.remotes)];
      }),
    ];
  }
  const declared = syncs.flatMap((sync): Entry[] => {
    const path = sync.path?.text === undefined ? undefined : folderNamed(sync.path.text);
    const base = path === undefined ? undefined : artifactRoot(sync, path, files);
    if (path === undefined || base === undefined) return [];
    if (base !== "") return [{ ...entryOf(sync, `${base}/${path}`, name, namespace, seen.remotes), base }];
    return files.isFolder(path) ? [entryOf(sync, path, name, namespace, seen.remotes)] : [];
  });
  return declared.length > 0 ? declared : topmost(seen);
}

/**
 * A second entry: the GitRepository and Kustomization in a file that a task applies during the bootstrap, beside the
 * sync of a FluxInstance.
 */
function appliedByTask({ files, syncs, tasks }: Seen): FluxSync[] {
  const lines = tasks
    .flatMap((task) => statementsOf(task).map(({ text }) => text))
    .filter((text) => APPLIES.test(text));
  return syncs.filter(({ by, path, document }) => {
    const folder = folderNamed(path?.text ?? "");
    if (by !== "GitRepository" || folder === undefined || !files.isFolder(folder)) return false;
    // the rest of the path is usually a variable of the task runner
    const tail = folderOf(document.file).split("/").slice(-2).join("/");
    return tail.includes("/") && lines.some((line) => line.includes(`/${tail}`));
  });
}

const APPLIES = /\bkubectl\b.*\bapply\b/;

const entryOf = (sync: FluxSync, folder: string, name: string, namespace: string, remotes: Seen["remotes"]): Entry => {
  const { by, document, where } = sync;
  const unknown = unknownFolder(sync, folder, remotes);
  const outside = unknown === undefined ? {} : { unknown };
  if (by !== "GitRepository" || !isRecord(document.value)) return { name, namespace, folder, where, ...outside };
  const object = identityOf(document.value, document);
  return { name: object.name, namespace: object.namespace ?? "", folder, where, object, ...outside };
};

/** An artifact holds the folder that somebody pushed: its root is rarely the checkout's, which holds much beside. */
function unknownFolder(sync: FluxSync, folder: string, remotes: Seen["remotes"]): string | undefined {
  const elsewhere = otherRepository(sync, remotes);
  if (elsewhere !== undefined) return `its path lies in ${elsewhere}, of which this is no checkout`;
  return sync.kind !== "GitRepository" && folder === ""
    ? `it builds all of the ${sync.kind} ${sync.url?.text ?? ""}, and which folder of this checkout is pushed there is not known`
    : undefined;
}

/** The Kustomizations that no other one builds. */
function topmost({ files, belongs, manifests }: Seen): Entry[] {
  const all = manifests.filter((one) => isFluxKustomization(one) && belongs(one.document.file));
  const others = otherSources(all, manifests);
  const written = all.filter(({ document }) => !others.has(sourceOf(document)));
  const entries = written.flatMap(({ document, name, namespace = "" }): Entry[] => {
    const folder = folderNamed(textAt(document.value, "spec", "path") ?? "./");
    if (folder === undefined || !files.isFolder(folder) || !isRecord(document.value)) return [];
    return [{ name, namespace, folder, where: at(document), object: identityOf(document.value, document) }];
  });
  const read = new Set(
    entries.flatMap(({ folder, where }) =>
      [...buildFolder(files, folder, where).files].filter((file) => file !== where.file),
    ),
  );
  return entries.filter(({ where }) => !read.has(where.file));
}

const sourceOf = ({ value }: Manifest["document"]): string => textAt(value, "spec", "sourceRef", "name") ?? "";

/** Sources at another URL than the one that most Kustomizations take: a chart's repository, another one of the owner. */
function otherSources(written: readonly Manifest[], manifests: readonly Manifest[]): ReadonlySet<string> {
  const times = new Map<string, number>();
  for (const { document } of written) times.set(sourceOf(document), (times.get(sourceOf(document)) ?? 0) + 1);
  const [own] = [...times].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  const urlOf = (name: string | undefined): string | undefined =>
    textAt(manifests.find((one) => one.kind === "GitRepository" && one.name === name)?.document.value, "spec", "url");
  return new Set(
    [...times.keys()].filter((name) => name !== own && urlOf(name) !== undefined && urlOf(name) !== urlOf(own)),
  );
}

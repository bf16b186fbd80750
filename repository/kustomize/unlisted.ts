import type { RepositoryNotice } from "../finding.ts";
import { asksFor, makes } from "../flux/asked-for.ts";
import type { Repository } from "../model.ts";
import { at, baseOf, folderOf, textAt } from "../yaml/documents.ts";
import { isAside } from "../yaml/files.ts";
import { kustomizationOf } from "./build.ts";
import { escaped } from "../yaml/expressions.ts";

/**
 * Manifests in a folder that Flux builds which its kustomization.yaml does not list. One whose name stands in it as a
 * comment is left out on purpose, and what a task, a hook or another file names is used there.
 */
export function unlistedManifests(repository: Repository): RepositoryNotice[] {
  const { tree, manifests, files, belongs } = repository;
  const used = new Set(tree.kustomizations.flatMap(({ build }) => [...build.files]));
  const built = new Set([...used].map(folderOf));
  const asked = asksFor(repository);
  const folders = new Map<string, { first: RepositoryNotice; more: number }>();
  for (const { document, kind, name, namespace, apiVersion } of manifests) {
    const { file } = document;
    const folder = folderOf(file);
    // a template is never listed: what is rendered of it is
    if (!/\.ya?ml$/.test(file)) continue;
    if (used.has(file) || !built.has(folder) || isAside(file) || !belongs(file)) continue;
    const list = kustomizationOf(files, folder);
    if (!list || list.file === file || apiVersion.startsWith("kustomize.")) continue;
    const base = baseOf(file);
    if (files.all.some(({ path, text }) => path !== file && (text ?? "").includes(base) && mayName(path, folder)))
      continue;
    const wanted = makes({ kind, name, value: document.value }).find((one) =>
      asked.some(({ what, place }) => what === one && (namespace === undefined || place === namespace)),
    );
    const by = asked.find(({ what }) => what === wanted);
    const notice: RepositoryNotice = {
      severity: wanted === undefined ? "information" : "warning",
      subject: `file/${file}`,
      expected: `${list.file} lists it`,
      actual: `nothing lists ${kind} ${name}${by ? `; ${by.by} asks for ${wanted}` : ""}`,
      where: at(document),
      because: by
        ? "It is never applied: what asks for it does not start."
        : "It is never applied, though it lies beside what is.",
      mend: `Add ./${baseOf(file)} to its resources, or remove the file.`,
    };
    const key = wanted === undefined ? folder : file;
    const known = folders.get(key);
    if (known) known.more += 1;
    else folders.set(key, { first: notice, more: 0 });
  }
  const told = [...folders.values()].map(({ first, more }) => ({
    ...first,
    actual: more === 0 ? first.actual : `${first.actual}, and ${more} more of this folder`,
  }));
  return [...told, ...unlistedFolders(repository, used, built)];
}

/** Folders with a kustomization.yaml of their own, within one that Flux builds, that nothing names. */
function unlistedFolders(
  { tree, files, belongs }: Repository,
  used: ReadonlySet<string>,
  built: ReadonlySet<string>,
): RepositoryNotice[] {
  const folders = new Set(tree.kustomizations.flatMap(({ folder }) => folder ?? []));
  return files.all.flatMap(({ path, documents }): RepositoryNotice[] => {
    const folder = folderOf(path);
    const list = kustomizationOf(files, folder);
    const above = kustomizationOf(files, folderOf(folder));
    if (list?.file !== path || !above || !used.has(above.file) || used.has(path) || folders.has(folder)) return [];
    if (!built.has(folderOf(folder)) || isAside(path) || !belongs(path)) return [];
    const isComponent = documents.some(({ value }) => textAt(value, "kind") === "Component");
    const name = baseOf(folder);
    const word = new RegExp(String.raw`(?<![\w.-])${escaped(name)}(?![\w-])`);
    const isNamed = files.all.some(
      (one) =>
        folderOf(one.path) !== folder &&
        !one.path.endsWith(".md") &&
        mayName(one.path, folder) &&
        word.test(one.text ?? ""),
    );
    if (isComponent || isNamed) return [];
    return [
      {
        severity: "information",
        subject: `file/${path}`,
        expected: `${above.file} lists it`,
        actual: `nothing lists ${folder}`,
        where: at(list),
        because: "It is never applied, though it lies within what is.",
        mend: `Add ./${name} to its resources, or remove the folder.`,
      },
    ];
  });
}

/** Whether a file may mean one of this folder by its name: from the same folder or above, or anything that runs commands. */
const mayName = (path: string, folder: string): boolean => {
  if (path.endsWith(".md")) return false;
  const isAbove = folderOf(path) === "" || `${folder}/`.startsWith(`${folderOf(path)}/`);
  return isAbove || !/\.ya?ml$/.test(path) || /helmfile|[Tt]askfile/.test(path);
};

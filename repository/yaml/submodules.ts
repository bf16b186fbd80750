import type { Files } from "./files.ts";

/**
 * The submodule that a path lies in, where nothing of it is checked out: what it holds is not known.
 * https://git-scm.com/docs/gitmodules
 */
export function submoduleOf(files: Files, path: string | undefined): string | undefined {
  const written = files.file(".gitmodules")?.text ?? "";
  const folders = [...written.matchAll(/^\s*path\s*=\s*(\S.*?)\s*$/gm)].flatMap(([, folder]) => folder ?? []);
  return folders.find((folder) => path !== undefined && `${path}/`.startsWith(`${folder}/`) && !files.isFolder(folder));
}

/** Why what lies in a submodule is not known, and what to do. */
export const notCheckedOut = (path: string, submodule: string): string =>
  `${path} lies in the submodule ${submodule}, which is not checked out: git submodule update --init ${submodule}`;

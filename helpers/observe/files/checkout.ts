import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { resolvePath } from "../../call/paths.ts";
import { wordsOf } from "../../../observations/words.ts";

/** Folders that are not read. `.assay` is the evidence of an installed assay. */
export const LEFT_OUT: ReadonlySet<string> = new Set([".git", "node_modules", ".assay"]);

/** Why a path is no checkout that can be read; `undefined` where it is one. */
export function wrongCheckout(named: string): string | undefined {
  const root = resolvePath(named);
  try {
    if (!statSync(root).isDirectory()) return "not a folder";
    return holdsFile(root) ? undefined : "the folder is empty";
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
    return isGone ? "no such folder" : `it cannot be read: ${wordsOf(error)}`;
  }
}

/** Whether there is a file in a folder or below it. */
function holdsFile(folder: string): boolean {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !LEFT_OUT.has(name));
  return (
    entries.some((entry) => !entry.isDirectory()) || entries.some(({ name }) => holdsFile(path.join(folder, name)))
  );
}

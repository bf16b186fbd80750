import type { Where } from "../../observations/checkout.ts";
import { isUnresolved, join } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";
import { type Scope, rendered } from "./templates.ts";

export interface Include {
  /** `read`: what a template of its values reads. */
  kind: "helmfile" | "base" | "values" | "read";
  /** Relative to the checkout; `undefined` where it leads out of it. */
  path?: string;
  written: string;
  where: Where;
  exists: boolean;
  /** The line of a .gitignore because of which only this disk has it. */
  ignored?: string;
}

/** One path that a state names; URLs and what only a rendering would tell are left out. A glob may match nothing. */
export function include(
  kind: Include["kind"],
  written: string,
  folder: string,
  where: Where,
  files: Files,
  scope: Scope,
): Include[] {
  const named = rendered(written, scope);
  if (isUnresolved(named) || /^[a-z][a-z0-9+.-]*::?\/\/|^git::/.test(named)) return [];
  const path = join(folder, named);
  const exists =
    path !== undefined &&
    (named.includes("*") || files.file(path) !== undefined || (kind === "helmfile" && files.isFolder(path)));
  const ignored = files.file(path ?? "")?.ignored;
  return [
    { kind, ...(path !== undefined && { path }), written, where, exists, ...(ignored !== undefined && { ignored }) },
  ];
}

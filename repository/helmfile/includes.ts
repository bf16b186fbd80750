import type { Where } from "../../observations/checkout.ts";
import { isUnresolved, join } from "../yaml/documents.ts";
import { absenceOf, type Files } from "../yaml/files.ts";
import { type Scope, rendered } from "./templates.ts";

export interface Include {
  /** `read`: what a template of its values reads; `hook`: what a hook applies. */
  kind: "helmfile" | "base" | "values" | "read" | "hook";
  /** Relative to the checkout; `undefined` where it leads out of it. */
  path?: string;
  written: string;
  where: Where;
  exists: boolean;
  /** Why only this disk has it. */
  absence?: string;
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
    (named.includes("*") ||
      files.file(path) !== undefined ||
      (/^(?:helmfile|hook)$/.test(kind) && files.isFolder(path)));
  const absence = absenceOf(files.file(path ?? ""));
  return [
    { kind, ...(path !== undefined && { path }), written, where, exists, ...(absence !== undefined && { absence }) },
  ];
}

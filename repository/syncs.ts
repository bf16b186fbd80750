import { bareUrl, syncIn, syncsIn, type FluxSync } from "./flux/sync.ts";
import { helmfilesOf, type HelmfileState } from "./helmfile/state.ts";
import type { Scope } from "./helmfile/templates.ts";
import { rootsOf } from "./tasks/roots.ts";
import type { Files } from "./yaml/files.ts";

/** The helmfile states of all clusters, and every hand-over to Flux: in manifests, and inline in helmfile's values. */
export function handOvers(files: Files, known: Scope): { helmfiles: HelmfileState[]; syncs: FluxSync[] } {
  const scope: Scope = { ...known, roots: rootsOf(files) };
  const helmfiles = helmfilesOf(files, scope);
  const inline = helmfiles.flatMap(({ releases }) =>
    releases.flatMap((release) => {
      const inner = { ...scope, release: { name: release.name, namespace: release.namespace } };
      return Array.from({ length: INLINE_VALUES }, (_, index) =>
        syncIn(release.document, [...release.path, "values", index, "instance", "sync"], "helmfile", inner),
      ).flat();
    }),
  );
  return { helmfiles, syncs: ofOneRepository([...syncsIn(files, scope), ...inline]) };
}

/**
 * Without a GitRepository and Kustomization in one file that follow another repository than a FluxInstance's sync does:
 * an operator's manifests are taken in the same way, and their path may be a folder of this checkout too.
 */
function ofOneRepository(syncs: readonly FluxSync[]): FluxSync[] {
  const nameOf = (url: string): string | undefined => bareUrl(url).split("/").at(-1);
  const own = syncs.flatMap(({ by, kind, url }) =>
    by !== "GitRepository" && kind === "GitRepository" && url?.text !== undefined ? [nameOf(url.text)] : [],
  );
  const isStrange = ({ by, url }: FluxSync): boolean =>
    by === "GitRepository" && url?.text !== undefined && own.length > 0 && !own.includes(nameOf(url.text));
  return syncs.filter((sync) => !isStrange(sync));
}

/** A release lists few values inline. */
const INLINE_VALUES = 10;

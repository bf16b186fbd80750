import { bareUrl, syncIn, syncsIn, type FluxSync } from "./flux/sync.ts";
import { helmfilesOf, type HelmfileState } from "./helmfile/state.ts";
import type { Scope } from "./helmfile/templates.ts";
import { rootsOf } from "./tasks/roots.ts";
import { get, textAt } from "./yaml/documents.ts";
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
  return { helmfiles, syncs: ofOneRepository([...syncsIn(files, scope), ...inline], unwrittenSource(files)) };
}

/**
 * Without a GitRepository and Kustomization in one file that follow another repository than a FluxInstance's sync does:
 * an operator's manifests are taken in the same way, and their path may be a folder of this checkout too. So it is where
 * most Kustomizations take a source that only the cluster has.
 */
function ofOneRepository(syncs: readonly FluxSync[], unwritten: string | undefined): FluxSync[] {
  const nameOf = (url: string): string | undefined => bareUrl(url).split("/").at(-1);
  const own = syncs.flatMap(({ by, kind, url }) =>
    by !== "GitRepository" && kind === "GitRepository" && url?.text !== undefined ? [nameOf(url.text)] : [],
  );
  const isStrange = ({ by, url, beside }: FluxSync): boolean =>
    by === "GitRepository" &&
    ((unwritten !== undefined && textAt(beside?.value, "metadata", "name") !== unwritten) ||
      (url?.text !== undefined && own.length > 0 && !own.includes(nameOf(url.text))));
  return syncs.filter((sync) => !isStrange(sync));
}

/** The source that most Kustomizations take, where no file makes it: it is this repository, as `flux create source` makes it. */
function unwrittenSource(files: Files): string | undefined {
  const times = new Map<string, number>();
  for (const { value } of files.documents) {
    const isFlux = (textAt(value, "apiVersion") ?? "").startsWith("kustomize.toolkit.fluxcd.io/");
    const source = get(value, "spec", "sourceRef");
    const name = textAt(source, "name");
    if (isFlux && name !== undefined && textAt(source, "kind") === "GitRepository")
      times.set(name, (times.get(name) ?? 0) + 1);
  }
  const [[name, most] = ["", 0]] = [...times].toSorted(([, one], [, other]) => other - one);
  const isAlone = [...times.values()].filter((one) => one === most).length === 1;
  return isAlone && files.named("GitRepository", name).length === 0 ? name : undefined;
}

/** A release lists few values inline. */
const INLINE_VALUES = 10;

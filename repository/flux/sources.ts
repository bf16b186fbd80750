import type { OpenProfile } from "../../clusters/profile.ts";
import { get, textAt } from "../yaml/documents.ts";
import { manifestOf } from "../yaml/files.ts";
import type { Reference } from "./kustomizations.ts";
import type { Repository } from "../model.ts";
import type { FluxSync } from "./sync.ts";

/**
 * Objects that are there though no build brings them: the source and the Kustomization that a FluxInstance makes (named
 * `flux-system` unless `sync.name` says otherwise), and what `flux bootstrap` or a hook applies itself.
 * https://fluxoperator.dev/docs/crd/fluxinstance/#sync-configuration
 */
export function implicitSources(repository: Repository, { flux }: OpenProfile): Omit<Reference, "where">[] {
  const { syncs, files, tree } = repository;
  const made = syncs.flatMap((sync): Omit<Reference, "where">[] => {
    const namespace = namespaceOfSync(sync, repository) ?? flux?.namespace ?? "flux-system";
    if (sync.by !== "GitRepository") {
      const name = nameOf(sync.document.value) ?? namespace;
      return [
        { kind: sync.kind, name, namespace },
        { kind: "Kustomization", name, namespace },
      ];
    }
    return (files.file(sync.where.file)?.documents ?? []).flatMap((document) => {
      const manifest = manifestOf(document);
      return manifest ? [{ kind: manifest.kind, name: manifest.name, namespace: manifest.namespace ?? namespace }] : [];
    });
  });
  const roots = tree.roots.map(({ name, namespace: own }) => ({ kind: "Kustomization", name, namespace: own }));
  // where nothing in the checkout declares a sync, somebody else brings the profile's source
  const namespace = flux?.namespace ?? "flux-system";
  const assumed = { kind: "GitRepository", name: flux?.source.name ?? "flux-system", namespace };
  return made.length > 0 ? [...made, ...roots] : [assumed, ...roots];
}

/**
 * The namespace of a hand-over's FluxInstance: its own, or that of the release whose chart makes it, as built or as
 * helmfile installs it. `undefined` where nothing in the checkout says it.
 */
export function namespaceOfSync(sync: FluxSync, { releases, helmfiles }: Repository): string | undefined {
  if (sync.namespace !== undefined) return sync.namespace;
  const built = releases.find(({ object }) => object.document === sync.document);
  if (built) return built.release.namespace;
  return helmfiles
    .flatMap((state) => state.releases)
    .find(({ name, includes }) => name === "flux-instance" || includes.some(({ path }) => path === sync.document.file))
    ?.namespace;
}

const nameOf = (value: unknown): string | undefined =>
  textAt(
    get(value, "spec", "sync") ?? get(value, "spec", "values", "instance", "sync") ?? get(value, "instance", "sync"),
    "name",
  );

import type { Where } from "../../observations/checkout.ts";
import { at, get, inText, isUnresolved, list, text, textAt, type Path } from "../yaml/documents.ts";
import type { FluxRelease } from "../flux/helm-releases.ts";
import type { HelmfileRelease } from "../helmfile/release.ts";
import { isCrdState } from "../crds/phase.ts";
import type { Said } from "./draft.ts";
import type { Repository } from "../model.ts";

/** All definitions of a release. Flux's comes first, because Flux adopts what helmfile installs. */
export interface Definitions {
  byFlux: FluxRelease[];
  byHelmfile: HelmfileRelease[];
}

export const definitionsOf = (repository: Repository, name: string, namespace?: string): Definitions => ({
  byFlux: repository.releases.filter(
    ({ release }) => release.name === name && [undefined, release.namespace].includes(namespace),
  ),
  byHelmfile: installed(repository).filter(
    (one) => one.name === name && [undefined, one.namespace].includes(namespace),
  ),
});

/** helmfile's releases, except those that exist only for their CRDs. */
export const installed = ({ helmfiles }: Repository): HelmfileRelease[] =>
  helmfiles.filter((state) => !isCrdState(state)).flatMap(({ releases }) => releases);

/** A value, from every definition that gives it plainly. */
export function valuesAt({ byFlux, byHelmfile }: Definitions, repository: Repository, ...path: string[]): Said[] {
  const flux = byFlux.flatMap(({ object, values }) =>
    said(get(values.known, ...path), at(object.document, ["spec", "values", ...path])),
  );
  const helmfile = byHelmfile.flatMap((release) =>
    said(get(release.values.known, ...path), placeIn(release, path, repository)),
  );
  return [...flux, ...helmfile];
}

/** What is written where only rendering or the cluster would tell the value. */
export const unresolvedAt = ({ byFlux, byHelmfile }: Definitions, ...path: string[]): string | undefined =>
  [...byFlux, ...byHelmfile]
    .flatMap(({ values }) => text(get(values.known, ...path)) ?? [])
    .find((written) => isUnresolved(written));

function said(value: unknown, where: Where): Said[] {
  const written = text(value);
  return written === undefined || isUnresolved(written) ? [] : [{ value: written, where }];
}

/** Why a value may be set although no definition shows it; `undefined` where all values are known. */
export const hiddenValues = ({ byFlux, byHelmfile }: Definitions): string | undefined =>
  [...byFlux, ...byHelmfile]
    .flatMap(({ values, chart, where }) =>
      chart?.text === undefined ? [`what defines it at ${inText(where)} is not known whole`] : values.unresolved,
    )
    .at(0);

/**
 * Where helmfile's value is: in `set`, inline, in a values file, or in the HelmRelease that it takes its values from.
 */
function placeIn(release: HelmfileRelease, path: Path, { files }: Repository): Where {
  const { document, path: above, includes, values, where } = release;
  const set = list(get(document.value, ...above, "set")).findIndex((one) => textAt(one, "name") === path.join("."));
  if (set >= 0) return at(document, [...above, "set", set]);
  const inline = list(get(document.value, ...above, "values")).findIndex((one) => get(one, ...path) !== undefined);
  if (inline >= 0) return at(document, [...above, "values", inline, ...path]);
  const named = includes.flatMap((one) => files.file(one.path ?? "")?.documents ?? []);
  const inFile = named.find(({ value }) => get(value, ...path) !== undefined);
  if (inFile) return at(inFile, path);
  const derived = files.file(values.derivedFrom ?? "")?.documents ?? [];
  const handed = derived.find(({ value }) => get(value, "spec", "values", ...path) !== undefined);
  return handed ? at(handed, ["spec", "values", ...path]) : where;
}

import type { OpenProfile } from "../../clusters/profile.ts";
import type { Repository } from "../model.ts";
import { versionClaims } from "../talos/versions.ts";
import { textAt } from "../yaml/documents.ts";
import { minor, productOfGroup } from "./products.ts";
import { crdProviders, productsOfRelease } from "./providers.ts";

/** A major and minor version. */
export type Release = readonly [major: number, minor: number];

/** A release that brings a group's CRDs; its version decides which versions are served. */
export interface Bringer {
  by: string;
  /** Of the chart, or of what a URL names. */
  version?: string;
  /** Whether `version` is a chart's. */
  isChart?: boolean;
  values: unknown;
}

/** What brings the CRDs of a group into this cluster, in the bootstrap and by Flux. */
export function bringersOf(group: string, repository: Repository): Bringer[] {
  const bootstrap = crdProviders(repository)
    .known.filter(({ groups }) => groups.includes(group))
    .map(({ by, version, release }): Bringer => ({
      by,
      values: release?.values.known,
      ...(release && { isChart: true }),
      ...(version !== undefined && { version }),
    }));
  const flux = repository.releases
    .filter((release) => (productsOfRelease(release) ?? []).some(({ groups }) => groups.includes(group)))
    .map(({ namespace, name, version, values }): Bringer => ({
      by: `HelmRelease ${namespace}/${name}`,
      values: values.known,
      isChart: true,
      ...(version?.text !== undefined && { version: version.text }),
    }));
  return [...bootstrap, ...flux];
}

/**
 * `distribution.version` of a FluxInstance, or of the values of its chart, or the artifact of Flux's manifests that the
 * cluster follows. https://fluxoperator.dev/docs/crd/fluxinstance/#distribution-version
 */
export function fluxBringers({ helmfiles, releases, tree }: Repository, { flux }: OpenProfile): Bringer[] {
  const inline = [
    ...helmfiles.flatMap((state) => state.releases.map(({ name, values }) => ({ name, values: values.known }))),
    ...releases.map(({ release, values }) => ({ name: release.name, values: values.known })),
  ].flatMap(({ name, values }) =>
    name === "flux-instance" ? (textAt(values, "instance", "distribution", "version") ?? []) : [],
  );
  const instances = tree.objects.flatMap(({ object }) =>
    object.kind === "FluxInstance" ? (textAt(object.value, "spec", "distribution", "version") ?? []) : [],
  );
  const artifacts = tree.objects.flatMap(({ object: { kind, value } }) =>
    kind === "OCIRepository" && (textAt(value, "spec", "url") ?? "").endsWith("/flux-manifests")
      ? (textAt(value, "spec", "ref", "tag")?.split("@")[0] ?? [])
      : [],
  );
  const told = [...inline, ...instances, ...artifacts];
  const versions = told.length > 0 ? told : [flux?.version ?? []].flat();
  return versions.map((version) => ({ by: "Flux", version, values: {} }));
}

/** The major and minor of an exact version or of `2.7.x`; `undefined` for a range of minors. */
export function numbersOf(version: string): [major: number, minor: number] | undefined {
  const found = /^[v=~]*(\d+)\.(\d+)(?:\.(?:\d+|x|\*)(?:[-+@].*)?)?$/.exec(version);
  return found ? [Number(found[1]), Number(found[2])] : undefined;
}

export const isSince = ([major, minor]: Release, [first, second]: Release): boolean =>
  major > first || (major === first && minor >= second);

/**
 * The releases of a product that this cluster gets, by the API group of its kinds: `undefined` where one of them, or
 * what brings it, is not known. Kubernetes' is the one that the machines' configuration gives.
 */
export function releasesOf(
  group: string,
  product: string,
  repository: Repository,
  profile: OpenProfile,
): Release[] | undefined {
  const app = productOfGroup(group)?.app;
  const versions =
    product === "kubernetes"
      ? versionClaims(repository).flatMap(({ of, version }) => (of === "kubernetes" ? [version] : []))
      : product === "flux"
        ? fluxBringers(repository, profile).map(({ version }) => version)
        : bringersOf(group, repository).map(({ version, isChart }) =>
            version === undefined ? undefined : isChart ? app?.(version) : minor(version),
          );
  const releases = versions.map((version) => (version === undefined ? undefined : numbersOf(version)));
  return releases.length === 0 || releases.includes(undefined)
    ? undefined
    : releases.filter((one) => one !== undefined);
}

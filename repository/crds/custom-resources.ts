import type { BuiltObject } from "../kustomize/build.ts";
import { productsOf, productsOfUrl } from "./products.ts";
import { isOn, productsOfRelease } from "./providers.ts";
import { inText, textAt } from "../yaml/documents.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { FluxKustomization } from "../flux/kustomizations.ts";
import type { Repository } from "../model.ts";

/** What brings a group's CRDs inside the tree. */
export interface GroupProvider {
  group: string;
  owner: FluxKustomization;
  /** Whether the build holds the CRDs themselves; otherwise a HelmRelease installs them later. */
  itself: boolean;
  by: string;
}

/**
 * The custom resources of a build, by API group. Flux's own are left out: their CRDs exist before Flux applies
 * anything.
 */
export function customIn({ build }: FluxKustomization): Map<string, BuiltObject[]> {
  const groups = new Map<string, BuiltObject[]>();
  for (const object of build.objects) {
    const group = groupOf(object.apiVersion);
    if (BUILT_IN.test(group) || group.endsWith(".toolkit.fluxcd.io") || group === "fluxcd.controlplane.io") continue;
    groups.set(group, [...(groups.get(group) ?? []), object]);
  }
  return groups;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ and what kustomize keeps for itself. */
const BUILT_IN =
  /^(?:|apps|batch|policy|autoscaling|extensions|builtin|kustomize\.config\.k8s\.io|(?:admissionregistration|apiextensions|apiregistration|authentication|authorization|certificates|coordination|discovery|events|flowcontrol\.apiserver|internal\.apiserver|networking|node|rbac\.authorization|resource|scheduling|storage|storagemigration)\.k8s\.io|metrics\.k8s\.io)$/;

/** Everything that brings CRDs inside the tree: manifests, remote manifests, charts of HelmReleases. */
export function groupProviders({ tree, releases }: Repository): GroupProvider[] {
  const written = tree.objects.flatMap(({ object, owner }): GroupProvider[] => {
    const group = object.kind === "CustomResourceDefinition" ? textAt(object.value, "spec", "group") : undefined;
    return group === undefined ? [] : [{ group, owner, itself: true, by: object.name }];
  });
  const fetched = tree.kustomizations.flatMap((owner) =>
    owner.build.gaps
      .filter(({ kind }) => kind === "remote")
      .flatMap(({ reason }) =>
        productsOfUrl(reason).flatMap(({ groups, name }) =>
          groups.map((group): GroupProvider => ({ group, owner, itself: true, by: `${name}'s manifest` })),
        ),
      ),
  );
  const installed = releases.flatMap((release) =>
    (productsOfRelease(release) ?? [])
      .filter((product) => isOn(product, release.values) !== false)
      .flatMap(({ groups }) =>
        groups.map((group): GroupProvider => ({
          group,
          owner: release.owner,
          itself: false,
          by: `HelmRelease ${release.namespace}/${release.name}`,
        })),
      ),
  );
  // what Kustomizations of other repositories bring is unknown: see `nowhere`
  return [...written, ...fetched, ...installed];
}

/** Groups that a release of the bootstrap may bring: the switch is in values that are not known. */
export const uncertainGroups = ({ helmfiles }: Repository): Map<string, string> =>
  new Map(
    helmfiles
      .flatMap(({ releases }) => releases)
      .flatMap((release) =>
        (release.chart?.text === undefined ? [] : (productsOf(release.chart.text) ?? []))
          .filter((product) => isOn(product, release.values) === undefined)
          .flatMap(({ groups }) =>
            groups.map((group): [string, string] => [
              group,
              `the values of helmfile's release ${release.name} (${inText(release.where)}) are not known whole`,
            ]),
          ),
      ),
  );

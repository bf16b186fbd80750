import type { Where } from "../../observations/checkout.ts";
import type { BuiltObject, Build } from "../kustomize/build.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { Variables } from "./substitution.ts";

/** One Flux Kustomization with what it builds. */
export interface FluxKustomization {
  name: string;
  /** As it is applied; "" where nothing gives it one (Flux then takes its own default). */
  namespace: string;
  /** The object after its parents' patches and substitutions; left out for the root that a FluxInstance makes. */
  object?: BuiltObject;
  /** Where it is declared. */
  where: Where;
  /** The folder it builds, relative to the checkout; `undefined` where that is not known or lies elsewhere. */
  folder?: string;
  /** The folder of the checkout from which its path counts, where that is not the checkout itself: an artifact's. */
  base?: string;
  /** Why its build is not known: its source is another repository, its path holds a variable. */
  unknown?: string;
  parent?: FluxKustomization;
  children: FluxKustomization[];
  build: Build;
  variables: Variables;
  /** Whether it waits for what it applies (`wait`, or health checks): only then does dependsOn mean "ready". */
  waits: boolean;
  dependsOn: Reference[];
}

/** A reference to another object by name. */
export interface Reference {
  kind: string;
  name: string;
  namespace: string;
  where: Where;
}

/** Everything that Flux applies from one entry point, found from the top down. */
export interface FluxTree {
  roots: FluxKustomization[];
  /** Every Kustomization, roots first, parents before children. */
  kustomizations: FluxKustomization[];
  /** Every object of every build, with the Kustomization that applies it. */
  objects: { object: BuiltObject; owner: FluxKustomization }[];
  /** Kustomizations that a second build declares again (name and namespace): what `objects` holds twice. */
  repeated: { object: BuiltObject; owner: FluxKustomization; first: FluxKustomization }[];
  /** Ways in that are not followed, because one of the same name leads elsewhere: another cluster's. */
  elsewhere: Entry[];
}

export const isFluxKustomization = ({ kind, apiVersion }: Pick<BuiltObject, "kind" | "apiVersion">): boolean =>
  kind === "Kustomization" && groupOf(apiVersion) === "kustomize.toolkit.fluxcd.io";

export const isHelmRelease = ({ kind, apiVersion }: Pick<BuiltObject, "kind" | "apiVersion">): boolean =>
  kind === "HelmRelease" && groupOf(apiVersion) === "helm.toolkit.fluxcd.io";

/** Where a tree begins: the sync of an instance, a Kustomization beside its GitRepository, the profile's path. */
export interface Entry {
  name: string;
  namespace: string;
  folder: string;
  where: Where;
  object?: BuiltObject;
  /** See FluxKustomization. */
  base?: string;
  /** Why what it builds is not known. */
  unknown?: string;
}

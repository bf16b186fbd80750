import type { Profile } from "../../../clusters/profile.ts";
import { subjectOf } from "../../../observations/kubernetes.ts";
import type { KubernetesObject } from "../../../observations/objects.ts";
import type { Observations } from "../../../observations/observations.ts";

/** The first is not well as long as the second is not; both by subjects as findings name them. */
export type Edge = readonly [from: string, to: string];

/** What was seen; sources that could not be read are left out. */
export type Seen = Partial<Observations>;

/** What edges are made of. */
export interface World {
  seen: Seen;
  /** What the cluster is meant to be; left out where only what was seen may speak. */
  profile: Profile | undefined;
}

/** As findings name kinds: alone, but for those whose name says too little. */
export const kindOf = (kind: string, group: string): string =>
  kind === "Cluster" ? `cluster.${group}` : kind.toLowerCase();

export const addressed = <Item extends KubernetesObject>(
  kind: string,
  list: readonly Item[] | undefined,
): [subject: string, object: Item][] => (list ?? []).map((object) => [subjectOf(kind, object), object]);

/** `kind/name` of what has no namespace, `kind/namespace/name` of all else. */
export const subject = (kind: string, namespace: string | undefined, name: string): string =>
  namespace ? `${kind}/${namespace}/${name}` : `${kind}/${name}`;

export const nameOf = ({ metadata }: KubernetesObject): string => metadata?.name ?? "";

/** Where Flux runs; https://fluxcd.io/flux/installation/ */
export const fluxNamespace = (profile: Profile | undefined): string => profile?.flux?.namespace ?? "flux-system";

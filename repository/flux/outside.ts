import type { OpenProfile } from "../../clusters/profile.ts";
import type { Repository } from "../model.ts";

/**
 * Why the checkout need not hold the hand-over to Flux: it bootstraps nothing, and the profile does not know what Flux
 * follows. `flux bootstrap` writes it with its first commit, `flux create` into the cluster alone.
 */
export const handedOverOutside = (
  { syncs, helmfiles }: Pick<Repository, "syncs" | "helmfiles">,
  { flux }: OpenProfile,
): string | undefined =>
  syncs.length === 0 && helmfiles.length === 0 && flux?.instance === undefined && flux?.source.url === undefined
    ? "the checkout has Kustomizations for Flux and does not hand the cluster over to it: flux bootstrap does so with its first commit, flux create in the cluster alone"
    : undefined;

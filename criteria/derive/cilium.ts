import type { Profile } from "../../clusters/profile.ts";
import type { Unseen } from "../criterion.ts";
import type { CiliumAgentStatus, CiliumStatus } from "../observations.ts";

export const withoutCilium = ({ cilium }: Profile): string | undefined =>
  cilium ? undefined : "the profile's CNI is not Cilium";

/** Agents that answered, and those that did not: the CLI prints a null for them and exits 0 (facts/captures.md §6). */
export function agentsOf({ agents }: CiliumStatus): {
  answered: { pod: string; status: CiliumAgentStatus }[];
  silent: Unseen[];
} {
  const entries = Object.entries(agents);
  return {
    answered: entries.flatMap(([pod, status]) => (status ? [{ pod, status }] : [])),
    silent: entries.flatMap(([pod, status]) =>
      status ? [] : [{ subject: `agent/${pod}`, reason: "did not answer the Cilium CLI" }],
    ),
  };
}

/** Security identities carry their cluster's id above the lower 16 bits; those below 256 are reserved. */
export const clusterIdOf = (identity: number): number | undefined =>
  identity < 256 || identity >= 1 << 24 ? undefined : identity >>> 16;

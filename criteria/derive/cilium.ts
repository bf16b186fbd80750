import type { Profile } from "../../clusters/profile.ts";
import type { Unseen } from "../criterion.ts";
import type { CiliumAgentStatus, CiliumStatus } from "../../observations/cilium.ts";

export const withoutCilium = ({ cilium }: Profile): string | undefined =>
  cilium ? undefined : "the profile's CNI is not Cilium";

/** Agents that answered, and those that did not: the CLI prints a null for them and exits 0. */
export function agentsOf({ agents, silentBecause = {} }: CiliumStatus): {
  answered: { pod: string; status: CiliumAgentStatus }[];
  silent: Unseen[];
} {
  const entries = Object.entries(agents);
  return {
    answered: entries.flatMap(([pod, status]) => (status ? [{ pod, status }] : [])),
    silent: entries.flatMap(([pod, status]) =>
      status
        ? []
        : [{ subject: `agent/${pod}`, reason: silentBecause[pod]?.reason ?? "did not answer the Cilium CLI" }],
    ),
  };
}

/**
 * The cluster that gave a security identity: its id stands above the lower 16 bits of 24, or above the lower 15 where
 * up to 511 clusters may be meshed. `undefined` for reserved identities (below 256) and those local to a node.
 * https://github.com/cilium/cilium/blob/v1.18.5/pkg/identity/numericidentity.go (GetClusterIDShift)
 */
export const clusterIdOf = (identity: number, maxConnectedClusters = 255): number | undefined =>
  identity < 256 || identity >= 1 << 24 ? undefined : identity >>> (maxConnectedClusters > 255 ? 15 : 16);

/** What an agent runs of some keys of cilium-config, by its own status; `undefined` for keys that it does not tell. */
export function toldBy(agent: CiliumAgentStatus, key: string, maxConnectedClusters?: number): string | undefined {
  switch (key) {
    case "cluster-name":
      return agent.cluster?.self?.split("/")[0];
    case "cluster-id": {
      const least = agent["identity-range"]?.["min-identity"];
      return least === undefined ? undefined : String(clusterIdOf(least, maxConnectedClusters) ?? 0);
    }
    case "routing-mode":
      return agent.routing?.["inter-host-routing-mode"]?.toLowerCase();
    case "kube-proxy-replacement":
      return agent["kube-proxy-replacement"]?.mode?.toLowerCase();
    default:
      return undefined;
  }
}

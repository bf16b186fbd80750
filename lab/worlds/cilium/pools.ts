import { neighbour } from "../addresses.ts";
import { condition, type Builder } from "../builder.ts";
import { byKustomization } from "../flux/kustomizations.ts";

/** Pools that serve: the profile's, or one where gateways need an address. */
export function poolsOf({ profile }: Builder): { name: string; start: string; stop: string }[] {
  const names = profile.cilium?.loadBalancerPools ?? (profile.platform.gateways ? ["default"] : []);
  const [first = ""] = [profile.network?.nodes[0]?.split("/")[0], profile.nodes[0]?.address].filter(Boolean);
  return names.map((name, index) => ({
    name,
    start: neighbour(first, 100 + index * 20),
    stop: neighbour(first, 119 + index * 20),
  }));
}

/** The pools as the operator counts their addresses: Gateways take theirs from the first. */
export function addPools(b: Builder): void {
  const pools = poolsOf(b);
  const used = b.profile.platform.gateways?.gateways.length ?? 0;
  pools.forEach(({ name, start, stop }, index) => {
    const at = b.at(b.times.flux + 16);
    const total = 20;
    const taken = index === 0 ? used : 0;
    const counted = (type: string, number: number) => ({
      ...condition(`cilium.io/${type}`, "Unknown", "noreason", at, String(number)),
    });
    b.add({
      apiVersion: "cilium.io/v2",
      kind: "CiliumLoadBalancerIPPool",
      metadata: { name, generation: 1, creationTimestamp: at, ...byKustomization(b) },
      spec: { blocks: [{ start, stop }], disabled: false },
      status: {
        conditions: [
          condition("cilium.io/PoolConflict", "False", "resolved", at),
          counted("IPsTotal", total),
          counted("IPsAvailable", total - taken),
          counted("IPsUsed", taken),
        ],
      },
    });
  });
}

import type { OpenProfile } from "../../clusters/profile.ts";
import { parseNetwork } from "../../clusters/notation/cidr.ts";
import { textAt } from "../yaml/documents.ts";
import { hostOf, writtenEndpoint } from "../talos/endpoints.ts";
import type { Repository } from "../model.ts";

/** An address that no Service may use. */
export interface Taken {
  address: string;
  by: string;
  /** Whether a Service may be what answers there, as for the API's endpoint. */
  mayBeItsOwn?: boolean;
}

/** The addresses of the nodes, of the VIPs in the Talos configuration, and of the API. */
export function takenAddresses({ talos }: Repository, profile: OpenProfile): Taken[] {
  const { nodes } = profile;
  const host = hostOf(writtenEndpoint(profile)) ?? "";
  const vips = new Set(talos.flatMap(({ value }) => vipsIn(value)));
  const isVip = parseNetwork(host) !== undefined && !vips.has(host) && !nodes.some(({ address }) => address === host);
  return [
    ...nodes.flatMap(({ name, address }) => (address === undefined ? [] : [{ address, by: `node ${name}` }])),
    ...[...vips].filter((address) => parseNetwork(address)).map((address) => ({ address, by: "the API's VIP" })),
    // a Service may be what answers there (kube-apiserver behind Cilium's own load balancer)
    ...(isVip ? [{ address: host, by: "the API's endpoint", mayBeItsOwn: true }] : []),
  ];
}

/** `vip: { ip: … }` of an interface, a bond or a VLAN, and the newer Layer2VIPConfig. */
function vipsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = [
    textAt(value, "vip", "ip"),
    textAt(value, "kind") === "Layer2VIPConfig" ? textAt(value, "name") : undefined,
  ];
  return [...own.flatMap((text) => text ?? []), ...Object.values(value).flatMap(vipsIn)];
}

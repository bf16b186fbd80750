import type { CustomResource, Service } from "../../observations/objects.ts";
import { selectableLabels } from "./load-balancers.ts";
import { selects, type LabelSelector } from "./selectors.ts";

/** One session of a node, as its agent reports it. */
export interface BgpPeer {
  node: string;
  peer: string;
  state: string;
  /** Routes that are advertised to it, of all families; `undefined` where the status has no count. */
  advertised: number | undefined;
}

interface NodeConfigStatus {
  bgpInstances?: { peers?: PeerStatus[] | null }[] | null;
}

interface PeerStatus {
  name?: string;
  peerAddress?: string;
  peeringState?: string;
  routeCount?: { advertised?: number }[] | null;
}

/** https://docs.cilium.io/en/stable/network/bgp-control-plane/bgp-control-plane-operation/ */
export const peersOf = (config: CustomResource): BgpPeer[] =>
  ((config.status as NodeConfigStatus | undefined)?.bgpInstances ?? []).flatMap(({ peers }) =>
    (peers ?? []).map(({ name, peerAddress, peeringState, routeCount }) => {
      const counts = (routeCount ?? []).map(({ advertised }) => advertised ?? 0);
      return {
        node: config.metadata?.name ?? "",
        peer: peerAddress ?? name ?? "(unnamed)",
        state: peeringState ?? "no state",
        advertised: counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0),
      };
    }),
  );

/**
 * Why a Service's address is in no advertisement; `undefined` where one selects it. A selector that is left out selects
 * nothing, in an advertisement and in a family of a peer config.
 * https://docs.cilium.io/en/stable/network/bgp-control-plane/bgp-control-plane-configuration/#bgp-advertisements
 */
export function notAdvertised(
  service: Service,
  advertisements: readonly CustomResource[],
  peerConfigs: readonly CustomResource[] | undefined,
): string | undefined {
  if (advertisements.length === 0) return "there is no CiliumBGPAdvertisement";
  const parts = advertisements.flatMap((of) =>
    (advertisementsOf(of).advertisements ?? []).map((part) => ({ of, part })),
  );
  const ofAddresses = parts.filter(
    ({ part }) => part.advertisementType === "Service" && part.service?.addresses?.includes("LoadBalancerIP"),
  );
  if (ofAddresses.length === 0) return `no CiliumBGPAdvertisement is of LoadBalancerIP (${names(advertisements)})`;
  const selecting = ofAddresses.filter(({ part }) => part.selector);
  if (selecting.length === 0)
    return `the CiliumBGPAdvertisement ${names(ofAddresses.map(({ of }) => of))} has no selector and so selects no Service`;
  const matching = selecting.filter(({ part }) => selects(part.selector ?? {}, selectableLabels(service)));
  if (matching.length === 0)
    return `no selector of the CiliumBGPAdvertisement ${names(selecting.map(({ of }) => of))} matches its labels`;
  if (peerConfigs === undefined) return undefined;
  const families = peerConfigs.flatMap((config) => familiesOf(config).families ?? []);
  const isTaken = matching.some(({ of }) =>
    families.some(({ advertisements: wanted }) => wanted && selects(wanted, labelsOf(of))),
  );
  if (isTaken) return undefined;
  return `no family of a CiliumBGPPeerConfig selects the CiliumBGPAdvertisement ${names(matching.map(({ of }) => of))}`;
}

interface AdvertisementSpec {
  advertisements?:
    | {
        advertisementType?: string;
        service?: { addresses?: string[] | null } | null;
        selector?: LabelSelector | null;
      }[]
    | null;
}

interface PeerConfigSpec {
  families?: { advertisements?: LabelSelector | null }[] | null;
}

const advertisementsOf = ({ spec }: CustomResource): AdvertisementSpec => spec ?? {};
const familiesOf = ({ spec }: CustomResource): PeerConfigSpec => spec ?? {};

const labelsOf = ({ metadata }: CustomResource): Record<string, string> =>
  (metadata?.labels ?? {}) as Record<string, string>;

const names = (objects: readonly CustomResource[]): string =>
  [...new Set(objects.map(({ metadata }) => metadata?.name ?? "(no name)"))].join(", ");

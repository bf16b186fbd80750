import type { Where } from "../../observations/checkout.ts";
import { contains, parseNetwork } from "../../clusters/notation/cidr.ts";
import { at, get, isUnresolved, list as listIn, text, texts, type Path } from "../yaml/documents.ts";
import { listOf, map, type Draft, type Said } from "./draft.ts";
import type { Repository } from "../model.ts";
import { networkClaims, type NetworkClaim } from "../talos/networks.ts";
import { talosValues } from "../talos/pieces.ts";

/**
 * The networks of pods and services, from Talos, Cilium or the cluster's settings; that of nodes from the kubelets'
 * configuration.
 */
export function networkDraft(repository: Repository): Draft {
  const claims = networkClaims(repository);
  const of = (network: "pods" | "services"): Said[] => {
    const told = claims.filter((claim) => claim.network === network && claim.cidr !== undefined);
    const [one] = told;
    // where Talos has it, settings only repeat it
    return told.flatMap(({ by, cidr, where }) =>
      cidr !== undefined && by === one?.by ? [{ value: cidr, where }] : [],
    );
  };
  return map([
    ["pods", listOf(of("pods"), "clusterPodNets, cluster.network.podSubnets, Cilium's pool", "[10.244.0.0/16]")],
    ["services", listOf(of("services"), "clusterSvcNets, cluster.network.serviceSubnets", "[10.96.0.0/12]")],
    [
      "nodes",
      listOf(
        nodeNetworks(repository, claims),
        "validSubnets, advertisedSubnets, addresses with a prefix",
        "[10.0.0.0/24]",
      ),
    ],
  ]);
}

/**
 * https://docs.siderolabs.com/talos/v1.12/reference/configuration/v1alpha1/config: where the kubelet takes its address.
 * One that holds the pods' or services' network is a filter and no network of nodes: Talos leaves those two out of it.
 */
function nodeNetworks({ talos }: Repository, claims: readonly NetworkClaim[]): Said[] {
  const paths: Path[] = [
    ["machine", "kubelet", "nodeIP", "validSubnets"],
    ["nodeIP", "validSubnets"],
    ["cluster", "etcd", "advertisedSubnets"],
  ];
  const subnets = talosValues(talos, ...paths).flatMap(({ text: cidr, where }): Said[] =>
    cidr !== undefined && /^[\da-f]/i.test(cidr) && !holdsOthers(cidr, claims) ? [{ value: cidr, where }] : [],
  );
  if (subnets.length > 0) return subnets;
  return talos.flatMap(({ value: piece, document, path }) => {
    const nodes = listIn(get(piece, "nodes")).flatMap((node, index) => {
      const address = text(get(node, "ipAddress"))?.split(/\s*,\s*/)[0];
      const place = ["nodes", index, "networkInterfaces"];
      return interfaceNetworks(get(node, "networkInterfaces"), address, at(document, place));
    });
    const interfaces = get(piece, "machine", "network", "interfaces");
    return [
      ...nodes,
      ...interfaceNetworks(interfaces, undefined, at(document, [...path, "machine", "network", "interfaces"])),
    ];
  });
}

const holdsOthers = (cidr: string, claims: readonly NetworkClaim[]): boolean => {
  const outer = parseNetwork(cidr);
  return claims.some(({ network, cidr: inner = "" }) => {
    const one = network === "native" ? undefined : parseNetwork(inner);
    return outer !== undefined && one !== undefined && contains(outer, one);
  });
};

/** The network of the interface that has a default route, or of the node's own address. */
function interfaceNetworks(interfaces: unknown, own: string | undefined, where: Where): Said[] {
  return listIn(interfaces).flatMap((one) =>
    texts(get(one, "addresses")).flatMap((address) => {
      const network = !isUnresolved(address) && address.includes("/") ? parseNetwork(address) : undefined;
      const isMain = own === undefined ? listIn(get(one, "routes")).length > 0 : address.startsWith(`${own}/`);
      const cidr = network && isMain && network.bits === 32 ? networkOf(address, network.prefix) : undefined;
      return cidr === undefined ? [] : [{ value: cidr, where }];
    }),
  );
}

/** `10.25.11.0/24` of `10.25.11.11/24`. */
function networkOf(address: string, prefix: number): string {
  const bytes = (address.split("/")[0] ?? "").split(".").map(Number);
  const masked = bytes.map((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix - index * 8));
    return byte & (256 - 2 ** (8 - bits));
  });
  return `${masked.join(".")}/${prefix}`;
}

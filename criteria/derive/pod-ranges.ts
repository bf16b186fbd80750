import { parseNetwork } from "../../clusters/notation/cidr.ts";
import type { CiliumStatus } from "../../observations/cilium.ts";
import type { CustomResource } from "../../observations/objects.ts";
import { agentsOf } from "./cilium.ts";

/** How much of the addresses that a node has for its pods is given away. */
export interface PodRange {
  node: string;
  used: number;
  size: number;
  /** The network, where it was told. */
  of: string;
  /** Who says so: the node's agent, or a count of its endpoints where the agent says nothing. */
  by: "agent" | "endpoints";
}

/** By node, and by family where it has two. What tells nothing of a node is left out. */
export function podRanges(
  nodes: readonly CustomResource[],
  endpoints: readonly CustomResource[],
  ciliumStatus: CiliumStatus | undefined,
): PodRange[] {
  const told = ciliumStatus ? toldByAgents(ciliumStatus) : [];
  const heard = new Set(told.map(({ node }) => node));
  const silent = nodes.filter(({ metadata }) => !heard.has(metadata?.name ?? ""));
  return [...told, ...silent.flatMap((node) => counted(node, endpoints))];
}

export const isFull = ({ used, size }: PodRange): boolean => used >= size;

/** `IPv4: 3/254 allocated from 10.244.0.0/24, `: https://docs.cilium.io/en/stable/network/concepts/ipam/ */
function toldByAgents(status: CiliumStatus): PodRange[] {
  return agentsOf(status).answered.flatMap(({ status: agent }) => {
    // cluster and node: the name of a cluster holds no slash
    const node = agent.cluster?.self?.split("/").slice(1).join("/") ?? "";
    const said = agent.ipam?.status ?? "";
    return [...said.matchAll(/(\d+)\/(\d+) allocated(?: from ([^\s,]+))?/g)].map(([, used, size, of = ""]) => ({
      ...{ node, used: Number(used), size: Number(size), of },
      by: "agent" as const,
    }));
  });
}

interface NodeSpec {
  addresses?: { ip?: string; type?: string }[] | null;
  ipam?: { podCIDRs?: string[] | null } | null;
}

/** The agent keeps two addresses for itself: its router's and that of its health endpoint. */
const OF_THE_AGENT = 2;

function counted({ metadata, spec }: CustomResource, endpoints: readonly CustomResource[]): PodRange[] {
  const { addresses, ipam } = (spec ?? {}) as NodeSpec;
  const own = new Set((addresses ?? []).flatMap(({ ip, type }) => (ip && type === "InternalIP" ? [ip] : [])));
  const ranges = (ipam?.podCIDRs ?? []).flatMap((cidr) => {
    const network = parseNetwork(cidr);
    return network?.bits === 32 ? [{ cidr, size: 2 ** (32 - network.prefix) - 2 }] : [];
  });
  if (ranges.length === 0) return [];
  const used = endpoints.filter(({ status }) =>
    own.has((status as EndpointStatus | undefined)?.networking?.node ?? ""),
  );
  return [
    {
      node: metadata?.name ?? "",
      used: used.length + OF_THE_AGENT,
      size: ranges.reduce((sum, { size }) => sum + size, 0),
      of: ranges.map(({ cidr }) => cidr).join(" and "),
      by: "endpoints",
    },
  ];
}

interface EndpointStatus {
  networking?: { node?: string };
}

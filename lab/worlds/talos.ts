import type { TalosNode, TalosWorld } from "../world.ts";
import type { Builder, BuiltNode } from "./builder.ts";
import { member, nodeStatus, staticPods } from "./talos/cluster.ts";
import { etcd, etcdMember } from "./talos/etcd.ts";
import { health } from "./talos/health.ts";
import { addresses, links } from "./talos/links.ts";
import { hostname, kubePrism, machineStatus, services, timeStatus, volume } from "./talos/machine.ts";

/** The machines as talosctl shows them (specs as real ones print them). */
export function talosWorld(b: Builder): TalosWorld {
  const { talos } = b.profile;
  const version = talos?.version ?? "v1.12.0";
  if (!talos) return { version, nodes: [] };
  return {
    version: `v${version.replace(/^v/, "")}`,
    nodes: b.nodes.map((node) => talosNode(b, node, `v${version.replace(/^v/, "")}`)),
  };
}

function talosNode(b: Builder, node: BuiltNode, version: string): TalosNode {
  const controlPlane = node.role === "control-plane";
  return {
    name: node.name,
    address: node.address,
    role: node.role,
    version,
    resources: {
      machinestatus: [machineStatus(b, node)],
      services: services(b, node),
      links: links(b, node),
      timestatuses: [timeStatus(b, node)],
      diagnostics: [],
      kubeprismstatuses: kubePrism(b, node),
      etcdmembers: controlPlane ? [etcdMember(b, node)] : [],
      nodestatuses: [nodeStatus(b, node)],
      members: b.nodes.map((other) => member(b, node, other, version)),
      staticpodstatuses: controlPlane ? staticPods(b, node) : [],
      hostnames: [hostname(b, node)],
      addresses: addresses(b, node),
      volumestatuses: [volume(b, node)],
    },
    ...(controlPlane
      ? {
          etcd: etcd(b, node),
          health: health(b),
        }
      : {}),
  };
}

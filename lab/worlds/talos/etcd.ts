import type { TalosNode } from "../../world.ts";
import { hash, type Builder, type BuiltNode } from "../builder.ts";
import { bootOf, resource, type Resource } from "./resource.ts";

/** The machine's own id in etcd. */
export const etcdMember = (b: Builder, node: BuiltNode): Resource =>
  resource(b, "local", "etcd", "EtcdMembers.etcd.talos.dev", "etcd.MemberController", bootOf(b, node) + 160, {
    memberID: memberId(node),
  });

/** What `talosctl etcd` tells: members, status, alarms. */
export function etcd(b: Builder, node: BuiltNode): NonNullable<TalosNode["etcd"]> {
  const controlPlane = b.nodes.filter(({ role }) => role === "control-plane");
  const leader = controlPlane[0] ?? node;
  return {
    members: controlPlane.map((peer) => ({
      id: memberId(peer),
      hostname: peer.name,
      learner: false,
      peerUrls: [`https://${bracketed(peer.address)}:2380`],
      clientUrls: [`https://${bracketed(peer.address)}:2379`],
    })),
    status: {
      member: memberId(node),
      dbSize: "25 MB",
      inUse: "9.8 MB (38.56%)",
      leader: memberId(leader),
      raftIndex: 18421,
      raftTerm: 3,
      raftApplied: 18421,
      learner: false,
      errors: "",
    },
    alarms: [],
  };
}

const bracketed = (address: string): string => (address.includes(":") ? `[${address}]` : address);

/** Sixteen hex digits with the first one a letter, so that no YAML reader takes it for a number. */
const memberId = (node: BuiltNode): string => `a${hash("etcd", node.name).slice(0, 15)}`;

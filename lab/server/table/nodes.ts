import { ageOf } from "./age.ts";
import { joined, NONE, printer } from "./printer.ts";

export const nodes = printer<Node>(
  "Name|Status|Roles|Age|Version|Internal-IP*|External-IP*|OS-Image*|Kernel-Version*|Container-Runtime*",
  (node, now) => {
    const info = node.status?.nodeInfo;
    return [
      node.metadata.name,
      statusOf(node),
      rolesOf(node.metadata.labels ?? {}),
      ageOf(node.metadata.creationTimestamp, now),
      info?.kubeletVersion ?? "",
      addressOf(node, "InternalIP"),
      addressOf(node, "ExternalIP"),
      info?.osImage || "<unknown>",
      info?.kernelVersion || "<unknown>",
      info?.containerRuntimeVersion || "<unknown>",
    ];
  },
);

interface Node {
  spec?: { unschedulable?: boolean };
  status?: {
    conditions?: { type: string; status: string }[];
    addresses?: { type: string; address: string }[];
    nodeInfo?: { kubeletVersion?: string; osImage?: string; kernelVersion?: string; containerRuntimeVersion?: string };
  };
}

function statusOf({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const words = [ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady"];
  if (spec?.unschedulable) words.push("SchedulingDisabled");
  return joined(words);
}

function rolesOf(labels: Record<string, string>): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(labels)) {
    const role = key.startsWith("node-role.kubernetes.io/") ? key.slice("node-role.kubernetes.io/".length) : undefined;
    if (role) roles.add(role);
    else if (key === "kubernetes.io/role" && value) roles.add(value);
  }
  return roles.size === 0 ? NONE : joined([...roles].sort());
}

const addressOf = ({ status }: Node, type: string): string =>
  status?.addresses?.find((it) => it.type === type)?.address ?? NONE;

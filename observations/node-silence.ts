import { conditionOf } from "./conditions.ts";
import { named } from "./kubernetes.ts";
import type { Lease, Node } from "./objects.ts";

/**
 * How long a node has not been heard from, in milliseconds; `undefined` where it has no lease. A dead kubelet leaves
 * Ready=True behind until the node controller gives up on it, some 50 s later; its lease goes quiet at once.
 * https://kubernetes.io/docs/reference/node/node-status/#heartbeats
 */
export function silenceOf(node: string, leases: readonly Lease[], now: Date): number | undefined {
  const renewed = leases.find(named(node))?.spec?.renewTime;
  return renewed ? now.getTime() - Date.parse(renewed) : undefined;
}

/** The names of the nodes whose kubelets do not answer, as far as the API knows. `tolerated`: a silence, in milliseconds. */
export function awayNodes(
  nodes: readonly Node[],
  leases: readonly Lease[],
  { tolerated, now }: { tolerated: number; now: Date },
): ReadonlySet<string> {
  const away = nodes.filter((node) => {
    const silence = silenceOf(node.metadata?.name ?? "", leases, now);
    return conditionOf(node, "Ready")?.status === "Unknown" || (silence !== undefined && silence > tolerated);
  });
  return new Set(away.map(({ metadata }) => metadata?.name ?? ""));
}

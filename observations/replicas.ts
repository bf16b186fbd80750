import { kindOf } from "./by-nature.ts";
import type { ServedObject } from "./everything.ts";

/**
 * What a workload lacks of its replicas, by kstatus' rules, in its order; `undefined` for kinds that have none.
 * https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/status/core.go
 */
export function replicasLack(object: ServedObject): string | undefined {
  const { status = {}, spec = {} } = object;
  const counts = COUNTS[kindOf(object)];
  // nothing was written yet: that nobody works on it is no count
  if (!counts || Object.keys(status).length === 0) return undefined;
  const desired = counts.desired === undefined ? (spec["replicas"] ?? 1) : status[counts.desired];
  if (typeof desired !== "number") return undefined;
  for (const [what, key] of Object.entries(counts.of)) {
    const count = typeof status[key] === "number" ? status[key] : 0;
    if (count < desired) return `${count} of ${desired} ${what}`;
  }
  return undefined;
}

const COUNTS: Record<string, { desired?: string; of: Record<string, string> } | undefined> = {
  "Deployment.apps": {
    of: { exist: "replicas", updated: "updatedReplicas", available: "availableReplicas", ready: "readyReplicas" },
  },
  // updatedReplicas is left out: with OnDelete and a partition it is behind by design
  "StatefulSet.apps": { of: { exist: "replicas", ready: "readyReplicas" } },
  "ReplicaSet.apps": { of: { exist: "replicas", available: "availableReplicas", ready: "readyReplicas" } },
  ReplicationController: { of: { exist: "replicas", ready: "readyReplicas" } },
  "DaemonSet.apps": {
    desired: "desiredNumberScheduled",
    of: {
      exist: "currentNumberScheduled",
      updated: "updatedNumberScheduled",
      available: "numberAvailable",
      ready: "numberReady",
    },
  },
};

import type { Finding } from "../criterion.ts";
import { conditionOf, inWords, named, sinceIsNot } from "../../observations/kubernetes.ts";
import type { DaemonSet, Deployment, StatefulSet } from "../../observations/objects.ts";

export interface WorkloadRef {
  kind: "Deployment" | "DaemonSet" | "StatefulSet";
  namespace: string;
  name: string;
}

export interface Workloads {
  deployments: readonly Deployment[];
  daemonSets: readonly DaemonSet[];
  statefulSets: readonly StatefulSet[];
}

const NO_REPLICAS = "scaled to 0 replicas";
const NO_NODES = "wanted on 0 nodes";
/** Somebody wants it so: no node and no image that fails explains it. */
const UNWANTED = [NO_REPLICAS, NO_NODES];

/** The workload, if it is missing or not rolled out, as a finding. */
export function notRolledOut(ref: WorkloadRef, workloads: Workloads): Finding | undefined {
  const subject = `${ref.kind.toLowerCase()}/${ref.namespace}/${ref.name}`;
  const workload = find(ref, workloads);
  if (!workload) return { subject, expected: `a ${ref.kind}`, actual: "none" };
  const lacks = ref.kind === "DaemonSet" ? daemonSetLacks(workload) : replicasLack(workload);
  if (!lacks) return undefined;
  const progressing = conditionOf(workload, "Progressing");
  const stalled = progressing?.status === "False" ? `; ${inWords(progressing)}` : "";
  return {
    subject,
    expected: "all desired replicas updated, ready and available",
    actual: `${lacks}${stalled}`,
    ...(UNWANTED.includes(lacks) && { own: true }),
    since: sinceIsNot(conditionOf(workload, "Available")) ?? sinceIsNot(progressing),
  };
}

export function find(
  { kind, namespace, name }: WorkloadRef,
  workloads: Workloads,
): Deployment | DaemonSet | StatefulSet | undefined {
  switch (kind) {
    case "Deployment":
      return workloads.deployments.find(named(name, namespace));
    case "DaemonSet":
      return workloads.daemonSets.find(named(name, namespace));
    case "StatefulSet":
      return workloads.statefulSets.find(named(name, namespace));
  }
}

/**
 * kstatus' rules, and one more: nothing desired is not rolled out (kstatus and `kubectl rollout status` say it is).
 * https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/status/core.go
 */
function replicasLack({ metadata, spec, status }: Deployment | StatefulSet): string | undefined {
  const desired = spec?.replicas ?? 1;
  if (desired === 0) return NO_REPLICAS;
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 1))
    return "its controller has not seen the newest spec";
  return lacking(desired, {
    exist: status?.replicas,
    updated: status?.updatedReplicas,
    ready: status?.readyReplicas,
    available: status?.availableReplicas,
  });
}

function daemonSetLacks({ metadata, status }: DaemonSet): string | undefined {
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 1))
    return "its controller has not seen the newest spec";
  const desired = status?.desiredNumberScheduled ?? 0;
  if (desired === 0) return NO_NODES;
  return lacking(desired, {
    exist: status?.currentNumberScheduled,
    updated: status?.updatedNumberScheduled,
    ready: status?.numberReady,
    available: status?.numberAvailable,
  });
}

/** `2 of 3 ready`: the first count that is short; more pods than desired means that old ones still go. */
function lacking(desired: number, counts: Record<string, number | undefined>): string | undefined {
  for (const [what, count = 0] of Object.entries(counts)) {
    if (count < desired) return `${count} of ${desired} ${what}`;
  }
  const existing = counts["exist"] ?? 0;
  return existing > desired ? `${existing} exist where ${desired} are desired: old ones still go` : undefined;
}

import { leaving } from "./deletion.ts";
import type { Finding } from "../criterion.ts";
import { conditionOf, conditionsOf, inWords, sinceIsNot } from "../../observations/conditions.ts";
import { named } from "../../observations/kubernetes.ts";
import type { DaemonSet, Deployment, Pod, StatefulSet } from "../../observations/objects.ts";
import { ownerOf } from "../../observations/pods.ts";
import { mendOf } from "./mends.ts";
import { reasonOf, worstOf, type PodReason } from "./pod-reasons.ts";
import { warningInWords, warningsOf, warningsOfNames, type Reasons } from "./warnings.ts";

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

/** What tells why a workload is not rolled out: it sharpens the words, and decides nothing. */
export interface RolloutReasons extends Reasons {
  pods?: readonly Pod[] | undefined;
}

/** The sources of these reasons, for a check's `wants`. */
export const ROLLOUT_REASONS = ["pods", "warnings"] as const;

const NO_REPLICAS = "scaled to 0 replicas";
const NO_NODES = "wanted on 0 nodes";
/** Somebody wants it so: no node and no image that fails explains it. */
const UNWANTED = [NO_REPLICAS, NO_NODES];

/** As findings name it. */
export const workloadSubject = ({ kind, namespace, name }: WorkloadRef): string =>
  `${kind.toLowerCase()}/${namespace}/${name}`;

/** The workload, if it is missing or not rolled out, as a finding, with the reason of its worst pod. */
export function notRolledOut(ref: WorkloadRef, workloads: Workloads, reasons: RolloutReasons): Finding | undefined {
  const subject = workloadSubject(ref);
  const workload = find(ref, workloads);
  if (!workload) return { subject, expected: `a ${ref.kind}`, actual: "none" };
  const going = leaving(subject, workload);
  if (going) return going;
  const lacks =
    (ref.kind === "DaemonSet" ? daemonSetLacks(workload) : replicasLack(workload)) ?? conditionLacking(ref, workload);
  if (!lacks) return undefined;
  const progressing = conditionOf(workload, "Progressing");
  const stalled = progressing?.status === "False" && lacks !== inWords(progressing) ? `; ${inWords(progressing)}` : "";
  const why = UNWANTED.includes(lacks) ? undefined : reasonFor(ref, workload, reasons);
  return {
    subject,
    expected: "all desired replicas updated, ready and available",
    actual: `${lacks}${why ? `: ${why.said}` : ""}${stalled}`,
    ...(UNWANTED.includes(lacks) && { own: true }),
    since: sinceIsNot(conditionOf(workload, "Available")) ?? sinceIsNot(progressing),
    ...(why?.mend !== undefined && { mend: why.mend }),
    ...(why?.next !== undefined && { next: why.next }),
  };
}

/** Of its worst pod; where no pod is in trouble, why there are too few: what the controller itself says, then events. */
function reasonFor(
  ref: WorkloadRef,
  workload: Deployment | DaemonSet | StatefulSet,
  reasons: RolloutReasons,
): PodReason | undefined {
  const worst = worstOf(podsOf(ref, reasons.pods ?? []));
  const refused = conditionOf(workload, "ReplicaFailure");
  if (refused?.status === "True") return withMend(inWords(refused));
  if (worst) {
    const { said, ...more } = reasonOf(worst.pod, worst.state, reasons);
    const name = worst.pod.metadata?.name ?? "(no name)";
    const others = worst.more > 0 ? ` and ${worst.more} more` : "";
    return { said: `${name}${others}: ${said}`, ...more };
  }
  const [newest] = [...warningsOf(ref.kind, workload, reasons), ...ofReplicaSets(ref, workload, reasons)].toSorted(
    (a, b) => b.lastMs - a.lastMs,
  );
  return newest && withMend(warningInWords(newest, reasons.now));
}

function withMend(said: string): PodReason {
  const mend = mendOf(said);
  return { said, ...(mend !== undefined && { mend }) };
}

const podsOf = ({ kind, namespace, name }: WorkloadRef, pods: readonly Pod[]): Pod[] =>
  pods.filter((pod) => ownerOf(pod) === `${kind.toLowerCase()}/${namespace}/${name}`);

/** A Deployment's pods are made by its ReplicaSets, and the events of a refusal are theirs; the newest is named in Progressing. */
function ofReplicaSets({ kind, namespace, name }: WorkloadRef, workload: Deployment | DaemonSet, reasons: Reasons) {
  if (kind !== "Deployment") return [];
  const current = /ReplicaSet "([^"]+)"/.exec(conditionOf(workload, "Progressing")?.message ?? "")?.[1];
  const hashed = new RegExp(`^${name.replace(/\./g, "\\.")}-[a-z0-9]{5,10}$`);
  const isMeant = (it: string): boolean => (current === undefined ? hashed.test(it) : it === current);
  const bornMs = Date.parse(workload.metadata?.creationTimestamp ?? "");
  return warningsOfNames({ kind: "ReplicaSet", namespace, isMeant }, reasons, bornMs);
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

/**
 * What the controller says against its own counts: a Deployment's Available and Progressing should be True, and
 * ReplicaFailure is only there when it is. https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
 */
function conditionLacking({ kind }: WorkloadRef, workload: Deployment | DaemonSet | StatefulSet): string | undefined {
  const refused = conditionOf(workload, "ReplicaFailure");
  if (refused?.status === "True") return inWords(refused);
  const spoken = conditionsOf(workload).length > 0;
  if (spoken && kind === "Deployment" && !conditionOf(workload, "Available")) return "no Available condition";
  const wrong = ["Available", "Progressing"]
    .map((type) => conditionOf(workload, type))
    .find((condition) => condition !== undefined && condition.status !== "True");
  return wrong && inWords(wrong);
}

/** `2 of 3 ready`: the first count that is short; more pods than desired means that old ones still go. */
function lacking(desired: number, counts: Record<string, number | undefined>): string | undefined {
  for (const [what, count = 0] of Object.entries(counts)) {
    if (count < desired) return `${count} of ${desired} ${what}`;
  }
  const existing = counts["exist"] ?? 0;
  return existing > desired ? `${existing} exist where ${desired} are desired: old ones still go` : undefined;
}

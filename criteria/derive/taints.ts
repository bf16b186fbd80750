import type { Profile } from "../../clusters/profile.ts";
import { conditionOf } from "../../observations/conditions.ts";
import type { Node, Pod } from "../../observations/objects.ts";
import type { Examination, Finding } from "../criterion.ts";

export interface Taint {
  key?: string;
  value?: string;
  effect?: string;
  timeAdded?: string;
}

/** Set by Cilium's operator, or by the kubelet at registration, until the node's agent is ready. */
export const AGENT_NOT_READY = "node.cilium.io/agent-not-ready";

/**
 * Taints that the profile does not allow. `PreferNoSchedule` keeps nothing out and is a remark.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export function taintsExamined(node: Node, profile: Profile, pods: readonly Pod[] | undefined): Examination {
  const subject = `node/${node.metadata?.name}`;
  const taints = ((node.spec?.taints ?? []) as Taint[]).filter(
    (taint) => !isToldElsewhere(taint, node) && !isAllowed(taint, node, profile),
  );
  const soft = taints.filter(({ effect }) => effect === "PreferNoSchedule");
  const hard = taints.filter((taint) => !soft.includes(taint));
  return {
    examined: 1,
    findings: hard.map((taint) => findingOf(subject, taint, node, pods)),
    remarks: soft.map((taint) => `${subject} has the taint ${inWords(taint)}: pods go elsewhere where they can`),
  };
}

/** Whether Cilium's agent on a node is ready; `undefined` where no pod of it was seen. */
export function isAgentReady(node: string, pods: readonly Pod[] | undefined): boolean | undefined {
  const agent = pods?.find(
    ({ metadata, spec }) => metadata?.labels?.["k8s-app"] === "cilium" && spec?.nodeName === node,
  );
  return agent && conditionOf(agent, "Ready")?.status === "True";
}

/** What taints of Kubernetes stand for: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const CONDITION_OF: Record<string, string | undefined> = {
  "node.kubernetes.io/memory-pressure": "MemoryPressure",
  "node.kubernetes.io/disk-pressure": "DiskPressure",
  "node.kubernetes.io/pid-pressure": "PIDPressure",
  "node.kubernetes.io/network-unavailable": "NetworkUnavailable",
};

/** The condition is the finding then, and the taint goes with it; a cordon and a lost node have a check of their own. */
function isToldElsewhere({ key = "" }: Taint, node: Node): boolean {
  const statusOf = (type: string) => conditionOf(node, type)?.status;
  const condition = CONDITION_OF[key];
  if (condition !== undefined) return statusOf(condition) !== "False" && statusOf(condition) !== undefined;
  if (key === "node.kubernetes.io/unschedulable") return node.spec?.unschedulable === true;
  return /^node\.kubernetes\.io\/(not-ready|unreachable)$/.test(key) && statusOf("Ready") !== "True";
}

const CONTROL_PLANE = /^node-role\.kubernetes\.io\/(control-plane|master)$/;
/** Set while something is not well, by who removes it again: no profile can want it. */
const PASSING = new RegExp(
  `^node\\.kubernetes\\.io/|^node\\.cloudprovider\\.kubernetes\\.io/|^${AGENT_NOT_READY.replaceAll(".", "\\.")}$`,
);

function isAllowed(taint: Taint, { metadata }: Node, { nodes, kubernetes }: Profile): boolean {
  const { key = "", value = "", effect } = taint;
  if (PASSING.test(key)) return false;
  const name = metadata?.name ?? "";
  const hasWorkers = nodes.some(({ role }) => role === "worker");
  const isControlPlane = nodes.some((node) => node.name === name && node.role === "control-plane");
  if (CONTROL_PLANE.test(key) && effect === "NoSchedule" && isControlPlane && hasWorkers) return true;
  return kubernetes.allowedTaints.some(
    (allowed) =>
      allowed.key === key &&
      (allowed.value === undefined || allowed.value === value) &&
      (allowed.effect === undefined || allowed.effect === effect) &&
      (allowed.nodes === undefined || allowed.nodes.includes(name)),
  );
}

function findingOf(subject: string, taint: Taint, node: Node, pods: readonly Pod[] | undefined): Finding {
  const { key = "", timeAdded } = taint;
  const kept = `nothing that does not tolerate it is placed here${taint.effect === "NoExecute" ? " or stays" : ""}`;
  const remover = removerOf(key);
  return {
    subject,
    expected: "no taint that the profile does not allow",
    actual: `taint ${inWords(taint)}${stateBehind(key, node, pods)}: ${kept}${remover ? `; ${remover} removes it` : ""}`,
    ...(timeAdded && { since: timeAdded }),
  };
}

/** Why the taint should be gone, or is right to be there. */
function stateBehind(key: string, node: Node, pods: readonly Pod[] | undefined): string {
  if (key === AGENT_NOT_READY) {
    const isReady = isAgentReady(node.metadata?.name ?? "", pods);
    if (isReady === undefined) return "";
    return isReady ? ", though its Cilium agent is ready" : ", and its Cilium agent is not ready";
  }
  const condition = CONDITION_OF[key];
  return condition && conditionOf(node, condition)?.status === "False" ? `, though ${condition}=False` : "";
}

function removerOf(key: string): string | undefined {
  if (key === AGENT_NOT_READY) return "cilium-operator";
  if (key === "node.kubernetes.io/out-of-service") return undefined;
  if (key.startsWith("node.kubernetes.io/")) return "kube-controller-manager";
  if (key.startsWith("node.cloudprovider.kubernetes.io/")) return "the cloud-controller-manager";
  if (key.endsWith("ClusterAutoscaler")) return "the cluster autoscaler";
  return undefined;
}

const inWords = ({ key = "(no key)", value, effect = "(no effect)" }: Taint): string =>
  `${key}${value ? `=${value}` : ""}:${effect}`;

import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { retried } from "../derive/jobs.ts";
import { reasonOf } from "../derive/pod-reasons.ts";
import type { Reasons } from "../derive/warnings.ts";
import { named } from "../../observations/kubernetes.ts";
import { fits, ownerOf, podState, workloadsOf, type PodState } from "../../observations/pods.ts";
import type { Node, Pod, PodDisruptionBudget } from "../../observations/objects.ts";

/** `kubectl get pods -A | grep -v Running` shows a crash loop as Running between two crashes, and a not-ready pod always. */
export default criterion({
  id: "workloads/every-pod-runs",
  title: "Every pod is Running and ready, or completed",
  fails: "A pod does not run",
  why: "A pod that does not run is work that nobody does; grouped by its owner and cause it is one trouble, not twenty.",
  serves: ["VC"],
  needs: ["pods"],
  wants: ["jobs", "podDisruptionBudgets", "warnings", "nodes"],
  restsOn: [
    "kubernetes/every-expected-node-is-ready",
    "components/workloads-are-rolled-out",
    "flux/everything-is-reconciled",
    "secrets/external-secrets-are-synced",
  ],
  advice: "kubectl -n <namespace> get pods -o wide; kubectl -n <namespace> get events --sort-by=.lastTimestamp",

  examine({ pods, jobs, podDisruptionBudgets, warnings, nodes }, { profile, now }) {
    const groups = new Map<string, { pods: Pod[]; state: PodState }>();
    const remarks: string[] = (podDisruptionBudgets ?? []).flatMap(allowsNothing);
    const unseen: Unseen[] = [];
    const own = workloadsOf(pods);
    for (const pod of own) {
      const state = placedState(pod, nodes) ?? podState(pod);
      if (state.cause === "runs" || state.cause === "completed") continue;
      const { namespace = "", name = "" } = pod.metadata ?? {};
      const again = retried(pod, jobs);
      if (again?.how === "unseen") {
        unseen.push({ subject: `pod/${namespace}/${name}`, reason: `${state.detail}: ${again.why}` });
        continue;
      }
      if (again) {
        remarks.push(`pod/${namespace}/${name} ${state.detail}: ${again.why}`);
        continue;
      }
      const excused = profile.workloads.mayFail.find((it) => it.namespace === namespace && fits(name, it.name));
      if (excused) {
        remarks.push(`pod/${namespace}/${name} ${state.detail}: allowed, ${excused.reason}`);
        continue;
      }
      const key = `${ownerOf(pod)} ${state.cause}`;
      const group = groups.get(key);
      if (group) group.pods.push(pod);
      else groups.set(key, { pods: [pod], state });
    }
    return {
      examined: own.length,
      findings: [...groups.values()].map((group) => findingOf(group, { warnings, now })),
      unseen,
      remarks,
    };
  },
});

/**
 * The status of a pod is the word of its node's kubelet: of a node that is gone nobody takes it back.
 * https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 */
function placedState({ spec, status, metadata }: Pod, nodes: readonly Node[] | undefined): PodState | undefined {
  if (!nodes || nodes.length === 0 || status?.phase !== "Running") return undefined;
  const { nodeName } = spec ?? {};
  if (nodeName && nodes.some(named(nodeName))) return undefined;
  const where = nodeName ? `node ${nodeName}, which does not exist` : "no node";
  return { cause: "unknown", detail: `is said to run on ${where}`, since: metadata?.creationTimestamp };
}

/** Nobody is harmed until a node is drained: then it waits for good. */
function allowsNothing({ metadata, status }: PodDisruptionBudget): string[] {
  const { disruptionsAllowed = 0, expectedPods = 0, currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  if (disruptionsAllowed > 0 || expectedPods === 0) return [];
  const healthy = `${currentHealthy} of ${expectedPods} pods are healthy, ${desiredHealthy} must be`;
  return [
    `poddisruptionbudget/${metadata?.namespace}/${metadata?.name} allows no eviction (${healthy}): a drain waits`,
  ];
}

function findingOf({ pods, state }: { pods: Pod[]; state: PodState }, reasons: Reasons): Finding {
  const [first] = pods as [Pod];
  const nodes = [...new Set(pods.flatMap(({ spec }) => spec?.nodeName ?? []))];
  const place =
    nodes.length > 0
      ? ` on ${nodes.slice(0, 3).join(", ")}${nodes.length > 3 ? ` and ${nodes.length - 3} more nodes` : ""}`
      : "";
  const count = pods.length === 1 ? `${first.metadata?.name}` : `${pods.length} pods, like ${first.metadata?.name}`;
  const { said, ...more } = reasonOf(first, state, reasons);
  return {
    subject: ownerOf(first),
    expected: "every pod Running and ready, or completed",
    actual: `${state.cause}: ${count}${place}: ${said}`,
    since: state.since,
    ...more,
  };
}

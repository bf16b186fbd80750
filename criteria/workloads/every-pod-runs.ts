import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { retried } from "../derive/jobs.ts";
import { fits, ownerOf, podState, workloadsOf, type PodState } from "../../observations/pods.ts";
import type { Pod } from "../../observations/objects.ts";

/** `kubectl get pods -A | grep -v Running` shows a crash loop as Running between two crashes, and a not-ready pod always. */
export default criterion({
  id: "workloads/every-pod-runs",
  title: "Every pod is Running and ready, or completed",
  why: "A pod that does not run is work that nobody does; grouped by its owner and cause it is one trouble, not twenty.",
  serves: ["VC"],
  needs: ["pods"],
  wants: ["jobs"],
  restsOn: [
    "kubernetes/every-expected-node-is-ready",
    "components/workloads-are-rolled-out",
    "flux/everything-is-reconciled",
    "secrets/external-secrets-are-synced",
  ],
  advice: "kubectl -n <namespace> describe pod <name>; kubectl -n <namespace> logs <name> --previous",

  examine({ pods, jobs }, { profile }) {
    const groups = new Map<string, { pods: Pod[]; state: PodState }>();
    const remarks: string[] = [];
    const unseen: Unseen[] = [];
    const own = workloadsOf(pods);
    for (const pod of own) {
      const state = podState(pod);
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
    return { examined: own.length, findings: [...groups.values()].map(findingOf), unseen, remarks };
  },
});

function findingOf({ pods, state }: { pods: Pod[]; state: PodState }): Finding {
  const [first] = pods as [Pod];
  const nodes = [...new Set(pods.flatMap(({ spec }) => spec?.nodeName ?? []))];
  const place =
    nodes.length > 0
      ? ` on ${nodes.slice(0, 3).join(", ")}${nodes.length > 3 ? ` and ${nodes.length - 3} more nodes` : ""}`
      : "";
  const count = pods.length === 1 ? `${first.metadata?.name}` : `${pods.length} pods, like ${first.metadata?.name}`;
  return {
    subject: ownerOf(first),
    expected: "every pod Running and ready, or completed",
    actual: `${state.cause}: ${count}${place}: ${state.detail}`,
    since: state.since,
  };
}

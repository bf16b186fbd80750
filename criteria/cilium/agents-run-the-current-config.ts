import { criterion, each, type Finding } from "../criterion.ts";
import { withoutCilium } from "../derive/cilium.ts";

/** The chart restarts agents on a change only with rollOutCiliumPods: without it they keep the old settings. */
export default criterion({
  id: "cilium/agents-run-the-current-config",
  title: "No agent was started before the last change of the ConfigMap that it reads",
  fails: "Cilium runs an old configuration",
  why: "Agents read their configuration when they start: what the ConfigMap says is not what an older agent does.",
  serves: ["S1"],
  needs: ["ciliumConfig", "pods"],
  restsOn: ["components/workloads-are-rolled-out"],
  advice: "kubectl -n <cilium-namespace> rollout restart ds/cilium",

  irrelevant: withoutCilium,

  examine({ ciliumConfig, pods }, { profile }) {
    const { changedAt, changedBy } = ciliumConfig;
    const namespace = profile.cilium?.namespace;
    const agents = pods.filter(
      ({ metadata, status }) =>
        metadata?.namespace === namespace && metadata?.labels?.["k8s-app"] === "cilium" && status?.phase === "Running",
    );
    const changed = Date.parse(changedAt ?? "");
    if (Number.isNaN(changed))
      return {
        examined: 0,
        findings: [],
        unseen: [{ subject: "configmap/cilium-config", reason: "when it changed is not known" }],
      };
    const started = agents.map((pod) => ({
      name: pod.metadata?.name,
      at: pod.status?.containerStatuses?.find(({ name }) => name === "cilium-agent")?.state?.running?.startedAt,
    }));
    const examination = each(
      started.filter(({ at }) => isTime(at)),
      ({ name, at = "" }): Finding | undefined =>
        Date.parse(at) < changed
          ? {
              subject: `pod/${namespace}/${name}`,
              expected: `started after the ConfigMap changed (${changedAt}${changedBy ? `, by ${changedBy}` : ""})`,
              actual: `started ${at}`,
              since: changedAt,
            }
          : undefined,
    );
    const unseen = started.flatMap(({ name, at }) =>
      isTime(at) ? [] : [{ subject: `pod/${namespace}/${name}`, reason: "when its agent started is not known" }],
    );
    return { ...examination, unseen };
  },
});

/** No time at all compares as "not before": it would pass. */
const isTime = (at: string | undefined): boolean => !Number.isNaN(Date.parse(at ?? ""));

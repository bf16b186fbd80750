import { criterion, type Examination, type Finding, type Unseen } from "../criterion.ts";
import { toldBy, withoutCilium } from "../derive/cilium.ts";
import type { Observations } from "../../observations/observations.ts";
import type { CiliumAgentStatus } from "../../observations/cilium.ts";

/**
 * The chart restarts agents on a change only with rollOutCiliumPods: without it they keep the old settings. A key that
 * was changed and changed back is what they run all along: where the field managers tell which keys were written since,
 * and the agent tells each of them, their values count and not the time.
 */
export default criterion({
  id: "cilium/agents-run-the-current-config",
  title: "No agent was started before the last change of the ConfigMap that it reads",
  fails: "Cilium runs an old configuration",
  why: "Agents read their configuration when they start: what the ConfigMap says is not what an older agent does.",
  serves: ["S1"],
  needs: ["ciliumConfig", "pods"],
  wants: ["ciliumStatus"],
  restsOn: ["components/workloads-are-rolled-out"],
  advice: "kubectl -n <cilium-namespace> rollout restart ds/cilium",

  irrelevant: withoutCilium,

  examine({ ciliumConfig, pods, ciliumStatus }, { profile }): Examination {
    const { changedAt } = ciliumConfig;
    const namespace = profile.cilium?.namespace;
    const agents = pods.filter(
      ({ metadata, status }) =>
        metadata?.namespace === namespace && metadata?.labels?.["k8s-app"] === "cilium" && status?.phase === "Running",
    );
    if (!isTime(changedAt))
      return {
        examined: 0,
        findings: [],
        unseen: [{ subject: "configmap/cilium-config", reason: "when it changed is not known" }],
      };
    const examination = { examined: 0, findings: [] as Finding[], unseen: [] as Unseen[], remarks: [] as string[] };
    for (const { metadata, status } of agents) {
      const subject = `pod/${namespace}/${metadata?.name}`;
      const at =
        status?.containerStatuses?.find(({ name }) => name === "cilium-agent")?.state?.running?.startedAt ?? "";
      if (!isTime(at)) {
        examination.unseen.push({ subject, reason: "when its agent started is not known" });
        continue;
      }
      examination.examined += 1;
      if (Date.parse(at) >= Date.parse(changedAt ?? "")) continue;
      const judged = older({ subject, at, status: ciliumStatus?.agents[metadata?.name ?? ""] }, ciliumConfig);
      if (typeof judged === "string") examination.remarks.push(judged);
      else examination.findings.push(judged);
    }
    return examination;
  },
});

interface Agent {
  subject: string;
  /** When it was started. */
  at: string;
  status: CiliumAgentStatus | null | undefined;
}

/** An agent that was started before the last change: a remark where it runs what was written all the same. */
function older({ subject, at, status }: Agent, config: Observations["ciliumConfig"]): Finding | string {
  const { data, changedAt, changedBy, writes = [] } = config;
  const since = writes.filter((write) => Date.parse(write.at) > Date.parse(at));
  const keys = [...new Set(since.flatMap((write) => write.keys))];
  const mostClusters = Number(data["max-connected-clusters"] ?? 255);
  const told = keys.map((key) => ({ key, runs: status ? toldBy(status, key, mostClusters) : undefined }));
  const whole = told.length > 0 && since.every((write) => write.keys.length > 0);
  const differs = told.find(({ key, runs }) => runs !== undefined && runs !== data[key]);
  if (whole && told.every(({ key, runs }) => runs !== undefined && runs === data[key]))
    return `${subject} was started before ${keys.join(", ")} of cilium-config were written (${changedAt}), and runs what they say`;
  return {
    subject,
    expected: `started after the ConfigMap changed (${changedAt}${changedBy ? `, by ${changedBy}` : ""})`,
    actual: `started ${at}${differs ? `, and runs ${differs.key} ${differs.runs}` : ""}`,
    since: changedAt,
  };
}

/** No time at all compares as "not before": it would pass. */
const isTime = (at: string | undefined): boolean => !Number.isNaN(Date.parse(at ?? ""));

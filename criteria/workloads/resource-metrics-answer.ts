import { criterion, each, momentOf, type Finding } from "../criterion.ts";
import { inWords as durationInWords } from "../../clusters/notation/duration.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import type { APIService } from "../../observations/objects.ts";

/** metrics-server scrapes each 15 s by default; this much later a number says nothing of now. */
const STALE_MS = 5 * 60_000;

export default criterion({
  id: "workloads/resource-metrics-answer",
  title: "Resource metrics are served for every node",
  fails: "No resource metrics",
  why: "Without them `kubectl top` is blind and no autoscaler scales.",
  serves: ["S4"],
  needs: ["nodeMetrics"],
  wants: ["apiServices"],
  restsOn: [
    "kubernetes/aggregated-apis-are-available",
    "kubernetes/kubelet-certificates-are-approved",
    "kubernetes/every-expected-node-is-ready",
    "platform/monitoring-is-operational",
    "workloads/every-pod-runs",
  ],
  advice: "kubectl top nodes; kubectl get apiservice v1beta1.metrics.k8s.io -o yaml",

  irrelevant: ({ workloads }) => (workloads.metrics ? undefined : "the profile expects no resource metrics"),

  examine({ nodeMetrics, apiServices }, context) {
    const looked = momentOf(context, "nodeMetrics").getTime();
    const server = nodeMetrics.length === 0 ? unavailable(apiServices ?? []) : undefined;
    if (server) return { examined: 1, findings: [server] };
    return each(context.profile.nodes, ({ name }) => {
      const subject = `node/${name}`;
      const metrics = nodeMetrics.find(({ node }) => node === name);
      if (!metrics) return { subject, expected: "metrics of CPU and memory", actual: "none" };
      if (metrics.cpu === "" || metrics.memory === "")
        return {
          subject,
          expected: "metrics of CPU and memory",
          actual: `cpu "${metrics.cpu}", memory "${metrics.memory}"`,
        };
      const age = looked - Date.parse(metrics.timestamp);
      if (Number.isNaN(age)) return { subject, expected: "metrics with their time", actual: "no time" };
      return age > STALE_MS
        ? {
            subject,
            expected: `metrics no older than ${durationInWords(STALE_MS)}`,
            actual: `${durationInWords(age)} old`,
            since: metrics.timestamp,
          }
        : undefined;
    });
  },
});

/** Nothing is served of any node while the server of the API is not there: its APIService says why. */
function unavailable(apis: readonly APIService[]): Finding | undefined {
  const api = apis.find(({ spec }) => spec?.group === "metrics.k8s.io");
  const available = conditionOf({ status: api?.status ?? {} }, "Available");
  if (api === undefined || available?.status === "True") return undefined;
  return {
    subject: `apiservice/${api.metadata?.name}`,
    expected: "metrics of CPU and memory of every node",
    actual: inWords(available, "Available"),
    ...(available?.lastTransitionTime && { since: available.lastTransitionTime }),
  };
}

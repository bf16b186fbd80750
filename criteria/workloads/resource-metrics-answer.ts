import { criterion, each, momentOf } from "../criterion.ts";
import { inWords } from "../../clusters/notation/duration.ts";

/** metrics-server scrapes each 15 s by default; this much later a number says nothing of now. */
const STALE_MS = 5 * 60_000;

export default criterion({
  id: "workloads/resource-metrics-answer",
  title: "Resource metrics are served for every node",
  why: "Without them `kubectl top` is blind and no autoscaler scales.",
  serves: ["S4"],
  needs: ["nodeMetrics"],
  restsOn: [
    "kubernetes/every-expected-node-is-ready",
    "platform/monitoring-is-operational",
    "workloads/every-pod-runs",
  ],
  advice: "kubectl top nodes; kubectl get apiservice v1beta1.metrics.k8s.io -o yaml",

  irrelevant: ({ workloads }) => (workloads.metrics ? undefined : "the profile expects no resource metrics"),

  examine({ nodeMetrics }, context) {
    const looked = momentOf(context, "nodeMetrics").getTime();
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
            expected: `metrics no older than ${inWords(STALE_MS)}`,
            actual: `${inWords(age)} old`,
            since: metrics.timestamp,
          }
        : undefined;
    });
  },
});

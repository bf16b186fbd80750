import { askPod, podsOf } from "./pod-proxy.ts";
import type { Source } from "../source.ts";

const READY_PORT = 8181;
const METRICS_PORT = 9153;

/**
 * For each CoreDNS pod: whether its plugin `ready` is content, and how many queries it answered, by rcode.
 * https://coredns.io/plugins/ready/
 */
export const coredns: Source<"coredns"> = async (context) => {
  const namespace = context.profile.releases.find(({ name }) => name === "coredns")?.namespace ?? "kube-system";
  const pods = await podsOf(context, namespace, "k8s-app=kube-dns");
  return Promise.all(
    pods.map(async (pod) => {
      const ready = await askPod(context, pod, READY_PORT, "ready");
      const metrics = await askPod(context, pod, METRICS_PORT, "metrics");
      return {
        pod: pod.metadata?.name ?? "",
        ready: ready.ok,
        reached: ready.reached,
        detail: ready.detail,
        responses: metrics.ok ? responsesIn(metrics.body) : {},
      };
    }),
  );
};

/** `coredns_dns_responses_total` summed by rcode. */
export function responsesIn(metrics: string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [, labels = "", value] of metrics.matchAll(/^coredns_dns_responses_total\{([^}]*)\}\s+([0-9.eE+]+)/gm)) {
    const rcode = /rcode="([^"]*)"/.exec(labels)?.[1] ?? "";
    sums[rcode] = (sums[rcode] ?? 0) + Number(value);
  }
  return sums;
}

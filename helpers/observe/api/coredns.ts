import { askPod, podsOf } from "./pod-proxy.ts";
import type { ForwardedAnswers } from "../../../observations/api.ts";
import type { Source } from "../source.ts";

const READY_PORT = 8181;
const METRICS_PORT = 9153;

/**
 * For each CoreDNS pod: whether its plugin `ready` is content, and how many queries it answered, by rcode.
 * https://coredns.io/plugins/ready/
 */
export const coredns: Source<"coredns"> = async (context, seen) => {
  const namespace = context.profile.releases.find(({ name }) => name === "coredns")?.namespace ?? "kube-system";
  const pods = await podsOf(context, seen, { namespace, label: ["k8s-app", "kube-dns"] });
  return Promise.all(
    pods.map(async (pod) => {
      const ready = await askPod(context, pod, READY_PORT, "ready");
      const metrics = await askPod(context, pod, METRICS_PORT, "metrics");
      const forwarded = metrics.ok ? forwardedIn(metrics.body) : undefined;
      return {
        pod: pod.metadata?.name ?? "",
        namespace,
        ready: ready.ok,
        reached: ready.reached,
        detail: ready.detail,
        responses: metrics.ok ? responsesIn(metrics.body) : {},
        ...(forwarded && { forwarded }),
      };
    }),
  );
};

/** `coredns_dns_responses_total` summed by rcode. */
export const responsesIn = (metrics: string): Record<string, number> =>
  sumsBy("rcode", samplesOf(metrics, "coredns_dns_responses_total"));

/**
 * By the plugin that answered, and by what upstreams answered. CoreDNS 1.13 counts an answer under the plugin that wrote
 * it last (loadbalance, where that is on), and one that forward gave up on under none. The counters of upstreams had
 * another name before 1.11.
 * https://coredns.io/plugins/metrics/ and https://coredns.io/plugins/forward/#metrics
 */
export function forwardedIn(metrics: string): ForwardedAnswers | undefined {
  const answers = samplesOf(metrics, "coredns_dns_responses_total").filter(({ labels }) =>
    ["forward", ""].includes(labels["plugin"] ?? "no label"),
  );
  const upstream = [
    ...samplesOf(metrics, "coredns_proxy_request_duration_seconds_count").filter(
      ({ labels }) => labels["proxy_name"] === "forward",
    ),
    ...samplesOf(metrics, "coredns_forward_responses_total"),
  ];
  const broken = samplesOf(metrics, "coredns_forward_healthcheck_broken_total");
  if (answers.length + upstream.length + broken.length === 0) return undefined;
  const [byPlugin, byUpstream] = [sumsBy("rcode", answers), sumsBy("rcode", upstream)];
  return {
    good: Math.max(goodOf(byPlugin), goodOf(byUpstream)),
    bad: Math.max(totalOf(byPlugin) - goodOf(byPlugin), totalOf(byUpstream) - goodOf(byUpstream)),
    broken: broken.reduce((sum, { value }) => sum + value, 0),
  };
}

const goodOf = (byRcode: Record<string, number>): number => (byRcode["NOERROR"] ?? 0) + (byRcode["NXDOMAIN"] ?? 0);

const totalOf = (byRcode: Record<string, number>): number =>
  Object.values(byRcode).reduce((sum, count) => sum + count, 0);

interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** The samples of one metric: https://prometheus.io/docs/instrumenting/exposition_formats/ */
function samplesOf(metrics: string, name: string): Sample[] {
  const lines = metrics.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})?\\s+([0-9.eE+]+)`, "gm"));
  return [...lines].map(([, labels = "", value]) => ({
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", text = ""]) => [key, text])),
    value: Number(value),
  }));
}

function sumsBy(label: string, samples: readonly Sample[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { labels, value } of samples) {
    const key = labels[label] ?? "";
    sums[key] = (sums[key] ?? 0) + value;
  }
  return sums;
}

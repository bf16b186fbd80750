import type { Builder } from "../builder.ts";

/** What the API's pod proxy gets from Spegel: /readyz on 5000, metrics on 9090. */
export function addSpegelAnswers(b: Builder): void {
  for (const { namespace, name } of b.pods.filter(({ labels }) => labels["app.kubernetes.io/name"] === "spegel")) {
    const pod = `${namespace}/pods/${name}`;
    b.proxies[`${pod}:5000/proxy/readyz`] = { status: 200, body: "", contentType: "text/plain" };
    b.proxies[`${pod}:9090/proxy/metrics`] = {
      status: 200,
      body: `# TYPE spegel_mirror_requests_total counter\nspegel_mirror_requests_total{cache="hit",registry="ghcr.io",source="internal"} 212\nspegel_mirror_requests_total{cache="miss",registry="ghcr.io",source="internal"} 17\n`,
      contentType: "text/plain; version=0.0.4; charset=utf-8",
    };
  }
}

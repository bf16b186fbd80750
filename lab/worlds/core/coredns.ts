import { hash, type Builder } from "../builder.ts";
import { addWorkload } from "../workloads.ts";
import { addService, dnsIp } from "../workloads/services.ts";

/** As kubeadm, Talos and the chart write it. */
export const COREFILE = `.:53 {
    errors
    health
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loadbalance
}
`;

/** kind and kubeadm bring CoreDNS themselves, before any release; its pods wait for the CNI. */
export function addKubeadmCoreDns(b: Builder): void {
  const namespace = "kube-system";
  b.add({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "coredns", namespace, creationTimestamp: b.at(b.times.api + 8) },
    data: { Corefile: COREFILE },
  });
  const pods = addWorkload(b, {
    kind: "Deployment",
    namespace,
    name: "coredns",
    replicas: 2,
    labels: { "k8s-app": "kube-dns" },
    containers: [
      {
        name: "coredns",
        image: "registry.k8s.io/coredns/coredns:v1.13.1",
        probes: { livenessProbe: ["/health", 8080], readinessProbe: ["/ready", 8181] },
        limits: { memory: "170Mi" },
      },
    ],
    configMaps: { "config-volume": "coredns" },
    at: b.times.api + 8,
    readyAt: b.times.nodesReady + 12,
    manager: {
      by: "operator",
      manager: "kubeadm",
    },
  });
  addService(b, {
    namespace,
    name: "kube-dns",
    pods,
    selector: { "k8s-app": "kube-dns" },
    at: b.times.api + 8,
    clusterIp: dnsIp(b),
    ports: [
      {
        name: "dns",
        port: 53,
        protocol: "UDP",
      },
    ],
    labels: { "k8s-app": "kube-dns" },
  });
  addCoreDnsAnswers(b);
}

/** What the API's pod proxy gets from CoreDNS: /ready on 8181, metrics on 9153. */
export function addCoreDnsAnswers(b: Builder): void {
  for (const { namespace, name, labels } of b.pods.filter(({ labels }) => labels["k8s-app"] === "kube-dns")) {
    const pod = `${namespace}/pods/${name}`;
    b.proxies[`${pod}:8181/proxy/ready`] = { status: 200, body: "OK", contentType: "text/plain; charset=utf-8" };
    b.proxies[`${pod}:8080/proxy/health`] = { status: 200, body: "OK", contentType: "text/plain; charset=utf-8" };
    b.proxies[`${pod}:9153/proxy/metrics`] = {
      status: 200,
      body: dnsMetrics(name),
      contentType: "text/plain; version=0.0.4; charset=utf-8",
    };
    b.logs[`${namespace}/${name}/coredns`] =
      `.:53\n[INFO] plugin/reload: Running configuration SHA512 = ${hash(labels["k8s-app"])}\nCoreDNS-1.13.2\nlinux/amd64, go1.25.5\n`;
  }
}

function dnsMetrics(pod: string): string {
  const answered = 4000 + (Number.parseInt(hash(pod).slice(0, 4), 16) % 2000);
  return [
    "# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.",
    "# TYPE coredns_build_info gauge",
    'coredns_build_info{goversion="go1.25.5",revision="",version="1.13.2"} 1',
    "# HELP coredns_dns_requests_total Counter of DNS requests made per zone, protocol and family.",
    "# TYPE coredns_dns_requests_total counter",
    `coredns_dns_requests_total{family="1",proto="udp",server="dns://:53",type="A",view="",zone="."} ${answered + 312}`,
    "# HELP coredns_dns_responses_total Counter of response status codes.",
    "# TYPE coredns_dns_responses_total counter",
    // the plugin that wrote it, which is the last that all answers pass; none where forward gave up
    `coredns_dns_responses_total{plugin="loadbalance",rcode="NOERROR",server="dns://:53",view="",zone="."} ${answered}`,
    `coredns_dns_responses_total{plugin="loadbalance",rcode="NXDOMAIN",server="dns://:53",view="",zone="."} 311`,
    `coredns_dns_responses_total{plugin="",rcode="SERVFAIL",server="dns://:53",view="",zone="."} 1`,
    "# HELP coredns_forward_healthcheck_broken_total Counter of the number of complete failures of the healthchecks.",
    "# TYPE coredns_forward_healthcheck_broken_total counter",
    "coredns_forward_healthcheck_broken_total 0",
    "# HELP coredns_proxy_request_duration_seconds Histogram of the time each request took.",
    "# TYPE coredns_proxy_request_duration_seconds histogram",
    `coredns_proxy_request_duration_seconds_count{proxy_name="forward",rcode="NOERROR",to="10.25.21.1:53"} ${answered - 3300}`,
    `coredns_proxy_request_duration_seconds_count{proxy_name="forward",rcode="NXDOMAIN",to="10.25.21.1:53"} 29`,
    "",
  ].join("\n");
}

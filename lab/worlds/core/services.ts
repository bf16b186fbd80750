import type { Profile } from "../../../clusters/profile.ts";
import type { Builder, BuiltPod } from "../builder.ts";
import { releaseTimes } from "../schedule.ts";
import { addService, dnsIp } from "../workloads/services.ts";

type Release = Profile["releases"][number];

/** The Services in front of a release's workloads, as its chart makes them. */
export function addServices(b: Builder, release: Release, pods: BuiltPod[]): void {
  const { namespace } = release;
  const at = releaseTimes(b.times, release.name).start + 2;
  const of = (workload: string) =>
    pods.filter(
      ({ labels }) => labels["app.kubernetes.io/name"] === (workload === "cilium" ? "cilium-agent" : workload),
    );
  const front = (name: string, workload: string, port: number, target = port, portName = "https") =>
    of(workload).length > 0 &&
    addService(b, {
      namespace,
      name,
      pods: of(workload),
      selector: { "app.kubernetes.io/name": workload },
      ports: [{ name: portName, port, target }],
      at,
    });
  switch (release.name) {
    case "cilium":
      front("hubble-relay", "hubble-relay", 80, 4245, "grpc");
      front("hubble-peer", "cilium", 443, 4244, "peer-service");
      break;
    case "coredns":
      addService(b, {
        namespace,
        name: "kube-dns",
        pods: of("coredns"),
        selector: { "k8s-app": "kube-dns" },
        at,
        clusterIp: dnsIp(b),
        ports: [
          {
            name: "udp-53",
            port: 53,
            protocol: "UDP",
          },
          {
            name: "tcp-53",
            port: 53,
          },
        ],
        labels: {
          "k8s-app": "kube-dns",
          "kubernetes.io/name": "CoreDNS",
        },
      });
      break;
    case "spegel":
      front("spegel", "spegel", 9090, 9090, "metrics");
      front("spegel-bootstrap", "spegel", 5001, 5001, "router");
      break;
    case "cert-manager":
      front("cert-manager-webhook", "cert-manager-webhook", 443, 10_250);
      break;
    case "external-secrets":
      front("external-secrets-webhook", "external-secrets-webhook", 443, 10_250);
      break;
    case "flux-instance":
      front("source-controller", "source-controller", 80, 9090, "http");
      front("notification-controller", "notification-controller", 80, 9090, "http");
      break;
  }
}

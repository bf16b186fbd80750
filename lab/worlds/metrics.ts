import { condition, numberOf, type Builder } from "./builder.ts";

/** What `kubectl top nodes` shows, and the APIService that serves it. */
export function addMetrics(b: Builder): void {
  if (!b.profile.workloads.metrics) return;
  const at = b.times.flux + 30;
  const server = b.profile.platform.services.find(({ name }) => name === "metrics-server");
  b.add({
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: {
      name: "v1beta1.metrics.k8s.io",
      creationTimestamp: b.at(at),
      labels: { "app.kubernetes.io/managed-by": "Helm" },
    },
    spec: {
      group: "metrics.k8s.io",
      version: "v1beta1",
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
      service: {
        namespace: server?.namespace ?? "kube-system",
        name: server?.name ?? "metrics-server",
        port: 443,
      },
    },
    status: { conditions: [condition("Available", "True", "Passed", b.at(at + 28), "all checks passed")] },
  });
  for (const { name, role } of b.nodes) {
    b.add({
      apiVersion: "metrics.k8s.io/v1beta1",
      kind: "NodeMetrics",
      metadata: {
        name,
        creationTimestamp: b.ago(1),
        labels: { "kubernetes.io/hostname": name },
      },
      timestamp: b.ago(12 + numberOf(20, "metrics", name)),
      window: "20.041s",
      usage: {
        cpu: `${(role === "worker" ? 900 : 600) + numberOf(400, "cpu", name)}123456n`,
        memory: `${9e6 + numberOf(4e6, "memory", name)}Ki`,
      },
    });
  }
}

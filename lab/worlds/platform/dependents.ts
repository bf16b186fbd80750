import { ensureNamespace, managed, type Builder } from "../builder.ts";
import { kindOf } from "../crds/kinds.ts";
import { byKustomization } from "../flux/kustomizations.ts";

/** The custom resources that the repository declares of the profile's dependent kinds, in the number it declares. */
export function addDependents(b: Builder): void {
  for (const { group, resource, atLeast, namespaces } of b.profile.crds.dependents) {
    const { kind, version, scope } = kindOf(`${resource}.${group}`);
    const where = namespaces ?? ["monitoring", "kube-system", "flux-system"];
    for (let index = 0; index < atLeast; index++) {
      const namespace = scope === "Cluster" ? undefined : (where[index % where.length] ?? "monitoring");
      const at = b.times.flux + 20 + index;
      if (namespace) ensureNamespace(b, namespace, b.times.namespaces);
      b.add({
        apiVersion: `${group}/${version}`,
        kind,
        metadata: {
          name: `${TOPICS[index % TOPICS.length]}-rules${index < TOPICS.length ? "" : `-${index}`}`,
          ...(namespace ? { namespace } : {}),
          generation: 1,
          creationTimestamp: b.at(at),
          ...byKustomization(b),
          managedFields: [managed("kustomize-controller", "Apply", b.at(at), `${group}/${version}`)],
        },
        spec: {
          groups: [
            {
              name: "default",
              rules: [{ alert: "Absent", expr: "absent(up)", for: "5m", labels: { severity: "critical" } }],
            },
          ],
        },
      });
    }
  }
}

const TOPICS = [
  "cilium",
  "coredns",
  "spegel",
  "cert-manager",
  "external-secrets",
  "flux",
  "rook-ceph",
  "openebs",
  "cnpg",
  "victoria-metrics",
  "grafana",
  "victoria-logs",
  "nessie",
  "kubeai",
  "external-dns",
  "gateway",
  "nodes",
];

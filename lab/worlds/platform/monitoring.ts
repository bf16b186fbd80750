import type { Profile } from "../../../clusters/profile.ts";
import { condition, ownerReference, type Builder } from "../builder.ts";
import { byKustomization } from "../flux/kustomizations.ts";
import { addWorkload } from "../workloads.ts";
import { addClaim } from "../workloads/claims.ts";
import type { Ref } from "./released.ts";

type Platform = Profile["platform"];

/** A custom resource of a monitoring operator, and the workload that the operator makes of it. */
export function addMonitoring(
  b: Builder,
  resource: NonNullable<Platform["monitoring"]>["resources"][number],
  at: number,
): void {
  const { kind, namespace, name } = resource;
  const made = OPERATED[kind];
  if (!made) return;
  const victoria = kind.startsWith("VM");
  const apiVersion = victoria ? "operator.victoriametrics.com/v1beta1" : "monitoring.coreos.com/v1";
  const readyAt = at + 44;
  const owner = ownerReference(apiVersion, kind, namespace, name);
  const [storageClass] = b.profile.platform.storage?.classes ?? [];
  addWorkload(b, {
    kind: made.kind,
    namespace,
    name: `${made.prefix}-${name}`,
    at,
    readyAt,
    containers: [
      {
        name: made.prefix,
        image: made.image,
        ports: [
          {
            name: "http",
            containerPort: 8429,
          },
        ],
      },
    ],
    ...(made.kind === "StatefulSet" && storageClass
      ? {
          claim: {
            storageClass,
            size: "10Gi",
          },
        }
      : {}),
    manager: {
      by: "operator",
      manager: victoria ? "vm-operator" : "prometheus-operator",
      owner,
    },
  });
  if (kind === "VMSingle" && storageClass)
    addClaim(b, { namespace, name: `vmsingle-${name}`, storageClass, size: "50Gi", at });
  const conditions = victoria
    ? [
        condition(
          `${kind.toLowerCase()}.victoriametrics.com/Applied`,
          "True",
          "ConditionParsingCompleted",
          b.at(readyAt),
          "",
          1,
        ),
      ]
    : ["Available", "Reconciled"].map((type) => condition(type, "True", "", b.at(readyAt), "", 1));
  b.add({
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      generation: 1,
      creationTimestamp: b.at(at - 2),
      ...byKustomization(b, "cluster-observability"),
    },
    spec: kind === "VMSingle" ? { retentionPeriod: "14d" } : { replicas: 1 },
    status: {
      ...(victoria
        ? { updateStatus: "operational", observedGeneration: 1 }
        : { paused: false, replicas: 1, updatedReplicas: 1, availableReplicas: 1, unavailableReplicas: 0 }),
      conditions,
    },
  });
}

/** Kinds of the VictoriaMetrics and Prometheus operators, and the workload that each makes of it. */
const OPERATED: Record<string, { kind: Ref["kind"]; prefix: string; image: string }> = {
  VMSingle: { kind: "Deployment", prefix: "vmsingle", image: "docker.io/victoriametrics/victoria-metrics:v1.128.0" },
  VMCluster: {
    kind: "StatefulSet",
    prefix: "vmstorage",
    image: "docker.io/victoriametrics/vmstorage:v1.128.0-cluster",
  },
  VMAgent: { kind: "Deployment", prefix: "vmagent", image: "docker.io/victoriametrics/vmagent:v1.128.0" },
  VMAlert: { kind: "Deployment", prefix: "vmalert", image: "docker.io/victoriametrics/vmalert:v1.128.0" },
  VMAlertmanager: { kind: "StatefulSet", prefix: "vmalertmanager", image: "docker.io/prom/alertmanager:v0.28.1" },
  Prometheus: { kind: "StatefulSet", prefix: "prometheus", image: "quay.io/prometheus/prometheus:v3.7.3" },
  Alertmanager: { kind: "StatefulSet", prefix: "alertmanager", image: "quay.io/prometheus/alertmanager:v0.28.1" },
};

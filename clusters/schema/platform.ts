import { z } from "zod";
import { namespaced, pathOf, workload } from "./objects.ts";
import { unique } from "./unique.ts";

const ceph = z.strictObject({
  namespace: z.string().default("rook-ceph").describe("Namespace of the CephCluster."),
  name: z.string().default("rook-ceph").describe("Name of the CephCluster."),
  osds: z.number().int().positive().describe("How many OSDs must be up, at least."),
  health: z
    .array(z.string())
    .default(["HEALTH_OK"])
    .describe("States of Ceph's health that are accepted, as `ceph status` names them, like HEALTH_WARN."),
});

const storage = z.strictObject({
  classes: z
    .array(z.string())
    .min(1)
    .describe("Names of the StorageClasses that must exist; every claim on them must be bound."),
  default: z
    .string()
    .optional()
    .describe("Name of the StorageClass that must be the only default one. Left out, no default is expected."),
  provisioners: z.array(workload).default([]).describe("Workloads that provision volumes, which must be rolled out."),
});

const database = namespaced("CloudNativePG cluster").extend({
  instances: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("How many instances it must have. Left out, those that its own spec asks for must be ready."),
});

const resource = z.strictObject({
  kind: z
    .enum(["VMSingle", "VMCluster", "VMAgent", "VMAlert", "VMAlertmanager", "Prometheus", "Alertmanager"])
    .describe("Kind of the resource, of VictoriaMetrics' or the Prometheus operator."),
  namespace: z.string().describe("Namespace of the resource."),
  name: z.string().describe("Name of the resource."),
});

const issuer = z.strictObject({
  kind: z
    .enum(["ClusterIssuer", "Issuer"])
    .default("ClusterIssuer")
    .describe("Kind of the issuer: for the whole cluster, or for one namespace."),
  name: z.string().describe("Name of the issuer."),
  namespace: z.string().optional().describe("Namespace of an Issuer; a ClusterIssuer has none."),
});

export const platform = z
  .strictObject({
    ceph: ceph.optional().describe("A CephCluster of Rook. Left out, platform/ceph-is-healthy is not applicable."),
    storage: storage.optional().describe("Storage for claims. Left out, platform/storage-is-ready is not applicable."),
    databases: z
      .array(database)
      .superRefine(unique("database", pathOf, "name"))
      .default([])
      .describe(
        "CloudNativePG clusters that must be healthy. Left out, platform/databases-are-healthy is not applicable.",
      ),
    monitoring: z
      .strictObject({
        resources: z
          .array(resource)
          .default([])
          .describe("Resources of the monitoring operators, which must be operational."),
        workloads: z
          .array(workload)
          .default([])
          .describe("Workloads of the monitoring stack, which must be rolled out."),
      })
      .optional()
      .describe("The monitoring stack. Left out, platform/monitoring-is-operational is not applicable."),
    logging: z
      .strictObject({
        workloads: z.array(workload).min(1).describe("Workloads of the logging stack, which must be rolled out."),
      })
      .optional()
      .describe("The logging stack. Left out, platform/logging-is-operational is not applicable."),
    certificates: z
      .strictObject({
        issuers: z.array(issuer).default([]).describe("Issuers of cert-manager that must be Ready."),
        certificates: z
          .array(namespaced("Certificate"))
          .default([])
          .describe("Certificates that must exist; those that are not listed must be Ready and valid too."),
      })
      .optional()
      .describe("Certificates of cert-manager. Left out, platform/certificates-are-valid is not applicable."),
    gateways: z
      .strictObject({
        gateways: z
          .array(namespaced("Gateway"))
          .min(1)
          .describe("Gateways that must exist; those that are not listed must be programmed too."),
        routes: z.boolean().default(true).describe("Whether every HTTPRoute of the cluster must be accepted."),
      })
      .optional()
      .describe("Gateways of the Gateway API. Left out, platform/gateways-are-programmed is not applicable."),
    services: z
      .array(workload)
      .default([])
      .describe(
        "Any other workloads that must be rolled out. Left out, platform/services-are-rolled-out is not applicable.",
      ),
  })
  .prefault({})
  .describe("What Flux brings after the hand-over.");

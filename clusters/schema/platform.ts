import { z } from "zod";
import { duration } from "./duration.ts";

const named = z.strictObject({ namespace: z.string(), name: z.string() });
const workload = z.strictObject({
  kind: z.enum(["Deployment", "DaemonSet", "StatefulSet"]),
  namespace: z.string(),
  name: z.string(),
});

export const platform = z
  .strictObject({
    ceph: z
      .strictObject({
        namespace: z.string().default("rook-ceph"),
        name: z.string().default("rook-ceph"),
        osds: z.number().int().positive(),
        health: z.array(z.string()).default(["HEALTH_OK"]).describe("Accepted states"),
      })
      .optional(),
    storage: z
      .strictObject({
        classes: z.array(z.string()).min(1),
        default: z.string().optional(),
        provisioners: z.array(workload).default([]),
      })
      .optional(),
    databases: z
      .array(named.extend({ instances: z.number().int().positive().optional() }))
      .default([])
      .describe("CloudNativePG clusters"),
    monitoring: z
      .strictObject({
        resources: z
          .array(
            z.strictObject({
              kind: z.enum([
                "VMSingle",
                "VMCluster",
                "VMAgent",
                "VMAlert",
                "VMAlertmanager",
                "Prometheus",
                "Alertmanager",
              ]),
              namespace: z.string(),
              name: z.string(),
            }),
          )
          .default([]),
        workloads: z.array(workload).default([]),
      })
      .optional(),
    logging: z.strictObject({ workloads: z.array(workload).min(1) }).optional(),
    certificates: z
      .strictObject({
        issuers: z
          .array(
            z.strictObject({
              kind: z.enum(["ClusterIssuer", "Issuer"]).default("ClusterIssuer"),
              name: z.string(),
              namespace: z.string().optional(),
            }),
          )
          .default([]),
        certificates: z.array(named).default([]).describe("Must be there; every other one must be Ready too"),
      })
      .optional(),
    gateways: z
      .strictObject({
        gateways: z.array(named).min(1),
        routes: z.boolean().default(true).describe("Whether every HTTPRoute must be accepted"),
      })
      .optional(),
    services: z.array(workload).default([]).describe("Any other workload that must be rolled out"),
  })
  .describe("What Flux brings after the hand-over; what is left out is not applicable");

export const workloads = z.strictObject({
  mayFail: z
    .array(
      z.strictObject({
        namespace: z.string(),
        name: z.string().describe("Pod name; * matches anything"),
        reason: z.string(),
      }),
    )
    .default([])
    .describe("Pods that may not run, with the reason"),
  restartBudget: z.number().int().nonnegative().default(5).describe("Restarts of one container since it was made"),
  steadyFor: duration.prefault("30s").describe("The steady window at the end: nothing restarts, nothing moves"),
  metrics: z.boolean().default(true).describe("Whether metrics.k8s.io must answer for every node"),
  mayPend: z
    .array(z.strictObject({ namespace: z.string(), name: z.string(), reason: z.string() }))
    .default([])
    .describe("Claims that may be unbound, with the reason"),
});

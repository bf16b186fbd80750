import { z } from "zod";
import { duration } from "./duration.ts";

export const cilium = z
  .strictObject({
    namespace: z.string().default("kube-system"),
    clusterId: z.number().int().min(0).max(511),
    clusterName: z.string(),
    kubeProxyReplacement: z.boolean().default(true),
    apiHost: z.string().optional().describe("k8sServiceHost, as the agents' KUBERNETES_SERVICE_HOST has it"),
    apiPort: z.number().int().optional().describe("k8sServicePort"),
    routing: z
      .strictObject({
        mode: z.enum(["native", "tunnel"]),
        cidr: z.string().optional().describe("ipv4NativeRoutingCIDR"),
      })
      .optional(),
    envoy: z.boolean().default(true).describe("Whether envoy runs as its own DaemonSet"),
    hubbleRelay: z.boolean().default(true),
    bgp: z
      .strictObject({
        peers: z
          .number()
          .int()
          .nonnegative()
          .default(0)
          .describe("Sessions that each node must have established, at least"),
      })
      .optional()
      .describe("Leave it out where BGP is off"),
    loadBalancerPools: z
      .array(z.string())
      .optional()
      .describe("CiliumLoadBalancerIPPools that must serve; leave it out where there are none"),
    clusterMesh: z
      .strictObject({ clusters: z.array(z.string()).min(1) })
      .optional()
      .describe("Remote clusters that every node must be connected to"),
    connectivity: z
      .strictObject({
        scope: z
          .enum(["full", "smoke", "off"])
          .default("off")
          .describe(
            "What this profile runs unless --connectivity says otherwise; it writes to namespaces cilium-test-*",
          ),
        minimumTests: z.number().int().positive().default(40).describe("Tests that a full run must really run"),
        timeout: duration.prefault("30m"),
        smoke: z
          .array(z.string())
          .default(["no-policies", "allow-all-except-world", "client-ingress", "echo-ingress-l7"])
          .describe("Tests of the smoke scope"),
        arguments: z.array(z.string()).default([]).describe("Further flags, like --external-target for an air gap"),
      })
      .prefault({}),
  })
  .describe("Leave it out where Cilium is not the CNI");

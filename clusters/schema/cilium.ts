import { z } from "zod";
import { positiveDuration } from "./duration.ts";
import { cidr } from "./formats.ts";
import { unique } from "./unique.ts";

const routing = z.strictObject({
  mode: z
    .enum(["native", "tunnel"])
    .describe("Cilium's routingMode: the network routes pod addresses (native), or Cilium encapsulates them (tunnel)."),
  cidr: cidr
    .optional()
    .describe(
      "Cilium's ipv4NativeRoutingCIDR, like 10.244.0.0/16, which must hold every node's pod network. Left out, only the mode is checked.",
    ),
});

const connectivity = z.strictObject({
  scope: z
    .enum(["full", "smoke", "off"])
    .default("off")
    .describe(
      "How much of `cilium connectivity test` a run does: all of it, the tests named in smoke, or none, which makes cilium/connectivity-test-passes not applicable. It makes namespaces `cilium-test-*` in the cluster. --connectivity overrides it.",
    ),
  minimumTests: z
    .number()
    .int()
    .positive()
    .default(40)
    .describe("How many tests of the full scope must really have run, at least."),
  timeout: positiveDuration.prefault("30m").describe("How long the connectivity test may take: its flag --timeout."),
  smoke: z
    .array(z.string())
    .default(["no-policies", "allow-all-except-world", "client-ingress", "echo-ingress-l7"])
    .describe("Names of the tests that the scope smoke runs."),
  arguments: z
    .array(z.string())
    .default([])
    .describe(
      "Further flags of `cilium connectivity test`, like --external-target for a cluster without the internet.",
    ),
});

export const cilium = z
  .strictObject({
    namespace: z.string().default("kube-system").describe("Namespace that Cilium runs in."),
    clusterId: z
      .number()
      .int()
      .min(0)
      .max(511)
      .optional()
      .describe(
        "Cilium's cluster.id, 0 to 511, which no other cluster of the same mesh may have. Only a run on checks of the repository alone may leave it out.",
      ),
    clusterName: z
      .string()
      .optional()
      .describe(
        "Cilium's cluster.name, which no other cluster of the same mesh may have. Only a run on checks of the repository alone may leave it out.",
      ),
    kubeProxyReplacement: z
      .boolean()
      .default(true)
      .describe(
        "Whether Cilium takes the place of kube-proxy. false makes cilium/kube-proxy-is-replaced not applicable.",
      ),
    apiHost: z
      .string()
      .optional()
      .describe(
        "Host by which the agents reach the API: the chart's k8sServiceHost. Left out, cilium/api-host-is-set is not applicable.",
      ),
    apiPort: z
      .number()
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe("Port by which the agents reach the API: the chart's k8sServicePort. Left out, it is not checked."),
    routing: routing
      .optional()
      .describe("How packets travel between nodes. Left out, cilium/routing-is-native is not applicable."),
    envoy: z
      .boolean()
      .default(true)
      .describe("Whether Envoy runs as a DaemonSet of its own, cilium-envoy, which must then be ready."),
    hubbleRelay: z
      .boolean()
      .default(true)
      .describe("Whether Hubble relay runs. false makes cilium/hubble-relay-answers not applicable."),
    bgp: z
      .strictObject({
        peers: z
          .number()
          .int()
          .nonnegative()
          .default(0)
          .describe("How many BGP sessions each node must have established, at least."),
      })
      .optional()
      .describe(
        "The BGP control plane. Leave it out where it is off; cilium/bgp-control-plane-is-enabled is not applicable then.",
      ),
    loadBalancerPools: z
      .array(z.string())
      .superRefine(unique("pool", (name) => name))
      .optional()
      .describe(
        "Names of the CiliumLoadBalancerIPPools that must be there, enabled and with free addresses. Left out, cilium/load-balancer-pools-serve is not applicable.",
      ),
    clusterMesh: z
      .strictObject({
        clusters: z
          .array(z.string())
          .min(1)
          .superRefine(unique("cluster", (name) => name))
          .describe("Names of the remote clusters (their cluster.name) that every node must be connected to."),
      })
      .optional()
      .describe(
        "The cluster mesh. Leave it out where there is none; cilium/cluster-mesh-is-connected is not applicable then.",
      ),
    connectivity: connectivity
      .prefault({})
      .describe("Whether and how `cilium connectivity test` runs, the only check that sends packets."),
  })
  .describe("Cilium as the CNI. Leave it out where another one is used; checks of Cilium are not applicable then.");

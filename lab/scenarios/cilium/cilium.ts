import { agentSays, ciliumSays, componentDisabled, config } from "../../faults/cilium.ts";
import { add, condition, edit, part, patch, remove, specOf, statusOf, type Json } from "../../faults/objects.ts";
import { deleted } from "../../faults/workloads.ts";
import type { Scenario } from "../../scenario.ts";

/** Cilium: its configuration, its custom resources, its Services. */
export const CILIUM: readonly Scenario[] = [
  {
    name: "cilium-identity-default",
    title: "Cilium runs with cluster-id 0 and the name default: the values were not set",
    from: "a known failure of Cilium",
    faults: [
      config({ "cluster-id": "0", "cluster-name": "default" }),
      ciliumSays((status) => {
        for (const agent of Object.values(status.cilium_status)) {
          const cluster = agent?.["cluster"] as Json | undefined;
          if (cluster) cluster["self"] = String(cluster["self"]).replace("lab/", "default/");
        }
      }),
    ],
    expect: { first: ["cilium/identity-matches"] },
  },
  {
    name: "cilium-identity-of-one-agent",
    title: "The ConfigMap has the right cluster, and one agent runs under another",
    from: "a known failure of Cilium",
    faults: [
      agentSays("lab-cp-02", (agent) => {
        part(agent, "cluster")["self"] = "default/lab-cp-02";
      }),
    ],
    expect: { first: ["cilium/identity-matches"] },
  },
  {
    name: "cilium-config-newer-than-agents",
    title: "The ConfigMap was changed after the agents started: they run the old one",
    from: "a report of Cilium with two managers",
    faults: [config({ debug: "true" }, 300)],
    expect: { first: ["cilium/agents-run-the-current-config"] },
  },
  {
    name: "kube-proxy-still-there",
    title: "kube-proxy still runs beside Cilium",
    from: "a known failure of Cilium",
    faults: [
      add({
        ...{ apiVersion: "apps/v1", kind: "DaemonSet" },
        metadata: { name: "kube-proxy", namespace: "kube-system" },
        spec: {
          selector: { matchLabels: { "k8s-app": "kube-proxy" } },
          template: {
            metadata: {},
            spec: { containers: [{ name: "kube-proxy", image: "registry.k8s.io/kube-proxy:v1.35.0" }] },
          },
        },
        status: {
          currentNumberScheduled: 3,
          desiredNumberScheduled: 3,
          numberReady: 3,
          numberAvailable: 3,
          updatedNumberScheduled: 3,
          numberMisscheduled: 0,
        },
      }),
    ],
    expect: { first: ["kubernetes/kube-proxy-is-absent"] },
  },
  {
    name: "kube-proxy-not-replaced",
    title: "Cilium was installed without kube-proxy replacement",
    from: "story 1.3",
    faults: [
      config({ "kube-proxy-replacement": "false" }),
      ciliumSays((status) => {
        for (const agent of Object.values(status.cilium_status))
          if (agent) part(agent, "kube-proxy-replacement")["mode"] = "False";
      }),
    ],
    expect: { first: ["cilium/kube-proxy-is-replaced"] },
  },
  {
    name: "cilium-api-host-is-another",
    title: "The agents reach the API at another host than the profile's",
    from: "story 1.3",
    faults: [
      edit("DaemonSet", "kube-system/cilium", (object) => {
        const { containers, initContainers } = part(specOf(object), "template", "spec") as {
          containers: Json[];
          initContainers: Json[];
        };
        for (const container of [...containers, ...initContainers]) {
          for (const variable of (container["env"] ?? []) as Json[]) {
            if (variable["name"] === "KUBERNETES_SERVICE_HOST") variable["value"] = "10.25.11.10";
          }
        }
      }),
    ],
    expect: { first: ["cilium/api-host-is-set"] },
  },
  {
    name: "cilium-tunnels",
    title: "Cilium routes through a tunnel",
    from: "a known failure of Cilium",
    faults: [config({ "routing-mode": "tunnel" })],
    expect: { first: ["cilium/routing-is-native"] },
  },
  {
    name: "native-cidr-leaves-out-a-node",
    title: "The native routing CIDR leaves out the pods of a node",
    from: "a comparison of bootstraps",
    faults: [
      patch("Node", "lab-cp-03", { spec: { podCIDR: "10.42.2.0/24", podCIDRs: ["10.42.2.0/24"] } }),
      edit("CiliumNode", "lab-cp-03", (node) => {
        part(specOf(node), "ipam")["podCIDRs"] = ["10.42.2.0/24"];
      }),
    ],
    expect: { first: ["cilium/routing-is-native"] },
  },
  {
    name: "bgp-off",
    title: "The BGP control plane is off",
    from: "story 1.3",
    faults: [config({ "enable-bgp-control-plane": "false" })],
    expect: { first: ["cilium/bgp-control-plane-is-enabled"] },
  },
  {
    name: "bgp-peer-idle",
    title: "The BGP session of one node is idle",
    from: "a known failure of Cilium",
    faults: [
      edit("CiliumBGPNodeConfig", "lab-cp-02", (object) => {
        for (const instance of statusOf(object)["bgpInstances"] as { peers: Json[] }[]) {
          for (const peer of instance.peers) Object.assign(peer, { peeringState: "idle", routeCount: [] });
        }
      }),
    ],
    expect: { first: ["cilium/bgp-control-plane-is-enabled"] },
  },
  {
    name: "hubble-relay-gone",
    title: "Hubble relay was deleted: the CLI calls it disabled, and its Service leads nowhere",
    from: "a known failure of Cilium",
    faults: [deleted("Deployment", "kube-system/hubble-relay"), componentDisabled("hubble-relay")],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["cilium/status-is-ok", "cilium/hubble-relay-answers"],
      unseen: ["components/versions-match"],
    },
  },
  {
    name: "hubble-relay-without-endpoints",
    title: "Hubble relay is rolled out, and its Service selects nothing",
    from: "the purpose of a check",
    faults: [
      edit("EndpointSlice", /^kube-system\/hubble-relay-/, (slice) => {
        slice["endpoints"] = [];
      }),
    ],
    expect: { first: ["cilium/hubble-relay-answers"] },
  },
  {
    name: "endpoint-not-ready",
    title: "A pod's Cilium endpoint does not become ready: it waits for its identity",
    from: "a known failure of Cilium",
    faults: [
      edit("CiliumEndpoint", /^nessie\/nessie-/, (object) => {
        statusOf(object)["state"] = "waiting-for-identity";
      }),
    ],
    expect: { first: ["cilium/endpoints-are-ready"] },
  },
  {
    name: "pods-unmanaged",
    title: "Pods that were started before Cilium are not managed by it",
    from: "a known failure of Cilium",
    faults: [
      remove("CiliumEndpoint", /^kube-system\/coredns-/),
      ciliumSays((status) => {
        status.pods_count.by_cilium -= 2;
      }),
    ],
    expect: { first: ["cilium/status-is-ok"], falls: ["cilium/endpoints-are-ready"] },
  },
  {
    name: "pool-conflict",
    title: "Two load-balancer pools overlap",
    from: "a known failure of Cilium",
    faults: [
      condition("CiliumLoadBalancerIPPool", "internal", "cilium.io/PoolConflict", {
        ...{ status: "True", reason: "cidr_overlap" },
        message: "Pool conflicts since range '10.25.21.100' overlaps range '10.25.21.100' from IP Pool 'external'",
      }),
    ],
    expect: { first: ["cilium/load-balancer-pools-serve"] },
  },
  {
    name: "service-without-address",
    title: "A LoadBalancer Service asks for an address outside every pool, and has none",
    from: "a comparison of bootstraps",
    faults: [
      edit("Service", "network/cilium-gateway-internal", (object) => {
        statusOf(object)["loadBalancer"] = {};
      }),
      condition("Service", "network/cilium-gateway-internal", "cilium.io/IPAMRequestSatisfied", {
        ...{ status: "False", reason: "no_pool", message: "The requested IP '10.25.11.250' is not in any pool" },
      }),
    ],
    expect: { first: ["cilium/load-balancer-pools-serve"] },
  },
];

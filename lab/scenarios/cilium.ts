import { prints } from "../faults/commands.ts";
import {
  agentSays,
  agentsNowhere,
  agentsWait,
  ciliumSays,
  componentDisabled,
  componentUnready,
  config,
} from "../faults/cilium.ts";
import { add, all, condition, edit, part, patch, remove, specOf, statusOf, type Json } from "../faults/objects.ts";
import { CRASH_LOOP, deleted, waits, IMAGE_PULL } from "../faults/workloads.ts";
import type { Scenario } from "../scenario.ts";

/** `faults.md`, Cilium. */
export const CILIUM: readonly Scenario[] = [
  {
    name: "cilium-identity-default",
    title: "Cilium runs with cluster-id 0 and the name default: the values were not set",
    from: "faults.md, Cilium",
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
    from: "faults.md, Cilium",
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
    from: "faults.md, Cilium; seeds/001",
    faults: [config({ debug: "true" }, 300)],
    expect: { first: ["cilium/agents-run-the-current-config"] },
  },
  {
    name: "kube-proxy-still-there",
    title: "kube-proxy still runs beside Cilium",
    from: "faults.md, Cilium",
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
    from: "seeds/004 rule 2",
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
    from: "seeds/004 rule 2",
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
    from: "faults.md, Cilium",
    faults: [config({ "routing-mode": "tunnel" })],
    expect: { first: ["cilium/routing-is-native"] },
  },
  {
    name: "native-cidr-leaves-out-a-node",
    title: "The native routing CIDR leaves out the pods of a node",
    from: "faults.md, Cilium; S3: pod CIDR differs between Talos and Cilium",
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
    from: "seeds/004 task 7",
    faults: [config({ "enable-bgp-control-plane": "false" })],
    expect: { first: ["cilium/bgp-control-plane-is-enabled"] },
  },
  {
    name: "bgp-peer-idle",
    title: "The BGP session of one node is idle",
    from: "faults.md, Cilium",
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
    title: "Hubble relay crashes",
    from: "faults.md, Cilium",
    faults: [waits("Deployment", "kube-system/hubble-relay", CRASH_LOOP), componentUnready("hubble-relay", 1)],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: [
        "cilium/status-is-ok",
        "cilium/hubble-relay-answers",
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "hubble-relay-without-endpoints",
    title: "Hubble relay is rolled out, and its Service selects nothing",
    from: "acceptance.md cilium/hubble-relay-answers",
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
    from: "faults.md, Cilium",
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
    from: "faults.md, Cilium",
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
    from: "faults.md, Cilium",
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
    from: "faults.md, Cilium; S3: a static LB address outside every pool",
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
  {
    name: "agent-not-ok",
    title: "An agent answers and is not well: it cannot reach the API",
    from: "facts/cli.md B.1",
    faults: [
      agentSays("lab-cp-03", (agent) => {
        agent["cilium"] = { state: "Failure", msg: "Unable to contact Kubernetes API server" };
      }),
    ],
    expect: { first: ["cilium/status-is-ok"] },
  },
  {
    name: "agents-silent",
    title: "No agent answers: `cilium status` counts twelve errors and exits 0",
    from: "facts/captures.md §0.11",
    faults: [
      ciliumSays((status) => {
        for (const pod of Object.keys(status.cilium_status)) {
          status.cilium_status[pod] = null;
          status.cilium_endpoints[pod] = null;
          ((status.errors ??= {})["cilium"] ??= {})[pod] = {
            Errors: [
              "unable to retrieve cilium status: error dialing backend",
              "unable to retrieve cilium endpoint information",
            ],
            Warnings: [],
          };
        }
      }),
    ],
    expect: {
      first: ["cilium/status-is-ok"],
      unseen: ["cilium/identity-matches", "cilium/kube-proxy-is-replaced", "cilium/status-is-ok"],
    },
  },
  {
    name: "cilium-operator-deleted",
    title: "The operator's Deployment is deleted: the CLI calls it disabled",
    from: "facts/captures.md §0.12",
    faults: [deleted("Deployment", "kube-system/cilium-operator"), componentDisabled("cilium-operator")],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["cilium/status-is-ok"],
      unseen: ["components/versions-match", "cilium/api-host-is-set"],
    },
  },
  {
    name: "agents-nowhere",
    title: "The agents' DaemonSet selects no node",
    from: "faults.md: a DaemonSet with zero desired",
    faults: [agentsNowhere],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["cilium/status-is-ok"],
      unseen: [
        "components/versions-match",
        "cilium/identity-matches",
        "cilium/kube-proxy-is-replaced",
        "cilium/agents-run-the-current-config",
      ],
    },
  },
  {
    name: "agent-pulls-for-ever-on-one",
    title: "The agent of one node cannot pull its image",
    from: "seeds/004 troubleshooting: Cilium pods stuck in ContainerCreating",
    faults: [all(agentsWait(IMAGE_PULL, "lab-cp-03"))],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: [
        "cilium/status-is-ok",
        "workloads/every-pod-runs",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["cilium/identity-matches", "cilium/kube-proxy-is-replaced", "budget/timeline-is-whole"],
    },
  },
  {
    name: "connectivity-runs-nothing",
    title: "`cilium connectivity test` runs 0 tests and exits 0",
    from: "faults.md, the commands",
    faults: [
      prints("cilium", "connectivity test", {
        stdout:
          "🏃[cilium-test-1] Running 0 tests ...\n\n✅ [cilium-test-1] All 0 tests (0 actions) successful, 123 tests skipped, 0 scenarios skipped.\n",
      }),
    ],
    expect: { first: ["cilium/connectivity-test-passes"] },
  },
  {
    name: "connectivity-fails-2-of-71",
    title: "`cilium connectivity test` fails 2 of 71 tests",
    from: "faults.md, the commands",
    faults: [
      prints("cilium", "connectivity test", {
        stdout:
          "📋 Test Report [cilium-test-1]\n❌ 2/71 tests failed (5/620 actions), 52 tests skipped, 1 scenarios skipped:\nTest [no-policies]:\n  ❌ no-policies/pod-to-world\nTest [client-egress-l7]:\n  ❌ client-egress-l7/pod-to-world\n",
        stderr: "[cilium-test-1] 2 tests failed\n",
        exit: 1,
      }),
    ],
    expect: { first: ["cilium/connectivity-test-passes"] },
  },
  {
    name: "connectivity-dies",
    title: "`cilium connectivity test` dies before its report",
    from: "faults.md, the commands: prints half and dies",
    faults: [
      prints("cilium", "connectivity test", {
        stdout: "🏃[cilium-test-1] Running 123 tests ...\n[=] Test [no-pol",
        stderr: "connectivity test failed: timeout reached waiting for deployment\n",
        exit: 1,
      }),
    ],
    expect: { first: ["cilium/connectivity-test-passes"], unseen: ["cilium/connectivity-test-passes"] },
  },
  {
    name: "mesh-half-configured",
    title: "ClusterMesh is declared, and one remote cluster is not connected",
    from: "faults.md S3: the mesh half configured",
    profile: (lab) => ({
      ...lab,
      ...(lab.cilium && { cilium: { ...lab.cilium, clusterMesh: { clusters: ["apps"] } } }),
    }),
    faults: [
      prints("cilium", "clustermesh status -o json", {
        ...{ exit: 0, stderr: "" },
        stdout: JSON.stringify({
          connectivity: {
            clusters: { apps: { configured: 3, connected: 2 } },
            total: 3,
            not_ready: 1,
            errors: { "cilium-td9hb": {} },
          },
        }),
      }),
    ],
    expect: { first: ["cilium/cluster-mesh-is-connected"] },
  },
];

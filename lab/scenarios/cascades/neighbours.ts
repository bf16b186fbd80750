import { componentUnready } from "../../faults/cilium.ts";
import { healthCheckFails, notReady } from "../../faults/flux.ts";
import { condition, edit, findObject, remove, statusOf } from "../../faults/objects.ts";
import { podWaits, waits, CRASH_LOOP, IMAGE_PULL } from "../../faults/workloads.ts";
import type { Scenario } from "../../scenario.ts";
import { NOT_RECONCILED, POD_CRASHES, POD_WAITS } from "../rows.ts";

/** The cause takes down only those that ask it: a relay, a pool, an issuer, metrics, a database. */
export const BETWEEN_NEIGHBOURS: readonly Scenario[] = [
  {
    name: "hubble-relay-down",
    title: "Hubble relay cannot pull its image: the CLI warns and its Service is empty",
    from: "a known failure of Cilium",
    faults: [waits("Deployment", "kube-system/hubble-relay", IMAGE_PULL), componentUnready("hubble-relay", 1)],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["cilium/status-is-ok", "cilium/hubble-relay-answers", ...POD_WAITS],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "pool-conflict-gateway-without-address",
    title: "Pools conflict: the Gateway's Service has no address, the Gateway is not programmed",
    from: "a comparison of bootstraps",
    faults: [
      condition("CiliumLoadBalancerIPPool", "internal", "cilium.io/PoolConflict", {
        status: "True",
        reason: "cidr_overlap",
        message: "overlaps with pool external",
      }),
      edit("Service", "network/cilium-gateway-internal", (object) => {
        statusOf(object)["loadBalancer"] = {};
      }),
      condition("Gateway", "network/internal", "Programmed", {
        status: "False",
        reason: "AddressNotAssigned",
        message: "no address is assigned",
      }),
      edit("Gateway", "network/internal", (object) => {
        statusOf(object)["addresses"] = [];
      }),
    ],
    expect: { first: ["cilium/load-balancer-pools-serve"], falls: ["platform/gateways-are-programmed"] },
  },
  {
    name: "issuer-down-gateway-waits",
    title: "The issuer is not ready: no certificate, and the Gateway's listener has no reference",
    from: "story 1.3",
    faults: [
      condition("ClusterIssuer", "letsencrypt-production", "Ready", {
        status: "False",
        reason: "ErrRegisterACMEAccount",
        message: "acme: 503",
      }),
      condition("Certificate", "network/wildcard", "Ready", {
        status: "False",
        reason: "DoesNotExist",
        message: "Issuing certificate as Secret does not exist",
      }),
      condition("Gateway", "network/internal", "Programmed", {
        status: "False",
        reason: "Invalid",
        message: "listener https: InvalidCertificateRef",
      }),
    ],
    expect: { first: ["platform/certificates-are-valid"], falls: ["platform/gateways-are-programmed"] },
  },
  {
    name: "metrics-server-down",
    title: "metrics-server crashes: no metrics of any node",
    from: "story 1.3",
    faults: [
      waits("Deployment", "kube-system/metrics-server", CRASH_LOOP),
      remove("NodeMetrics"),
      notReady(
        "HelmRelease",
        "kube-system/metrics-server",
        "UpgradeFailed",
        "Helm upgrade failed for release kube-system/metrics-server: context deadline exceeded",
      ),
      healthCheckFails("flux-system/cluster-infrastructure", "HelmRelease/kube-system/metrics-server status: 'Failed'"),
    ],
    expect: {
      first: ["platform/services-are-rolled-out"],
      falls: [
        "references/named-services-answer",
        ...NOT_RECONCILED,
        ...POD_CRASHES,
        "workloads/resource-metrics-answer",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "database-instance-down",
    title: "An instance of the database crashes: two of three, and apps wait for it",
    from: "a known failure of workloads",
    faults: [
      (world) => podWaits(findObject(world, "Pod", "databases/nessie-postgres-2"), CRASH_LOOP)(world),
      edit("Cluster", "databases/nessie-postgres", (object) => {
        Object.assign(statusOf(object), { phase: "Waiting for the instances to become active", readyInstances: 2 });
      }),
      condition("Cluster", "databases/nessie-postgres", "Ready", {
        status: "False",
        reason: "ClusterIsNotReady",
        message: "Cluster Is Not Ready",
      }),
      healthCheckFails("flux-system/cluster-apps", "Cluster/databases/nessie-postgres status: 'InProgress'"),
    ],
    expect: {
      first: ["platform/databases-are-healthy"],
      falls: [...NOT_RECONCILED, ...POD_CRASHES],
      unseen: ["budget/timeline-is-whole"],
    },
  },
];

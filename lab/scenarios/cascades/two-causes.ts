import { config } from "../../faults/cilium.ts";
import { healthCheckFails, notReady, sourceFails } from "../../faults/flux.ts";
import { podsOfNodeUnready } from "../../faults/nodes.ts";
import { remove, specOf } from "../../faults/objects.ts";
import { resource } from "../../faults/talos.ts";
import { deleted, podsOf, podWaits, waits, CRASH_LOOP } from "../../faults/workloads.ts";
import type { Scenario } from "../../scenario.ts";
import { nodeNotReady } from "../machines/nodes.ts";
import { NOTHING_FETCHED, OVERDUE, POD_CRASHES, TOLD_BY_EACH_AGENT } from "../rows.ts";

/** Two causes at once: neither hides the other. */
export const TWO_CAUSES: readonly Scenario[] = [
  {
    name: "two-causes-flux-and-machine",
    title: "The deploy key is refused, and a bond runs on one member: two causes",
    from: "two faults at once",
    faults: [
      sourceFails("GitOperationFailed", "ssh: handshake failed: ssh: unable to authenticate"),
      resource("lab-cp-01", "links", "enp1s1", (spec) => {
        spec["linkState"] = false;
        spec["operationalState"] = "down";
      }),
    ],
    expect: {
      first: ["flux/git-source-is-ready", "talos/bonds-run-lacp"],
      falls: NOTHING_FETCHED,
    },
  },
  {
    name: "two-causes-in-one-kustomization",
    title: "Nessie crashes and KubeAI's chart does not exist: two causes under one Kustomization",
    from: "two faults at once",
    faults: [
      waits("Deployment", "nessie/nessie", CRASH_LOOP),
      notReady(
        "HelmRelease",
        "nessie/nessie",
        "InstallFailed",
        "Helm install failed for release nessie/nessie: context deadline exceeded",
      ),
      notReady(
        "HelmChart",
        "flux-system/kubeai-kubeai",
        "ChartPullError",
        "no 'kubeai' chart with version matching '9.9.9' found",
      ),
      notReady("HelmRelease", "kubeai/kubeai", "SourceNotReady", "HelmChart 'flux-system/kubeai-kubeai' is not ready"),
      healthCheckFails("flux-system/cluster-apps", "HelmRelease/nessie/nessie status: 'Failed'"),
    ],
    expect: {
      first: ["platform/services-are-rolled-out", "flux/nothing-is-stuck"],
      falls: ["references/named-services-answer", "flux/everything-is-reconciled", ...POD_CRASHES],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "consequence-with-its-own-cause",
    title: "A node is lost with its pods, and a pod of another node crashes by itself",
    from: "a cascade",
    faults: [
      podsOfNodeUnready("lab-cp-01"),
      nodeNotReady("lab-cp-01"),
      (world) => {
        const other = podsOf(world, "Deployment", "kubeai/kubeai").find((it) => specOf(it)["nodeName"] !== "lab-cp-01");
        if (!other) throw new Error("kubeai runs on lab-cp-01");
        return podWaits(other, CRASH_LOOP)(world);
      },
    ],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready", "workloads/every-pod-runs"],
      falls: [
        "talos/health-command-passes",
        "kubernetes/control-plane-runs",
        "components/workloads-are-rolled-out",
        "cilium/status-is-ok",
        "flux/controllers-are-ready",
        "platform/ceph-is-healthy",
        "platform/monitoring-is-operational",
        "platform/logging-is-operational",
        "platform/services-are-rolled-out",
        "workloads/restarts-are-rare",
        ...OVERDUE,
      ],
      unseen: [...TOLD_BY_EACH_AGENT, "budget/timeline-is-whole"],
    },
  },
  {
    name: "config-changed-under-the-agents",
    title: "Somebody changed Cilium's ConfigMap to tunnel routing, and the agents run the old one",
    from: "a report of Cilium with two managers",
    faults: [config({ "routing-mode": "tunnel" }, 300)],
    expect: { first: ["cilium/routing-is-native"], falls: ["cilium/agents-run-the-current-config"] },
  },
  {
    name: "operator-removed-with-its-objects",
    title: "The operator of Ceph was removed, and its pods, classes and claims with it",
    from: "a comparison of bootstraps",
    faults: [
      deleted("Deployment", "rook-ceph/rook-ceph-operator"),
      remove("CephCluster"),
      remove("StorageClass", "ceph-block"),
      notReady("HelmRelease", "rook-ceph/rook-ceph-operator", "UninstallSucceeded", "Helm uninstall succeeded"),
      healthCheckFails("flux-system/cluster-storage", "CephCluster/rook-ceph/rook-ceph status: 'NotFound'"),
    ],
    expect: {
      first: ["flux/nothing-is-stuck"],
      falls: ["flux/everything-is-reconciled", "platform/storage-is-ready", "platform/ceph-is-healthy"],
    },
  },
];

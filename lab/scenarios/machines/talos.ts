import { patch, type Json } from "../../faults/objects.ts";
import { machine, resource, serviceStops } from "../../faults/talos.ts";
import type { Scenario } from "../../scenario.ts";
import { talosVersion } from "../profiles.ts";
import { ASKED_OF_TALOS, OVERDUE, TOLD_BY_EACH_AGENT } from "../rows.ts";
import { nodeNotReady } from "./nodes.ts";

/** What Talos tells of a machine: links, clock, diagnostics, versions, and when it tells nothing. */
export const TALOS: readonly Scenario[] = [
  {
    name: "mtu-1500-on-one",
    title: "One node's bond carries 1500 bytes instead of 9000",
    from: "story 1.3",
    faults: [
      resource("lab-cp-02", "links", "bond0", (spec) => {
        spec["mtu"] = 1500;
      }),
    ],
    expect: { first: ["talos/links-carry-the-mtu"] },
  },
  {
    name: "bond-member-down",
    title: "A bond runs on one of its two members",
    from: "a known failure of machines",
    faults: [
      resource("lab-cp-01", "links", "enp1s1", (spec) => {
        spec["linkState"] = false;
        spec["operationalState"] = "down";
      }),
    ],
    expect: { first: ["talos/bonds-run-lacp"] },
  },
  {
    name: "bond-not-lacp",
    title: "A bond came up as active-backup",
    from: "story 1.3",
    faults: [
      resource("lab-cp-01", "links", "bond0", (spec) => {
        (spec["bondMaster"] as Json)["mode"] = "active-backup";
      }),
    ],
    expect: { first: ["talos/bonds-run-lacp"] },
  },
  {
    name: "clock-out-of-sync",
    title: "A machine's clock is not synchronized",
    from: "a known failure of machines",
    faults: [
      resource("lab-cp-03", "timestatuses", "node", (spec) => {
        spec["synced"] = false;
      }),
    ],
    expect: { first: ["talos/clocks-are-in-sync"] },
  },
  {
    name: "diagnostic",
    title: "Talos reports a diagnostic: pod and host networks overlap",
    from: "a known failure of machines",
    faults: [
      machine("lab-cp-01", ({ resources }) => {
        resources["diagnostics"] = [
          {
            ...{ id: "address-overlap", namespace: "runtime", type: "Diagnostics.runtime.talos.dev" },
            ...{
              owner: "runtime.DiagnosticsController",
              created: "2026-01-05T09:25:00Z",
              updated: "2026-01-05T09:25:00Z",
            },
            spec: { message: "host and Kubernetes pod/service CIDR addresses overlap", details: ["10.244.0.0/16"] },
          },
        ];
      }),
    ],
    expect: { first: ["talos/no-diagnostics"], falls: ["talos/health-command-passes"] },
  },
  {
    name: "talos-one-patch-behind",
    title: "One node runs the Talos of the patch before",
    from: "a known failure of machines",
    profile: talosVersion("v1.12.1", ["kube-proxy to report ready"]),
    faults: [
      machine("lab-cp-02", (node) => {
        node.version = "v1.12.0";
      }),
    ],
    expect: { first: ["talos/versions-match"] },
  },
  {
    name: "kubelet-one-minor-behind",
    title: "One kubelet was left behind by an upgrade of Kubernetes",
    from: "the purpose of a check",
    faults: [patch("Node", "lab-cp-02", { status: { nodeInfo: { kubeletVersion: "v1.34.3" } } })],
    expect: { first: ["talos/versions-match"], falls: ["kubernetes/version-is-the-profiles"] },
  },
  {
    name: "kube-prism-unhealthy",
    title: "KubePrism of one machine answers nobody",
    from: "the purpose of a check",
    faults: [
      resource("lab-cp-02", "kubeprismstatuses", "k8s-loadbalancer", (spec) => {
        spec["healthy"] = false;
      }),
    ],
    expect: { first: ["talos/kube-prism-is-healthy"] },
  },
  {
    name: "api-out-of-a-machines-reach",
    title: "A machine reaches no API server: its KubePrism finds none, and its kubelet is silent",
    from: "a fault brought about on a real cluster",
    faults: [
      resource("lab-cp-02", "kubeprismstatuses", "k8s-loadbalancer", (spec) => {
        spec["healthy"] = false;
      }),
      nodeNotReady("lab-cp-02"),
    ],
    expect: {
      first: ["talos/kube-prism-is-healthy"],
      falls: ["kubernetes/every-expected-node-is-ready", "talos/health-command-passes", ...OVERDUE],
      unseen: [...TOLD_BY_EACH_AGENT, "cilium/status-is-ok", "budget/timeline-is-whole"],
    },
  },
  {
    name: "etcd-left",
    title: "A machine left etcd: it is no member any more, and Talos stopped its etcd",
    from: "a fault brought about on a real cluster",
    faults: [
      machine(undefined, ({ etcd }) => {
        if (etcd) etcd.members = etcd.members.filter(({ hostname }) => hostname !== "lab-cp-03");
      }),
      serviceStops("lab-cp-03", "etcd"),
    ],
    expect: {
      first: ["talos/control-plane-is-bootstrapped"],
      falls: ["talos/services-are-healthy", "talos/health-command-passes"],
    },
  },
  {
    name: "etcd-member-never-started",
    title: "A learner was added to etcd, and no machine is it: it has no name",
    from: "a fault brought about on a real cluster",
    faults: [
      machine(undefined, ({ etcd }) => {
        etcd?.members.push({
          ...{ id: "069188c466956d19", hostname: "", learner: true },
          ...{ peerUrls: ["https://10.25.11.99:2380"], clientUrls: [] },
        });
      }),
    ],
    expect: {
      first: ["talos/control-plane-is-bootstrapped"],
      falls: ["talos/health-command-passes"],
      says: ["(no name) at https://10.25.11.99:2380"],
    },
  },
  {
    name: "talos-api-refuses",
    title: "One machine's Talos API refuses connections",
    from: "the real talosctl",
    trouble: true,
    faults: [
      machine("lab-cp-03", (node) => {
        node.trouble = "refuse";
      }),
    ],
    expect: {
      first: ["prerequisites/talos-api-is-reachable"],
      falls: ["talos/health-command-passes"],
      unseen: ASKED_OF_TALOS,
    },
  },
  {
    name: "talos-api-silent",
    title: "One of three machines is silent: talosctl waits, and prints what the other two said",
    from: "the real talosctl",
    trouble: true,
    faults: [
      machine("lab-cp-02", (node) => {
        node.trouble = "silence";
      }),
    ],
    expect: {
      first: ["prerequisites/talos-api-is-reachable"],
      falls: ["talos/health-command-passes"],
      unseen: ASKED_OF_TALOS,
    },
  },
];

import { add, ago, all, condition, edit, remove, specOf } from "../../faults/objects.ts";
import { machine, resource, serviceStops } from "../../faults/talos.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { nodes } from "../profiles.ts";
import { OVERDUE, TOLD_BY_EACH_AGENT } from "../rows.ts";

/** A kubelet that no longer answers: its lease stands still, and the node controller has said so. */
export const nodeNotReady = (name: string): Fault =>
  all(
    condition("Node", name, "Ready", {
      status: "Unknown",
      reason: "NodeStatusUnknown",
      message: "Kubelet stopped posting node status.",
      agoSeconds: 600,
    }),
    kubeletSilent(name),
  );

const kubeletSilent = (name: string): Fault =>
  edit("Lease", `kube-node-lease/${name}`, (lease, world) => {
    specOf(lease)["renewTime"] = ago(world, 640).replace("Z", ".000417Z");
  });

/** The machines: members of etcd, nodes of the cluster, services of a machine. */
export const MACHINES: readonly Scenario[] = [
  {
    name: "etcd-two-of-three",
    title: "etcd has two of three members: the third machine was bootstrapped by itself, and is a cluster of its own",
    from: "story 1.3",
    faults: [
      machine(undefined, ({ name, etcd }) => {
        if (etcd) etcd.members = etcd.members.filter((it) => (it.hostname === "lab-cp-03") === (name === "lab-cp-03"));
      }),
      machine("lab-cp-03", ({ etcd }) => {
        if (etcd) Object.assign(etcd.status, { leader: etcd.status.member, raftTerm: 2 });
      }),
    ],
    expect: {
      first: ["talos/control-plane-is-bootstrapped"],
      falls: ["talos/etcd-raises-no-alarm", "talos/health-command-passes"],
    },
  },
  {
    name: "etcd-learner",
    title: "A member of etcd is a learner still",
    from: "a known failure of machines",
    faults: [
      machine(undefined, ({ etcd }) => {
        for (const member of etcd?.members ?? []) if (member.hostname === "lab-cp-02") member.learner = true;
      }),
    ],
    expect: { first: ["talos/control-plane-is-bootstrapped"] },
  },
  {
    name: "etcd-stranger",
    title: "A machine that the profile does not name is a member of etcd",
    from: "the source code of the tools",
    faults: [
      machine(undefined, ({ etcd }) => {
        etcd?.members.push({
          ...{ id: "1f2e3d4c5b6a7988", hostname: "old-cp-01", learner: false },
          peerUrls: ["https://10.25.21.99:2380"],
          clientUrls: ["https://10.25.21.99:2379"],
        });
      }),
    ],
    expect: { first: ["talos/control-plane-is-bootstrapped"], falls: ["talos/health-command-passes"] },
  },
  {
    name: "etcd-nospace",
    title: "etcd raised NOSPACE: nothing can be written any more",
    from: "a known failure of machines",
    faults: [
      machine("lab-cp-01", ({ etcd }) => {
        etcd?.alarms.push({ member: etcd.status.member, alarm: "NOSPACE" });
      }),
    ],
    expect: { first: ["talos/etcd-raises-no-alarm"] },
  },
  {
    name: "etcd-alarms-of-several",
    title: "Two members of etcd raised alarms, NOSPACE and CORRUPT: every member tells of both",
    from: "the real talosctl",
    faults: [
      (world) => {
        const [first, second] = world.talos.nodes.map(({ etcd }) => etcd?.status.member ?? "");
        const alarms = [
          { member: first ?? "", alarm: "NOSPACE" },
          { member: second ?? "", alarm: "CORRUPT" },
        ];
        return machine(undefined, ({ etcd }) => {
          if (!etcd) return;
          etcd.alarms = alarms;
          etcd.status.errors = alarms.map(({ member, alarm }) => `memberID:${member} alarm:${alarm}`).join(" ");
        })(world);
      },
    ],
    expect: { first: ["talos/etcd-raises-no-alarm"] },
  },
  {
    name: "etcd-two-terms",
    title: "One member of etcd follows another leader in an older term: it is cut off from the others",
    from: "the source code of the tools",
    faults: [
      machine("lab-cp-03", ({ etcd }) => {
        if (etcd) Object.assign(etcd.status, { raftTerm: 2, leader: "0000000000000000" });
      }),
    ],
    expect: { first: ["talos/etcd-raises-no-alarm"] },
  },
  {
    name: "node-never-joined",
    title: "A machine runs, and its node never joined the cluster",
    from: "a known failure of machines",
    faults: [remove("Node", "lab-cp-03"), remove("Lease", "kube-node-lease/lab-cp-03")],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready"],
      falls: ["workloads/every-pod-runs", "talos/health-command-passes", "talos/versions-match", ...OVERDUE],
      unseen: ["kubernetes/version-is-the-profiles", "budget/timeline-is-whole"],
    },
  },
  {
    name: "kubelet-silent",
    title: "A kubelet is silent while its node still says Ready: the node controller has not noticed yet",
    from: "a known failure of machines",
    faults: [kubeletSilent("lab-cp-02")],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready"],
      unseen: [...TOLD_BY_EACH_AGENT, "cilium/status-is-ok"],
    },
  },
  {
    name: "node-not-ready",
    title: "A node is NotReady: its kubelet stopped posting",
    from: "the source code of the tools",
    faults: [nodeNotReady("lab-cp-02")],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready"],
      falls: ["talos/health-command-passes", ...OVERDUE],
      unseen: [...TOLD_BY_EACH_AGENT, "cilium/status-is-ok", "budget/timeline-is-whole"],
    },
  },
  {
    name: "node-stranger",
    title: "A node of another cluster is registered",
    from: "a known failure of machines",
    faults: [
      add({
        ...{ apiVersion: "v1", kind: "Node", metadata: { name: "old-worker-07" } },
        spec: {},
        status: {
          addresses: [{ type: "InternalIP", address: "10.25.21.99" }],
          conditions: [{ type: "Ready", status: "True", reason: "KubeletReady" }],
          nodeInfo: { kubeletVersion: "v1.35.0" },
        },
      }),
    ],
    expect: { first: ["kubernetes/every-expected-node-is-ready"], falls: ["talos/health-command-passes"] },
  },
  {
    name: "node-cordoned",
    title: "A node was cordoned for an upgrade and forgotten",
    from: "the source code of the tools",
    faults: [
      edit("Node", "lab-cp-03", (node) => {
        specOf(node)["unschedulable"] = true;
        specOf(node)["taints"] = [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }];
      }),
    ],
    expect: { first: ["kubernetes/every-expected-node-is-ready"], falls: ["talos/health-command-passes"] },
  },
  {
    name: "machine-booting",
    title: "A machine is stuck at booting, with a condition that is not met",
    from: "a known failure of machines",
    faults: [
      resource("lab-cp-02", "machinestatus", "machine", (spec) => {
        spec["stage"] = "booting";
        spec["status"] = {
          ready: false,
          unmetConditions: [{ name: "nodeReady", reason: 'node "lab-cp-02" is not ready: NotReady' }],
        };
      }),
    ],
    expect: { first: ["talos/every-machine-is-running"], falls: ["talos/health-command-passes"] },
  },
  {
    name: "machine-has-unmet-condition",
    title: "A machine runs and calls itself ready over an unmet condition",
    from: "the real talosctl",
    faults: [
      resource("lab-cp-03", "machinestatus", "machine", (spec) => {
        spec["status"] = {
          ready: true,
          unmetConditions: [{ name: "staticPods", reason: "kube-scheduler not ready" }],
        };
      }),
    ],
    expect: { first: ["talos/every-machine-is-running"] },
  },
  {
    name: "service-unhealthy",
    title: "A service runs on one machine and is not healthy",
    from: "a known failure of machines",
    faults: [
      resource("lab-cp-02", "services", "kubelet", (spec) => {
        spec["healthy"] = false;
      }),
    ],
    expect: { first: ["talos/services-are-healthy"], falls: ["talos/health-command-passes"] },
  },
  {
    name: "service-unhealthy-on-a-worker",
    title: "The kubelet of a worker is not healthy: `talosctl health` asks for those of the control plane only",
    from: "the real talosctl",
    profile: (lab) => ({ ...lab, nodes: nodes(3, 3) }),
    faults: [
      resource("lab-wk-2", "services", "kubelet", (spec) => {
        spec["healthy"] = false;
      }),
    ],
    expect: { first: ["talos/services-are-healthy"] },
  },
  {
    name: "service-row-missing",
    title: "etcd does not run on one machine: Talos does not list it as unhealthy, it lists it not at all",
    from: "the real talosctl",
    faults: [serviceStops("lab-cp-03", "etcd")],
    expect: { first: ["talos/services-are-healthy"], falls: ["talos/health-command-passes"] },
  },
];

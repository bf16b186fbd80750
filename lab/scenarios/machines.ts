import { ago, all, condition, edit, remove, add, specOf, statusOf, type Json, patch } from "../faults/objects.ts";
import { healthStopsAt, machine, resource, serviceStops, talosctlPrints } from "../faults/talos.ts";
import { prints } from "../faults/commands.ts";
import type { Fault, Scenario } from "../scenario.ts";

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

export const kubeletSilent = (name: string): Fault =>
  edit("Lease", `kube-node-lease/${name}`, (lease, world) => {
    specOf(lease)["renewTime"] = ago(world, 640).replace("Z", ".000417Z");
  });

/** `faults.md`, the machines. */
export const MACHINES: readonly Scenario[] = [
  {
    name: "etcd-two-of-three",
    title: "etcd has two of three members: the third was never added",
    from: "faults.md, the machines",
    faults: [
      machine(undefined, ({ etcd }) => {
        if (etcd) etcd.members = etcd.members.filter(({ hostname }) => hostname !== "lab-cp-03");
      }),
      healthStopsAt("etcd members to be consistent across nodes", "etcd member lab-cp-03 is missing"),
    ],
    expect: { first: ["talos/control-plane-is-bootstrapped"], falls: ["talos/health-command-passes"] },
  },
  {
    name: "etcd-learner",
    title: "A member of etcd is a learner still",
    from: "faults.md, the machines",
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
    from: "facts/cli.md A.2",
    faults: [
      machine(undefined, ({ etcd }) => {
        etcd?.members.push({
          ...{ id: "1f2e3d4c5b6a7988", hostname: "old-cp-01", learner: false },
          peerUrls: ["https://10.25.21.99:2380"],
          clientUrls: ["https://10.25.21.99:2379"],
        });
      }),
    ],
    expect: { first: ["talos/control-plane-is-bootstrapped"] },
  },
  {
    name: "etcd-nospace",
    title: "etcd raised NOSPACE: nothing can be written any more",
    from: "faults.md, the machines",
    faults: [
      machine("lab-cp-01", ({ etcd }) => {
        etcd?.alarms.push({ member: etcd.status.member, alarm: "NOSPACE" });
      }),
    ],
    expect: { first: ["talos/etcd-raises-no-alarm"] },
  },
  {
    name: "etcd-two-terms",
    title: "One member of etcd follows another leader in an older term: it is cut off from the others",
    from: "facts/cli.md A.2; seeds/004, MTU differs",
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
    from: "faults.md, the machines",
    faults: [remove("Node", "lab-cp-03"), remove("Lease", "kube-node-lease/lab-cp-03")],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready"],
      falls: ["talos/versions-match", "budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["kubernetes/version-is-the-profiles", "budget/timeline-is-whole"],
    },
  },
  {
    name: "kubelet-silent",
    title: "A kubelet is silent while its node still says Ready: the node controller has not noticed yet",
    from: "faults.md, the machines",
    faults: [kubeletSilent("lab-cp-02")],
    expect: { first: ["kubernetes/every-expected-node-is-ready"] },
  },
  {
    name: "node-not-ready",
    title: "A node is NotReady: its kubelet stopped posting",
    from: "facts/cli.md F",
    faults: [nodeNotReady("lab-cp-02")],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "node-stranger",
    title: "A node of another cluster is registered",
    from: "faults.md, the machines",
    faults: [
      add({
        ...{ apiVersion: "v1", kind: "Node", metadata: { name: "old-worker-07" } },
        spec: {},
        status: {
          conditions: [{ type: "Ready", status: "True", reason: "KubeletReady" }],
          nodeInfo: { kubeletVersion: "v1.35.0" },
        },
      }),
    ],
    expect: { first: ["kubernetes/every-expected-node-is-ready"] },
  },
  {
    name: "node-cordoned",
    title: "A node was cordoned for an upgrade and forgotten",
    from: "facts/cli.md A.1: talosctl health waits for it to be schedulable",
    faults: [
      edit("Node", "lab-cp-03", (node) => {
        specOf(node)["unschedulable"] = true;
        specOf(node)["taints"] = [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }];
      }),
    ],
    expect: { first: ["kubernetes/every-expected-node-is-ready"] },
  },
  {
    name: "machine-booting",
    title: "A machine is stuck at booting, with a condition that is not met",
    from: "faults.md, the machines",
    faults: [
      resource("lab-cp-02", "machinestatus", "machine", (spec) => {
        spec["stage"] = "booting";
        spec["status"] = {
          ready: false,
          unmetConditions: [{ name: "nodeReady", reason: 'node "lab-cp-02" is not ready: NotReady' }],
        };
      }),
    ],
    expect: { first: ["talos/every-machine-is-running"] },
  },
  {
    name: "machine-has-unmet-condition",
    title: "A machine runs and calls itself ready over an unmet condition",
    from: "facts/talosctl-captures.md §2",
    faults: [
      resource("lab-cp-03", "machinestatus", "machine", (spec) => {
        spec["status"] = {
          ready: false,
          unmetConditions: [{ name: "staticPods", reason: "kube-scheduler not ready" }],
        };
      }),
    ],
    expect: { first: ["talos/every-machine-is-running"] },
  },
  {
    name: "service-unhealthy",
    title: "A service runs on one machine and is not healthy",
    from: "faults.md, the machines",
    faults: [
      resource("lab-cp-02", "services", "kubelet", (spec) => {
        spec["healthy"] = false;
      }),
    ],
    expect: { first: ["talos/services-are-healthy"] },
  },
  {
    name: "service-row-missing",
    title: "etcd does not run on one machine: Talos does not list it as unhealthy, it lists it not at all",
    from: "facts/talosctl-captures.md §0.11",
    faults: [serviceStops("lab-cp-03", "etcd")],
    expect: { first: ["talos/services-are-healthy"] },
  },
  {
    name: "mtu-1500-on-one",
    title: "One node's bond carries 1500 bytes instead of 9000",
    from: "faults.md, the machines; seeds/004 troubleshooting",
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
    from: "faults.md, the machines",
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
    from: "seeds/004, network configuration",
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
    from: "faults.md, the machines",
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
    from: "faults.md, the machines",
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
    expect: { first: ["talos/no-diagnostics"] },
  },
  {
    name: "talos-one-patch-behind",
    title: "One node runs the Talos of the patch before",
    from: "faults.md, the machines",
    faults: [
      machine("lab-cp-02", (node) => {
        node.version = "v1.11.6";
      }),
    ],
    expect: { first: ["talos/versions-match"] },
  },
  {
    name: "kubelet-one-minor-behind",
    title: "One kubelet was left behind by an upgrade of Kubernetes",
    from: "acceptance.md talos/versions-match",
    faults: [patch("Node", "lab-cp-02", { status: { nodeInfo: { kubeletVersion: "v1.34.3" } } })],
    expect: { first: ["talos/versions-match"], falls: ["kubernetes/version-is-the-profiles"] },
  },
  {
    name: "kube-prism-unhealthy",
    title: "KubePrism of one machine answers nobody",
    from: "acceptance.md talos/kube-prism-is-healthy",
    faults: [
      resource("lab-cp-02", "kubeprismstatuses", "k8s-loadbalancer", (spec) => {
        spec["healthy"] = false;
      }),
    ],
    expect: { first: ["talos/kube-prism-is-healthy"] },
  },
  {
    name: "talos-api-refuses",
    title: "One machine's Talos API refuses connections",
    from: "facts/talosctl-captures.md §7",
    faults: [
      machine("lab-cp-03", (node) => {
        node.trouble = "refuse";
      }),
    ],
    expect: {
      first: ["prerequisites/talos-api-is-reachable"],
      unseen: [
        "talos/every-machine-is-running",
        "talos/control-plane-is-bootstrapped",
        "talos/etcd-raises-no-alarm",
        "talos/services-are-healthy",
        "talos/versions-match",
        "talos/links-carry-the-mtu",
        "talos/bonds-run-lacp",
        "talos/clocks-are-in-sync",
        "talos/no-diagnostics",
        "talos/kube-prism-is-healthy",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "talos-api-silent",
    title: "One of three machines is silent: talosctl waits, and prints what the other two said",
    from: "facts/talosctl-captures.md §0.4",
    faults: [
      machine("lab-cp-02", (node) => {
        node.trouble = "silence";
      }),
    ],
    expect: {
      first: ["prerequisites/talos-api-is-reachable"],
      unseen: [
        "talos/every-machine-is-running",
        "talos/control-plane-is-bootstrapped",
        "talos/etcd-raises-no-alarm",
        "talos/services-are-healthy",
        "talos/versions-match",
        "talos/links-carry-the-mtu",
        "talos/bonds-run-lacp",
        "talos/clocks-are-in-sync",
        "talos/no-diagnostics",
        "talos/kube-prism-is-healthy",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "api-not-ready",
    title: "/readyz fails on one check",
    from: "acceptance.md kubernetes/api-is-ready",
    faults: [
      (world) => ({
        ...world,
        kubernetes: {
          ...world.kubernetes,
          readyz: world.kubernetes.readyz.map((check) =>
            check.name === "etcd-readiness" ? { ...check, ok: false } : check,
          ),
        },
      }),
    ],
    expect: { first: ["kubernetes/api-is-ready"] },
  },
  {
    name: "scheduler-crashes",
    title: "The scheduler of one control-plane node crashes",
    from: "acceptance.md kubernetes/control-plane-runs",
    faults: [
      edit("Pod", "kube-system/kube-scheduler-lab-cp-02", (pod) => {
        const status = statusOf(pod);
        for (const container of status["containerStatuses"] as Json[]) {
          Object.assign(container, {
            ...{ ready: false, started: false, restartCount: 14 },
            state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container" } },
          });
        }
        for (const it of status["conditions"] as Json[]) {
          if (it["type"] === "Ready" || it["type"] === "ContainersReady") it["status"] = "False";
        }
      }),
    ],
    expect: {
      first: ["kubernetes/control-plane-runs"],
      falls: [
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "server-one-minor-behind",
    title: "The API server was not upgraded: it runs the minor version before",
    from: "seeds/004, technology stack",
    faults: [
      (world) => ({
        ...world,
        kubernetes: { ...world.kubernetes, version: { major: "1", minor: "34", gitVersion: "v1.34.3" } },
      }),
      prints("flux", "check", ({ stderr = "", ...rest }) => ({
        ...rest,
        stderr: stderr.replace("Kubernetes 1.35.0", "Kubernetes 1.34.3"),
      })),
    ],
    expect: { first: ["kubernetes/version-is-the-profiles"] },
  },
  {
    name: "health-killed-at-deadline",
    title: "`talosctl health` never ends and has to be killed",
    from: "faults.md, the commands",
    faults: [
      machine("lab-cp-01", ({ health }) => {
        if (health) health.hangs = true;
      }),
    ],
    expect: { first: ["talos/health-command-passes"], unseen: ["talos/health-command-passes"] },
  },
  {
    name: "health-cut-short",
    title: "`talosctl health` lost its stream after one line and exits 0",
    from: "facts/talosctl-captures.md §0.3",
    faults: [
      machine("lab-cp-01", ({ health }) => {
        if (health) health.checks = health.checks.slice(0, 1);
      }),
    ],
    expect: { first: ["talos/health-command-passes"], unseen: ["talos/health-command-passes"] },
  },
  {
    name: "health-skips-nodes",
    title: "`talosctl health` skipped its node checks and exits 0",
    from: "faults.md, the commands",
    faults: [
      machine("lab-cp-01", ({ health }) => {
        for (const check of health?.checks ?? [])
          if (check.description.startsWith("all k8s nodes")) check.state = "SKIP";
      }),
    ],
    expect: { first: ["talos/health-command-passes"], unseen: ["talos/health-command-passes"] },
  },
  {
    name: "health-leaves-out-a-node",
    title: "`talosctl health` answers for two of three nodes and exits 0",
    from: "faults.md, the commands",
    faults: [
      (world) => {
        const [node] = world.talos.nodes;
        const { health } = node ?? {};
        if (!node || !health) throw new Error("no health");
        const lines = health.checks.map(
          ({ description, state }) => `waiting for ${description}: ...\nwaiting for ${description}: ${state}`,
        );
        return talosctlPrints(`${node.address} health`, {
          stderr: `discovered nodes: ["10.25.21.11" "10.25.21.12"]\n${lines.join("\n")}\n`,
          exit: 0,
        })(world);
      },
    ],
    expect: { first: ["talos/health-command-passes"], unseen: ["talos/health-command-passes"] },
  },
  {
    name: "health-terminated-exits-0",
    title: "`talosctl health` was terminated, exits 0, and its last line is a failure",
    from: "facts/talosctl-captures.md §0.1",
    faults: [
      machine("lab-cp-01", ({ health }) => {
        if (!health) return;
        health.checks = [
          ...health.checks.slice(0, 4),
          { description: "kubelet to be healthy", state: "service kubelet not healthy" },
        ];
        health.exit = 0;
      }),
    ],
    expect: { first: ["talos/health-command-passes"] },
  },
  {
    name: "talosctl-prints-half",
    title: "talosctl dies in the middle of its JSON and exits 0",
    from: "faults.md, the commands",
    faults: [
      talosctlPrints("10.25.21.12 get machinestatus -o json", {
        stdout: '{\n    "metadata": {\n        "id": "machine"',
        exit: 0,
      }),
    ],
    expect: {
      first: ["talos/every-machine-is-running"],
      unseen: ["talos/every-machine-is-running", "talos/no-diagnostics", "budget/timeline-is-whole"],
    },
  },
  {
    name: "talosctl-says-nothing",
    title: "talosctl lists no service of a machine and exits 0",
    from: "facts/talosctl-captures.md §0",
    faults: [talosctlPrints("10.25.21.13 get services -o json", { stdout: "", exit: 0 })],
    expect: { first: ["talos/services-are-healthy"], unseen: ["talos/services-are-healthy"] },
  },
  {
    name: "talosctl-certificate-refused",
    title: "The Talos API refuses the client certificate of one node, in one of its many wordings",
    from: "facts/talosctl-captures.md §0.9",
    faults: [
      talosctlPrints("10.25.21.11 get links -o json", {
        stderr:
          'rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: remote error: tls: expired certificate"\n',
        exit: 1,
      }),
    ],
    expect: { first: ["talos/links-carry-the-mtu"], unseen: ["talos/links-carry-the-mtu", "talos/bonds-run-lacp"] },
  },
];

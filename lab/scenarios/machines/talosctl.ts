import { machine, talosctlPrints } from "../../faults/talos.ts";
import { talosctlAnswers } from "../../commands/talosctl.ts";
import { all } from "../../faults/objects.ts";
import type { Scenario } from "../../scenario.ts";
import { ASKED_OF_TALOS } from "../rows.ts";

/** What a client certificate that is refused looks like, by chance: an alert, or a connection that went away. */
const REFUSALS = [
  ["refused", 'connection error: desc = "error reading server preface: remote error: tls: expired certificate"'],
  [
    "unknown",
    'connection error: desc = "error reading server preface: remote error: tls: unknown certificate authority"',
  ],
  ["pipe", "write tcp 127.0.0.1:40122->10.25.21.11:50000: write: broken pipe"],
  ["reset", "write tcp 127.0.0.1:40122->10.25.21.11:50000: write: connection reset by peer"],
] as const;

/** `talosctl` itself: what its health says, and what it prints of a machine. */
export const TALOSCTL: readonly Scenario[] = [
  {
    name: "health-killed-at-deadline",
    title: "`talosctl health` never ends and has to be killed",
    from: "a known failure of commands",
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
    from: "the real talosctl",
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
    from: "a known failure of commands",
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
    from: "a known failure of commands",
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
    from: "the real talosctl",
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
    from: "a known failure of commands",
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
    from: "the real talosctl",
    faults: [talosctlPrints("10.25.21.13 get services -o json", { stdout: "", exit: 0 })],
    expect: { first: ["talos/services-are-healthy"], unseen: ["talos/services-are-healthy"] },
  },
  ...REFUSALS.map(([name, desc]): Scenario => ({
    name: `talosctl-certificate-${name}`,
    title: "The Talos API of one node refuses the client certificate, in one of its many wordings",
    from: "the real talosctl",
    faults: [
      talosctlPrints("10.25.21.11 get links -o json", {
        stderr: `rpc error: code = Unavailable desc = ${desc}\n`,
        exit: 1,
      }),
    ],
    expect: { first: ["talos/links-carry-the-mtu"], unseen: ["talos/links-carry-the-mtu", "talos/bonds-run-lacp"] },
  })),
  {
    name: "talosconfig-expired",
    title:
      "The talosconfig's client certificate expired: every call is refused, each in other words, and the file says why",
    from: "the real talosctl",
    faults: [
      (world) => {
        const clientCertificate = { notBefore: "2025-01-04T10:00:00Z", notAfter: "2026-01-04T10:00:00Z" };
        const talosconfig = { ...world.files.talosconfig, clientCertificate };
        return { ...world, files: { ...world.files, talosconfig } };
      },
      (world) => {
        const calls = Object.keys(talosctlAnswers(world)).filter((call) => /^[0-9]/.test(call));
        const refused = calls.map((call, index) => {
          const [, desc = ""] = REFUSALS[index % REFUSALS.length] ?? [];
          const what = /^\S+ get /.test(call) ? "" : call.endsWith(" health") ? "healthcheck error: " : "error: ";
          return talosctlPrints(call, { stderr: `${what}rpc error: code = Unavailable desc = ${desc}\n`, exit: 1 });
        });
        return all(...refused)(world);
      },
    ],
    expect: {
      first: ["prerequisites/talosconfig-is-valid"],
      falls: ["prerequisites/talos-api-is-reachable"],
      unseen: [...ASKED_OF_TALOS, "talos/health-command-passes", "budget/phases-took-under-theirs"],
    },
  },
];

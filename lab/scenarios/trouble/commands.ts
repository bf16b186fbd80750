import { everyCall, notInstalled, prints } from "../../faults/commands.ts";
import type { Scenario } from "../../scenario.ts";
import { without, ASKED_OF_TALOS, ASKED_OF_THE_CILIUM_CLI, TOLD_BY_EACH_AGENT } from "../rows.ts";

/** The commands: signed out, not installed, too old, hanging, dying. */
export const COMMANDS: readonly Scenario[] = [
  {
    name: "one-password-signed-out",
    title: "The 1Password CLI is signed out",
    from: "story 1.3",
    faults: [
      everyCall("op", (answer) =>
        /^\d/.test(answer.stdout ?? "")
          ? answer
          : { exit: 1, stderr: "[ERROR] 2026/01/05 10:00:00 account is not signed in\n" },
      ),
    ],
    expect: { first: ["prerequisites/one-password-is-signed-in"] },
  },
  {
    name: "flux-not-installed",
    title: "The Flux CLI is not installed",
    from: "a known failure of commands",
    faults: [notInstalled("flux")],
    expect: { first: ["prerequisites/tools-are-installed"], unseen: ["flux/check-passes"] },
  },
  {
    name: "cilium-not-installed",
    title: "The Cilium CLI is not installed",
    from: "a known failure of commands",
    faults: [notInstalled("cilium")],
    expect: {
      first: ["prerequisites/tools-are-installed"],
      unseen: ASKED_OF_THE_CILIUM_CLI,
    },
  },
  {
    name: "talosctl-not-installed",
    title: "talosctl is not installed",
    from: "a known failure of commands",
    faults: [notInstalled("talosctl")],
    expect: {
      first: ["prerequisites/tools-are-installed"],
      unseen: [
        "prerequisites/talos-api-is-reachable",
        ...ASKED_OF_TALOS,
        "talos/health-command-passes",
        "budget/phases-took-under-theirs",
      ],
    },
  },
  {
    name: "op-not-installed",
    title: "The 1Password CLI is not installed",
    from: "a known failure of commands",
    faults: [notInstalled("op")],
    expect: { first: ["prerequisites/tools-are-installed"], unseen: ["prerequisites/one-password-is-signed-in"] },
  },
  ...(["helm", "kubectl"] as const).map((tool): Scenario => ({
    name: `${tool}-not-installed`,
    title: `${tool} is not installed, and the profile asks for it: this run itself calls it for nothing`,
    from: "a known failure of commands",
    profile: (lab) => ({ ...lab, tools: { ...lab.tools, [tool]: ">=1.0.0" } }),
    faults: [notInstalled(tool)],
    expect: { first: ["prerequisites/tools-are-installed"] },
  })),
  {
    name: "flux-too-old",
    title: "The Flux CLI is older than the profile asks for",
    from: "the purpose of a check",
    faults: [
      everyCall("flux", (answer) => ({
        ...answer,
        ...(answer.stdout && { stdout: answer.stdout.replace(/2\.7\.5/g, "2.4.0") }),
      })),
    ],
    expect: { first: ["prerequisites/tools-are-installed"] },
  },
  {
    name: "flux-check-hangs",
    title: "`flux check` hangs and has to be killed",
    from: "a known failure of commands",
    faults: [prints("flux", "check", { hangs: true })],
    expect: { first: ["flux/check-passes"], unseen: ["flux/check-passes"] },
  },
  {
    name: "cilium-prints-half",
    title: "`cilium status` prints half a JSON and dies",
    from: "a known failure of commands",
    faults: [
      everyCall("cilium", (answer) =>
        answer.stdout?.startsWith("{") ? { ...answer, stdout: answer.stdout.slice(0, 4000), exit: 1 } : answer,
      ),
    ],
    expect: {
      first: ["cilium/status-is-ok"],
      unseen: [...TOLD_BY_EACH_AGENT, "cilium/status-is-ok"],
    },
  },
  {
    name: "cilium-hangs",
    title: "Every call of the Cilium CLI hangs",
    from: "a known failure of commands",
    faults: [
      everyCall("cilium", (answer) => (answer.stdout?.startsWith("cilium-cli") ? answer : { ...answer, hangs: true })),
    ],
    expect: {
      first: ["cilium/status-is-ok"],
      // each agent was asked by itself
      unseen: without(ASKED_OF_THE_CILIUM_CLI, ...TOLD_BY_EACH_AGENT),
    },
  },
];

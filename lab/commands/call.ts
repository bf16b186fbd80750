import type { CommandAnswer, World } from "../world.ts";
import { talosctlAnswers } from "./talosctl.ts";

/** The programs that a lab stands in for. */
export const PROGRAMS = ["flux", "cilium", "op", "kubectl", "helm", "talosctl"] as const;
export type Program = (typeof PROGRAMS)[number];

/** Flags that say where, as whom or how long: an answer does not depend on them. All of them take a value. */
export const WHERE = [
  ...["--kubeconfig", "--context", "--talosconfig", "--namespace", "--timeout", "--wait-duration", "--wait-timeout"],
  ...["--endpoints", "-e", "--test", "--namespace-labels", "--account", "--helm-release-name"],
];

/** What each call of a program prints in this world, by {@link keyOf}; `undefined` when it is not installed. */
export function answersOf(world: World, program: Program): Record<string, CommandAnswer> | undefined {
  if (program === "kubectl" && world.commands.kubectl) return { ...agentsByExec(world), ...world.commands.kubectl };
  if (program !== "talosctl") return world.commands[program] ?? undefined;
  const { installed, overrides } = world.commands.talosctl;
  return installed ? { ...talosctlAnswers(world), ...overrides } : undefined;
}

/**
 * A call as a world names it: the arguments, joined by blanks, without those that only say where; for talosctl the node
 * stands in front: `10.25.11.11 get machinestatus -o json`. The stand-ins on PATH read a call the same way.
 */
export function keyOf(program: string, args: readonly string[]): string {
  const words: string[] = [];
  let node = "";
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    if (arg === "-n" || (arg === "--nodes" && program === "talosctl")) {
      at += 1;
      if (program === "talosctl") node = `${args[at]} `;
    } else if (WHERE.includes(arg)) at += 1;
    else if (!WHERE.some((flag) => flag.startsWith("--") && arg.startsWith(`${flag}=`))) words.push(arg);
  }
  return node + words.join(" ");
}

/** What `cilium-dbg status` prints in each agent's pod: the same as `cilium status` tells of it. */
function agentsByExec({ commands }: World): Record<string, CommandAnswer> {
  const status = Object.entries(commands.cilium ?? {}).find(([call]) => call.startsWith("status -o json"))?.[1].stdout;
  const { cilium_status: agents } = (isJson(status) ? JSON.parse(status) : {}) as {
    cilium_status?: Record<string, object | null>;
  };
  return Object.fromEntries(
    Object.entries(agents ?? {}).map(([pod, said]) => [
      `exec ${pod} -c cilium-agent -- cilium-dbg status -o json`,
      said === null
        ? { stderr: 'error: unable to upgrade connection: container not found ("cilium-agent")\n', exit: 1 }
        : { stdout: `${JSON.stringify(said)}\n`, exit: 0 },
    ]),
  );
}

function isJson(text: string | undefined): text is string {
  try {
    return text !== undefined && typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

export const unknownCall = (program: string, key: string): CommandAnswer => ({
  stderr: `${program}: the lab has no answer to: ${program} ${key}\n`,
  exit: 127,
});

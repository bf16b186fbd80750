import { cut } from "../../../observations/kubernetes.ts";
import { SourceError } from "../../trouble.ts";
import { patient, talosFlags } from "./asked.ts";
import { rbacOf, refuseSilent } from "./each-node.ts";
import { lacksHealthRole, HEALTH_ROLE } from "../../../criteria/derive/talos-roles.ts";
import { talosconfig } from "../files/talosconfig.ts";
import type { Source, SourceContext } from "../source.ts";

/** Added to the time that the node is given, because the client has no deadline of its own. */
const MARGIN_MS = 15_000;

/**
 * What `talosctl health` prints on one control-plane node, whether it fails or not. Its exit code alone is no verdict: it
 * is 0 after SIGTERM, and 0 when the node ends the stream early.
 */
export const talosHealth: Source<"talosHealth"> = async (context) => {
  const { profile, options, commands, signal } = context;
  const target = profile.nodes.find(({ role }) => role === "control-plane");
  if (!profile.talos || !target) throw new SourceError("off", "the profile names no Talos control-plane node");
  await refuseSilent(context, target.address);
  await refuseRoles(context, target.address);
  const timeoutMs = patient(profile.talos.healthTimeout, options.patience);
  const timeout = `${Math.ceil(timeoutMs / 1000)}s`;
  const { exit, killed, stderr, transcript } = await commands.run(
    ["talosctl", "health", "-n", target.address, "--wait-timeout", timeout, ...talosFlags(context)],
    { deadlineMs: timeoutMs + MARGIN_MS, signal },
  );
  return { node: target.name, exit, killed, ...parseHealth(stderr), transcript };
};

/** The node asks for a kubeconfig in the caller's name, is refused, and goes on asking until its time is up. */
async function refuseRoles(context: SourceContext, address: string): Promise<void> {
  const { certificate } = await talosconfig(context);
  const roles = certificate?.organizations ?? [];
  if (!lacksHealthRole(roles) || (await rbacOf(context, address)) === false) return;
  throw new SourceError("forbidden", `it needs the role ${HEALTH_ROLE}, and the talosconfig has ${roles.join(", ")}`);
}

/**
 * The checks in order, each with the last state that says something: when time is up a check is printed once more with
 * the deadline as its state. A failing state may span several lines; text outside of all checks is the error.
 */
export function parseHealth(stderr: string): Parsed {
  const states = new Map<string, string>();
  const errors: string[] = [];
  const discovered = /^discovered nodes: \[(.*)\]$/m.exec(stderr)?.[1]?.match(/"([^"]+)"/g);
  let last: string | undefined;
  for (const line of stderr.split("\n")) {
    const check = /^waiting for (.+?): (.*)$/.exec(line);
    if (check?.[1] !== undefined) {
      last = check[1];
      const [state = "", before] = [check[2], states.get(last)];
      const isOver =
        DEADLINE.test(state) && before !== undefined && !SAYS_NOTHING.includes(before) && !DEADLINE.test(before);
      if (isOver) last = undefined;
      else states.set(last, state);
    } else if (/^\s+\S/.test(line) && last !== undefined) {
      states.set(last, `${states.get(last)} ${line.trim()}`);
    } else if (line.trim() !== "" && !line.startsWith("discovered nodes:")) {
      errors.push(line.trim());
      last = undefined;
    }
  }
  return {
    checks: [...states].map(([description, state]) => ({ description, state })),
    error: cut(errors.join("; "), 1_000),
    ...(discovered && { discovered: discovered.map((address) => address.replaceAll('"', "")) }),
  };
}

/** Neither tells what a check waits for. */
const SAYS_NOTHING = ["...", "OK", "SKIP"];
/** A check that ran out of time, in gRPC's words and in Go's. */
const DEADLINE = /^(?:rpc error: code = DeadlineExceeded desc = )?context deadline exceeded$/;

interface Parsed {
  checks: { description: string; state: string }[];
  error: string;
  /** The addresses of the nodes that it looked at. Only in server mode they are printed. */
  discovered?: string[];
}

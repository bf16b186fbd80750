import path from "node:path";
import { execa } from "execa";
import type { Guard } from "./guard.ts";
import { KUBECONFIG, Refusal, root } from "./tools.ts";

let running: number | undefined;

/** The exit code of the run; 3 where a signal ended it. It writes to our terminal, in a process group of its own. */
export async function judge(flags: readonly string[], guard: Guard): Promise<number> {
  const [program, ...args] = call(flags);
  const child = execa(program, args, { detached: true, reject: false, stdio: ["ignore", "inherit", "inherit"] });
  running = child.pid;
  const hasEnded = child.pid === undefined ? undefined : guard.watch(child.pid);
  const { exitCode } = await child;
  running = undefined;
  hasEnded?.();
  return exitCode ?? 3;
}

/** assay then ends with its report. */
export function interruptAssay(): void {
  if (running !== undefined) process.kill(running, "SIGINT");
}

/** A flag that assay does not know is better known before the cluster is made. Throws Refusal. */
export async function refuseWrongFlags(flags: readonly string[]): Promise<void> {
  const [program, ...args] = call([...flags, "--list"]);
  const { exitCode, stderr, shortMessage } = await execa(program, args, { reject: false });
  if (exitCode !== 0) throw new Refusal(stderr.trim() || shortMessage || "assay does not take these flags");
}

/** ASSAY is the command of assay: the one of this checkout by default. */
function call(flags: readonly string[]): [string, ...string[]] {
  const own = [process.execPath, path.join(root, "bin/assay.mjs")];
  const [program = process.execPath, ...words] = process.env["ASSAY"]?.split(" ") ?? own;
  return [program, ...words, "--cluster", "kind", "--kubeconfig", KUBECONFIG, ...flags];
}

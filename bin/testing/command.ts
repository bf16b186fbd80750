import { spawn } from "node:child_process";
import { root } from "../project.ts";

interface Ended {
  exit: number | null;
  stdout: string;
  stderr: string;
}

type During = (kill: (signal: NodeJS.Signals) => void) => Promise<void>;

/** Runs assay as a user would. `during` is called once, when the run has begun. */
export const assay = (
  args: readonly string[],
  environment: Record<string, string> = {},
  during?: During,
): Promise<Ended> => command(["bin/assay.mjs", ...args], environment, during);

/** Runs a script of the project by node. */
export async function command(
  args: readonly string[],
  environment: Record<string, string> = {},
  during?: During,
): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...environment } });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  await during?.((signal) => child.kill(signal));
  return { exit: await ended, stdout, stderr };
}

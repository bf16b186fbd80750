import { execa } from "execa";
import { Absent } from "./cluster.ts";
import type { Command } from "./fault.ts";

/** Runs the commands of faults, each with a deadline. */
export interface Programs {
  run(command: Command): Promise<string>;
}

/** A command of a fault or a mend that ended otherwise than with 0. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
}

/**
 * In process groups of their own: Ctrl-C ends the lane, and not what mends the cluster. `environment` is added to this
 * process's.
 */
export const programs = (environment: Readonly<Record<string, string>>): Programs => ({
  async run({ argv, stdin = "", mayFail = false }) {
    const [program, ...args] = argv;
    const { exitCode, stdout, stderr, timedOut } = await execa(program, args, {
      detached: true,
      reject: false,
      input: stdin,
      timeout: DEADLINE_MS,
      killSignal: "SIGKILL",
      env: environment,
    });
    if (exitCode === 0 || mayFail) return stdout;
    const how = timedOut ? "did not end" : `ended with ${exitCode ?? "a signal"}`;
    throw new CommandFailed(`${argv.join(" ")} ${how}: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  },
});

const DEADLINE_MS = 180_000;

/** Throws {@link Absent} where one of the programs cannot be started. */
export async function needed(names: readonly string[]): Promise<void> {
  const found = await Promise.all(names.map((name) => execa("which", [name], { reject: false })));
  const missing = names.filter((_, at) => found[at]?.exitCode !== 0);
  if (missing.length > 0) throw new Absent(`${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} not on PATH`);
}

import { cut } from "../../../observations/kubernetes.ts";
import type { CommandResult } from "../../command.ts";
import { reachBy } from "../files/kubeconfig.ts";
import type { SourceContext } from "../source.ts";
import { talosconfigPath } from "../files/talosconfig.ts";
import { existsSync } from "node:fs";
import { SourceError } from "../../trouble.ts";

/** Runs a command that must end by itself with exit 0; anything else throws SourceError with its transcript. */
export async function answered(
  context: SourceContext,
  argv: readonly [string, ...string[]],
  deadlineMs: number,
): Promise<CommandResult> {
  const result = await ended(context, argv, deadlineMs);
  if (result.exit !== 0) throw new SourceError("command-failed", failure(result), { transcript: result.transcript });
  return result;
}

/** Runs a command that must end by itself, with any exit code. */
export async function ended(
  context: SourceContext,
  argv: readonly [string, ...string[]],
  deadlineMs: number,
): Promise<CommandResult> {
  const result = await context.commands.run(argv, { deadlineMs, signal: context.signal });
  if (context.signal.aborted)
    throw new SourceError("interrupted", "the run was interrupted", { transcript: result.transcript });
  if (result.killed || result.exit === undefined) {
    const why = result.killed
      ? `did not end within ${deadlineMs / 1000} s and was killed`
      : `was ended by ${result.signal}`;
    throw new SourceError("command-killed", `${shown(argv)} ${why}`, { transcript: result.transcript });
  }
  return result;
}

/** So long a healthy cluster may take to be asked everything once, on a busy machine. */
const ONCE_MS = 20_000;

/** A run without patience does not wait for what is not so: the command is given the time that asking takes. */
export const patient = (timeoutMs: number, patience: number): number =>
  Math.min(timeoutMs, Math.max(ONCE_MS, timeoutMs * patience));

/** The error of a command: the first line of stderr with text in it. talosctl prints its whole usage after some errors. */
export function failure({ argv, exit, stderr }: CommandResult): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const first = lines.findIndex((line) => !/^\d+ errors? occurred:$/.test(line));
  // the first line of a multierror is only a head
  const said =
    lines.slice(first, /errors? occurred:$/.test(lines[first] ?? "") ? first + 2 : first + 1).join(" ") ||
    "said nothing";
  return `${shown(argv)} ended with exit ${exit}: ${cut(said)}`;
}

export const kubeFlags = ({ options, profile }: SourceContext): string[] => {
  const { file, context } = reachBy(options, profile);
  return ["--kubeconfig", file, ...(context === undefined ? [] : ["--context", context])];
};

/** Throws where there is no talosconfig: talosctl would create an empty one and go on with it. */
export function talosFlags({ options, profile }: SourceContext): string[] {
  const file = talosconfigPath(options, profile);
  if (!existsSync(file))
    throw new SourceError("file", `talosconfig ${file}: no such file; name another with --talosconfig`);
  const context = profile.talos?.context;
  return ["--talosconfig", file, ...(context === undefined ? [] : ["--context", context])];
}

/** Throws where the command printed something on stderr: empty output then means trouble, not "none". */
export function quiet(result: CommandResult): void {
  const said = result.stderr
    .split("\n")
    .filter((line) => line.trim() !== "" && !/server version .* is older than client version/.test(line));
  if (said.length > 0)
    throw new SourceError("malformed", `${shown(result.argv)}: ${said[0]}`, { transcript: result.transcript });
}

/** The command as a person would type it, without flags that only say where files are. */
export const shown = (argv: readonly string[]): string =>
  argv.filter((arg, index) => !WHERE.includes(arg) && !WHERE.includes(argv[index - 1] ?? "")).join(" ");

const WHERE = ["--kubeconfig", "--context", "--talosconfig"];

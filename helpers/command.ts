import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import type { RunEvent } from "../evidence/event.ts";
import { deadline, monotonicMs, now } from "./wait/clock.ts";
import { commandEnvironment, secretVariables } from "./environment.ts";
import { holdSecret, redact } from "./redact/redact.ts";
import { SourceError } from "./trouble.ts";
import { watchdog } from "./watchdog.ts";
import { limited } from "./wait/turnstile.ts";

/** Runs commands that only read. No other file spawns processes, but the watchdog that ends what this one leaves. */
export interface Commands {
  /**
   * Runs one command to its end, its deadline or the signal. It is then killed with all its children by SIGKILL, and
   * the result says so: a killed command never counts as a success. Throws SourceError only where it cannot be started
   * (`command-missing`).
   */
  run(argv: readonly [string, ...string[]], options: CommandOptions): Promise<CommandResult>;
}

export interface CommandOptions {
  deadlineMs: number;
  signal?: AbortSignal;
}

export interface CommandResult {
  argv: readonly string[];
  /** `undefined` where a signal ended it. */
  exit: number | undefined;
  signal?: string;
  /** Whether its deadline or an abort ended it. */
  killed: boolean;
  stdout: string;
  stderr: string;
  tookMs: number;
  /** The file of its redacted transcript, relative to the run's folder. */
  transcript: string;
}

type Finished = Omit<Extract<RunEvent, { event: "command-finished" }>, "at">;

const AT_ONCE = 8;
const MOST_BYTES = 32 * 1024 * 1024;

/** How to install each program. */
const INSTALL: Record<string, string> = {
  talosctl: "https://www.talos.dev/latest/talos-guides/install/talosctl/",
  cilium: "https://docs.cilium.io/en/stable/gettingstarted/k8s-install-default/#install-the-cilium-cli",
  flux: "https://fluxcd.io/flux/installation/#install-the-flux-cli",
  op: "https://developer.1password.com/docs/cli/get-started/",
  helm: "https://helm.sh/docs/intro/install/",
  kubectl: "https://kubernetes.io/docs/tasks/tools/",
};

export function commands({ folder, onFinished }: { folder: string; onFinished(event: Finished): void }): Commands {
  let count = 0;
  const turn = limited(AT_ONCE);
  // a command is given the whole environment, and some print it when they fail
  for (const value of secretVariables()) holdSecret(value);

  return {
    run: (argv, options) =>
      turn(async () => {
        count += 1;
        const transcript = `transcripts/${String(count).padStart(3, "0")}-${slug(argv)}.txt`;
        const result = { ...(await spawnAndWait(argv, options)), transcript };
        write(path.join(folder, transcript), result);
        onFinished({
          event: "command-finished",
          argv: argv.map(redact),
          ...(result.exit !== undefined && { exit: result.exit }),
          ...(result.signal !== undefined && { signal: result.signal }),
          killed: result.killed,
          tookMs: result.tookMs,
          transcript,
        });
        return result;
      }),
  };
}

type Unrecorded = CommandOptions & {
  env: Record<string, string>;
  input?: Buffer;
  /** Of each of its outputs; one that prints more is ended. */
  mostBytes?: number;
};

/** Runs a command of which nothing is written down, because what it prints is a secret; otherwise as {@link commands}. */
export const runUnrecorded = (
  argv: readonly [string, ...string[]],
  options: Unrecorded,
): Promise<Omit<CommandResult, "transcript">> => spawnAndWait(argv, options);

/**
 * Runs in a process group of its own, so that nothing it started survives it. At the deadline it is killed with SIGKILL
 * at once, because `talosctl health` exits 0 on SIGTERM.
 */
async function spawnAndWait(
  argv: readonly [string, ...string[]],
  { deadlineMs, signal, env, input, mostBytes = MOST_BYTES }: CommandOptions & Partial<Unrecorded>,
): Promise<Omit<CommandResult, "transcript">> {
  const [program, ...args] = argv;
  const started = monotonicMs();
  const child = execa(program, args, {
    detached: true,
    ...(input ? { input } : { stdin: "ignore" }),
    reject: false,
    stripFinalNewline: false,
    maxBuffer: mostBytes,
    env: { ...commandEnvironment(), ...env },
    extendEnv: false,
    killSignal: "SIGKILL",
  });
  const hasEnded = child.pid === undefined ? undefined : watchdog().kill(child.pid);
  let killed = false;
  const kill = (): void => {
    if (child.pid === undefined) return;
    killed = true;
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // the process group has ended already
    }
  };
  const over = deadline(deadlineMs, ...(signal ? [signal] : []));
  if (over.signal.aborted) kill();
  over.signal.addEventListener("abort", kill, { once: true });
  const result = await child;
  hasEnded?.();
  over.signal.removeEventListener("abort", kill);
  over.clear();
  if (result.failed && result.exitCode === undefined && result.signal === undefined && !killed) {
    throw commandMissing(program, result.code, result.shortMessage ?? "");
  }
  return {
    argv: [...argv],
    exit: killed ? undefined : result.exitCode,
    ...(result.signal !== undefined && { signal: result.signal }),
    killed,
    stdout: result.stdout,
    stderr: result.stderr,
    tookMs: Math.round(monotonicMs() - started),
  };
}

/** The error for a program that could not be started, with its remedy. */
export function commandMissing(program: string, code: string | undefined = "ENOENT", message = ""): SourceError {
  const where = INSTALL[program];
  const absent = `${program} is not on PATH${where ? `; to install it: ${where}` : ""}`;
  return new SourceError("command-missing", code === "ENOENT" ? absent : `${program} cannot be run: ${message}`);
}

function write(file: string, { argv, exit, signal, killed, stdout, stderr, tookMs }: CommandResult): void {
  const end = killed ? "killed by its deadline or by an interrupt" : signal ? `ended by ${signal}` : `exit ${exit}`;
  mkdirSync(path.dirname(file), { recursive: true });
  const text = [
    `$ ${argv.join(" ")}`,
    `# ${end} after ${tookMs} ms, ended ${now().toISOString()}`,
    "# stdout",
    stdout,
    "# stderr",
    stderr,
    "",
  ];
  writeFileSync(file, redact(text.join("\n")));
}

/** `talosctl get machinestatus -n x` → `talosctl-get-machinestatus`. */
const slug = ([program, ...args]: readonly string[]): string =>
  [path.basename(program ?? ""), ...args.filter((arg) => /^[a-z][a-z0-9-]*$/.test(arg)).slice(0, 2)].join("-");

import { createInterface } from "node:readline";
import { execa } from "execa";
import type { Step } from "./bootstrap.ts";
import type { Guard } from "./guard.ts";
import { StepFailed, Stopped } from "./tools.ts";

export interface Running {
  guard?: Guard;
  /** Which step of how many: `3/12`. */
  place?: string;
  /** Ends the command. */
  stop?: AbortSignal;
  /** How often is said how long it takes; 1 s in a terminal, 10 s elsewhere. */
  everyMs?: number;
}

/** A command that was asked to end and does not is killed. */
const ENDS_MS = 5_000;
const LAST_LINES = 20;

/**
 * Runs one command in a process group of its own, so that Ctrl-C reaches it through us alone. Its output is shown as it
 * comes, and in between how long it takes. Throws StepFailed, or Stopped where `stop` ended it.
 */
export async function run({ title, argv, stdin = "" }: Step, running: Running = {}): Promise<void> {
  const { place, guard, stop } = running;
  const name = place === undefined ? title : `${place} ${title}`;
  if (stop?.aborted) throw new Stopped(title);
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 1_000);
  say(`▸ ${name}`);
  const screen = progress(() => `  … ${name}, ${seconds()} s`, running.everyMs);
  const [program, ...args] = argv;
  const child = execa(program, args, { detached: true, reject: false, input: stdin, all: true, buffer: false });
  const hasEnded = child.pid === undefined ? undefined : guard?.watch(child.pid);
  const end = (): void => endGroup(child.pid);
  stop?.addEventListener("abort", end, { once: true });
  const said: string[] = [];
  createInterface({ input: child.all }).on("line", (line) => {
    said.splice(0, said.length - LAST_LINES + 1);
    said.push(line);
    screen.line(`  ${line}`);
  });
  const { exitCode, signal, failed, shortMessage } = await child;
  stop?.removeEventListener("abort", end);
  hasEnded?.();
  screen.end();
  if (stop?.aborted) throw new Stopped(title);
  if (exitCode === 0) return say(`✓ ${name}, ${seconds()} s`);
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  const why = failed && exitCode === undefined && !signal ? `did not start: ${shortMessage}` : how;
  throw new StepFailed(`${title}: ${program} ${why}; run it again with\n  ${argv.join(" ")}`, said);
}

/** On standard error; where nobody reads it any more the work goes on. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A line that says again and again how long something takes; in a terminal it is written over. */
function progress(text: () => string, everyMs?: number): { line(text: string): void; end(): void } {
  const isTerminal = process.stderr.isTTY;
  const wipe = (): void => void (isTerminal && process.stderr.write("\r\u001B[2K"));
  const timer = setInterval(
    () => {
      wipe();
      process.stderr.write(isTerminal ? text() : `${text()}\n`);
    },
    everyMs ?? (isTerminal ? 1_000 : 10_000),
  );
  return {
    line(line) {
      wipe();
      say(line);
    },
    end() {
      clearInterval(timer);
      wipe();
    },
  };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-pid, name);
    } catch {
      // the group has ended already
    }
  };
  signal("SIGTERM");
  setTimeout(() => signal("SIGKILL"), ENDS_MS).unref();
}

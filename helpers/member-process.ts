import { createInterface } from "node:readline";
import { execa } from "execa";
import { deadline, monotonicMs } from "./wait/clock.ts";
import { watchdog } from "./watchdog.ts";

/** A run of this program in a process of its own: one cluster of several. It writes its own evidence and redacts. */
export interface MemberProcess {
  /** Asks it to end with a whole report, as Ctrl-C does. */
  interrupt(): void;
  ended: Promise<MemberEnd>;
}

export interface MemberEnd {
  /** `undefined` where a signal ended it. */
  exit: number | undefined;
  signal?: string;
  /** Whether its deadline came. */
  overdue: boolean;
  stdout: string;
  /** Its last lines on standard error. */
  said: string[];
  tookMs: number;
}

/** How long it may take to write its report after it was asked to end. */
const REPORT_MS = 90_000;
const MOST_BYTES = 512 * 1024 * 1024;
const LAST_LINES = 20;

/**
 * Starts it in a process group of its own. At its deadline it is asked to end; 90 s later the group is killed. `onLine`
 * gets each line of its standard error.
 */
export function startMember(
  [program, ...args]: readonly [string, ...string[]],
  { deadlineMs, onLine }: { deadlineMs: number; onLine(line: string): void },
): MemberProcess {
  const started = monotonicMs();
  const child = execa(program, args, {
    detached: true,
    stdin: "ignore",
    reject: false,
    maxBuffer: MOST_BYTES,
    buffer: { stdout: true, stderr: false },
    killSignal: "SIGKILL",
  });
  const hasEnded = child.pid === undefined ? undefined : watchdog().kill(child.pid);
  const said: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    said.push(line);
    if (said.length > LAST_LINES) said.shift();
    onLine(line);
  });
  const toEnd = deadline(deadlineMs);
  const toDie = deadline(deadlineMs + REPORT_MS);
  const interrupt = (): void => void child.kill("SIGINT");
  toEnd.signal.addEventListener("abort", interrupt, { once: true });
  toDie.signal.addEventListener("abort", () => killGroup(child.pid), { once: true });
  return { interrupt, ended: end() };

  async function end(): Promise<MemberEnd> {
    const result = await child;
    hasEnded?.();
    const overdue = toEnd.over();
    toEnd.clear();
    toDie.clear();
    // what could not be started says so where its words would stand
    if (result.exitCode === undefined && result.signal === undefined) said.push(result.shortMessage ?? "not started");
    return {
      exit: result.exitCode,
      ...(result.signal !== undefined && { signal: result.signal }),
      ...{ overdue, stdout: result.stdout, said },
      tookMs: Math.round(monotonicMs() - started),
    };
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // the process group has ended already
  }
}

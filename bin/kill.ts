import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { diagnose } from "../diagnosis/diagnosis.ts";
import { fold } from "../evidence/fold.ts";
import { readJournal } from "../evidence/journal.ts";
import { root } from "./project.ts";

/** What was found of a run that was killed; `wrong` where it says what it may not. */
export interface Killed {
  afterMs: number;
  events: number;
  verdict: string;
  wrong?: string;
}

/**
 * Kills a run of the lab (SIGKILL, with everything it started) at an instant that the seed chooses, and reads what it
 * left: every whole line of the journal is an event, at most the last is cut off, and the run is never reported as a
 * pass.
 */
export async function killedAt(seed: number, longestMs = 4_000): Promise<Killed> {
  const folder = mkdtempSync(path.join(tmpdir(), "assay-kill-"));
  const afterMs = Math.round(
    (createHash("sha256").update(String(seed)).digest().readUInt32BE(0) / 2 ** 32) * longestMs,
  );
  try {
    const args = [path.join(root, "bin/assay.mjs"), "--out", folder, "--scenario", "bootstrapped-yesterday"];
    const child = spawn(process.execPath, args, { cwd: root, stdio: "ignore", detached: true });
    const timer = setTimeout(() => kill(child.pid), afterMs);
    const exit = await new Promise<number | null>((resolve) => child.once("close", resolve));
    clearTimeout(timer);
    return { afterMs, ...checkedRun(folder, exit) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it was faster
  }
}

function checkedRun(folder: string, exit: number | null): Omit<Killed, "afterMs"> {
  const cluster = path.join(folder, "lab");
  const [started] = existsSync(cluster) ? readdirSync(cluster).filter((name) => name !== "latest") : [];
  const journal = path.join(cluster, started ?? "", "journal.ndjson");
  if (started === undefined || !existsSync(journal)) return { events: 0, verdict: "nothing was begun" };
  const { events, damaged } = readJournal(journal);
  const { outcome } = fold(events, { diagnose });
  const whole = readFileSync(journal, "utf8").endsWith("\n");
  const run = { events: events.length, verdict: outcome.verdict };
  if (damaged > (whole ? 0 : 1)) return { ...run, wrong: `${damaged} lines of the journal cannot be read` };
  const ended = events.some(({ event }) => event === "run-finished");
  if (!ended && outcome.verdict === "pass") return { ...run, wrong: "a run that never ended is reported as a pass" };
  return exit === null && !ended && !outcome.interrupted ? { ...run, wrong: "nobody says that it was cut off" } : run;
}

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { diagnose } from "../../diagnosis/diagnosis.ts";
import { doubtsAbout } from "../../evidence/doubts.ts";
import { fold } from "../../evidence/fold.ts";
import { readJournal } from "../../evidence/journal.ts";
import { root } from "../project.ts";
import { scenarioNamed } from "../scenarios.ts";
import { wrongVerdicts } from "./wrong.ts";

/** How a run came to its end, what was found of it, and in `wrong` what may not be. */
export interface EndedRun {
  /** In words: the signal and when, or the size. */
  how: string;
  events: number;
  verdict: string;
  wrong: string[];
}

const SIGNALS = ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"] as const;
const SCENARIO = "deploy-key-deleted";
const LONGEST_MS = 4_000;
/** A run that was asked to end is over after that. */
const PATIENCE_MS = 60_000;

/** A run of the lab that gets a signal, at an instant that the seed chooses, as the process and not its children. */
export function endedBySignal(seed: number): Promise<EndedRun> {
  const signal = SIGNALS[seed % SIGNALS.length] ?? "SIGKILL";
  const afterMs = Math.round(shareOf(seed) * LONGEST_MS);
  return ended(`${signal} after ${afterMs} ms`, { signal, afterMs });
}

/** A run of the lab of which no file may be larger than the seed says, as on a disk that is full. */
export function endedByFullDisk(seed: number): Promise<EndedRun> {
  const kilobytes = Math.round(2 ** (2 + shareOf(seed) * 9));
  return ended(`files of ${kilobytes} KB at most`, { kilobytes });
}

const shareOf = (seed: number): number => createHash("sha256").update(String(seed)).digest().readUInt32BE(0) / 2 ** 32;

interface End {
  signal?: NodeJS.Signals;
  afterMs?: number;
  kilobytes?: number;
}

async function ended(how: string, { signal, afterMs, kilobytes }: End): Promise<EndedRun> {
  const below = mkdtempSync(path.join(tmpdir(), "assay-kill-"));
  const [out, temporary] = [path.join(below, "out"), path.join(below, "tmp")];
  mkdirSync(temporary);
  try {
    const run = ["exec", process.execPath, path.join(root, "bin/assay.mjs"), "--out", out, "--scenario", SCENARIO];
    const limit = kilobytes === undefined ? "" : `ulimit -f ${kilobytes * 2}; `;
    const child = spawn("/bin/sh", ["-c", `${limit}${run.join(" ")}`], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TMPDIR: temporary, ASSAY_LANE: undefined },
      detached: true,
    });
    let said = "";
    for (const output of [child.stdout, child.stderr]) output.on("data", (data: Buffer) => (said += data.toString()));
    const timers = [
      ...(signal === undefined ? [] : [setTimeout(() => child.kill(signal), afterMs)]),
      setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS),
    ];
    const exit = await new Promise<number | null>((resolve) => child.once("exit", resolve));
    for (const timer of timers) clearTimeout(timer);
    const left = await leftOf(temporary);
    return { how, ...judgedBy({ out, exit, said, left, isKilled: signal === "SIGKILL" }) };
  } finally {
    rmSync(below, { recursive: true, force: true });
  }
}

/** What is there a second later: processes, and folders that may hold keys. */
async function leftOf(temporary: string): Promise<string[]> {
  const look = (): string[] => [
    ...processesOf(temporary).map((line) => `${line} still runs`),
    ...readdirSync(temporary).flatMap((name) => (name.startsWith("assay-") ? [`${name} is left`] : [])),
  ];
  for (let count = 0; count < 20 && look().length > 0; count += 1) await sleep(50);
  return look();
}

/** The command lines that name a folder; empty outside of Linux. */
function processesOf(folder: string): string[] {
  if (!existsSync("/proc/self/cmdline")) return [];
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const line = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") : "";
      return line.includes(folder) ? [line.slice(0, 100)] : [];
    } catch {
      return [];
    }
  });
}

interface Found {
  out: string;
  exit: number | null;
  said: string;
  left: readonly string[];
  isKilled: boolean;
}

const STACK = /^\s+at .*:\d+:\d+\)?$|Unhandled|node:internal/m;
/** The values of the lab's Secrets. */
const SECRET = /canary-[0-9a-f]{20}-secret/;

function judgedBy({ out, exit, said, left, isKilled }: Found): Omit<EndedRun, "how"> {
  const wrong = [
    ...left,
    ...(STACK.test(said) ? ["a stack is shown"] : []),
    ...(SECRET.test(said) || holdsSecret(out) ? ["a secret is told"] : []),
  ];
  const cluster = path.join(out, "lab");
  const [started] = existsSync(cluster) ? readdirSync(cluster).filter((name) => name !== "latest") : [];
  const journal = path.join(cluster, started ?? "", "journal.ndjson");
  // a signal may come before this program's first line
  const mayEndSo = isKilled || (exit !== null && exit <= 3) || (exit === null && started === undefined);
  if (!mayEndSo) wrong.push(`it ends with ${exit ?? "a signal"}`);
  if (started === undefined || !existsSync(journal)) return { events: 0, verdict: "nothing was begun", wrong };
  const { events, damaged } = readJournal(journal);
  const run = fold(events, { diagnose });
  const { outcome } = run;
  const hasEnded = events.some(({ event }) => event === "run-finished");
  return {
    events: events.length,
    verdict: outcome.verdict,
    wrong: [
      ...wrong,
      ...(events.length > 0 ? doubtsAbout(events, damaged) : []),
      ...(outcome.verdict === "pass" ? ["it is reported as a pass"] : []),
      ...(hasEnded || outcome.interrupted ? [] : ["nobody says that it was cut off"]),
      ...wrongVerdicts(scenarioNamed(SCENARIO), run),
    ],
  };
}

const holdsSecret = (folder: string): boolean =>
  existsSync(folder) &&
  readdirSync(folder, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && SECRET.test(readFileSync(path.join(entry.parentPath, entry.name), "latin1")),
  );

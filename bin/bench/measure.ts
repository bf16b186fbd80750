import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../project.ts";

/** A median of so many: machines are noisy. */
export const RUNS = 5;

/** One process, measured. */
export interface Measure {
  seconds: number;
  peakMb: number;
  detail: string;
}

/** Wall time (the child's own where it tells it) and peak memory, from /proc where there is one. */
export async function measured(args: readonly string[], program = process.execPath, cwd = root): Promise<Measure> {
  const started = performance.now();
  const process_ = spawn(program, [...args], { cwd, stdio: ["ignore", "pipe", "ignore"] });
  let stdout = "";
  let peakMb = 0;
  process_.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  const status = `/proc/${process_.pid}/status`;
  const timer = setInterval(() => {
    const peak = existsSync(status) ? /VmHWM:\s+(\d+)/.exec(read(status))?.[1] : undefined;
    if (peak !== undefined) peakMb = Math.max(peakMb, Number(peak) / 1024);
  }, 20);
  await new Promise((resolve) => process_.once("close", resolve));
  clearInterval(timer);
  const wall = (performance.now() - started) / 1000;
  const [last = ""] = stdout.trim().split("\n").slice(-1);
  if (program !== process.execPath || !last.startsWith("{")) return { seconds: wall, peakMb, detail: last };
  const { seconds, requests, connections, judged } = JSON.parse(last) as {
    seconds: number;
    requests: number;
    connections: number;
    judged: string;
  };
  return { seconds, peakMb, detail: `${requests} requests, ${connections} connections${judged ? `; ${judged}` : ""}` };
}

export const onPath = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => existsSync(path.join(folder, program)));

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // it has ended between two looks
    return "";
  }
}

/** As often as a median needs. */
export async function repeat(work: () => Promise<Measure>): Promise<Measure[]> {
  const all: Measure[] = [];
  for (let run = 0; run < RUNS; run += 1) all.push(await work());
  return all;
}

export const median = (all: readonly Measure[], key: "seconds" | "peakMb"): number =>
  middle(all.map((one) => one[key]));

/** Of figures of any kind; 0 where there are none. */
export const middle = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;

/** A line of figures: medians, and what the first run said. */
export const row = (name: string, all: readonly Measure[]): string =>
  `${name.padEnd(44)} ${median(all, "seconds").toFixed(2)} s  ${Math.round(median(all, "peakMb"))} MB  ${all[0]?.detail ?? ""}`;

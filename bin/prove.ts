import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../helpers/call.ts";
import { FAULTY, HARMLESS, SCENARIOS, WIRE } from "../lab/scenarios/scenarios.ts";
import { whyNotReal } from "../lab/real/server.ts";
import type { Scenario } from "../lab/scenario.ts";
import type { Run } from "../reports/run.ts";
import { profiles } from "./profiles.ts";
import { root, suites } from "./project.ts";
import { deviations, gapsOf } from "./prove/deviations.ts";
import { killMatrix } from "./prove/matrix.ts";
import { openRealStage } from "./prove/real.ts";
import { openStage } from "./prove/stage.ts";
import { playOverTheWire } from "./prove/wire.ts";
import { scenarioNamed } from "./scenarios.ts";

const USAGE = `npm run prove [-- [--wire | --real] [<scenario> …]]
  plays every scenario, or those named, in this process and in virtual time
  --wire: over HTTPS and with real processes; without names every trouble, every cascade and one of each kind
  --real: on a real kube-apiserver, where KUBEBUILDER_ASSETS names a folder with it and etcd; skipped without
  Fails when one is told otherwise than it says. The whole of them writes docs/kill-matrix.md.
`;

/** Proves that every row can fail, that the first cause is named first, and that nothing else falls. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    if (argv.includes("--help")) return print(USAGE);
    const flags = argv.filter((arg) => arg.startsWith("-"));
    const unknown = flags.find((arg) => arg !== "--wire" && arg !== "--real");
    if (unknown !== undefined) throw new UsageError(`"${unknown}" is no flag; see npm run prove -- --help`);
    if (new Set(flags).size > 1) throw new UsageError("--wire and --real are two lanes: one at a time");
    const named = argv.filter((arg) => !arg.startsWith("-")).map(scenarioNamed);
    if (flags.includes("--real")) return await onReal(named);
    return await prove(named, flags.includes("--wire"));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`prove: ${error.message}\n`);
    return 2;
  }
}

async function prove(named: readonly Scenario[], wire: boolean): Promise<number> {
  if (named.length > 0) return tellAll(named, wire);
  const gaps = wire ? [] : gapsOf(SCENARIOS, suites);
  for (const gap of gaps) print(`✗ ${gap}\n`);
  const exit = await inParallel(wire ? WIRE : SCENARIOS, wire);
  if (gaps.length > 0 || exit !== 0) return 1;
  if (!wire) writeFileSync(path.join(root, "docs/kill-matrix.md"), killMatrix(FAULTY, HARMLESS, suites));
  return 0;
}

async function tellAll(scenarios: readonly Scenario[], wire: boolean): Promise<number> {
  const stage = openStage(profiles, suites);
  const started = performance.now();
  let wrong = 0;
  for (const scenario of scenarios) {
    const told = await telling(scenario, wire ? (it) => playOverTheWire(it, profiles, suites) : stage.play);
    if (told.length > 0) wrong += 1;
    if (told.length > 0) print(`✗ ${scenario.name}\n  ${told.join("\n  ")}\n`);
    else if (scenarios.length <= FEW) print(`✓ ${scenario.name}\n`);
  }
  stage.dispose();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  const verdict = wrong === 0 ? "all are told as they say" : `${wrong} wrong`;
  print(`${scenarios.length} scenarios${wire ? " over the wire" : ""} in ${seconds} s, ${memory} MB: ${verdict}\n`);
  return wrong === 0 ? 0 : 1;
}

/** What a real API server can hold must be told of it as of the lab's; what it cannot is named with the rule's reason. */
async function onReal(named: readonly Scenario[]): Promise<number> {
  const assets = process.env["KUBEBUILDER_ASSETS"];
  const why = whyNotReal(assets);
  if (assets === undefined || why !== undefined) return print(`the lane on a real API server was skipped: ${why}\n`);
  const started = performance.now();
  // what was started ends with this process, whatever ends it
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const stage = await openRealStage(assets, profiles, suites);
  try {
    const unheld = new Map<string, string[]>();
    let [held, wrong] = [0, 0];
    for (const scenario of named.length > 0 ? named : SCENARIOS) {
      const reason = stage.unheld(scenario);
      if (reason !== undefined) {
        unheld.set(reason, [...(unheld.get(reason) ?? []), scenario.name]);
        continue;
      }
      held += 1;
      const told = await telling(scenario, stage.play);
      if (told.length > 0) wrong += 1;
      if (told.length > 0) print(`✗ ${scenario.name}\n  ${told.join("\n  ")}\n`);
      else if (named.length > 0) print(`✓ ${scenario.name}\n`);
    }
    for (const [reason, names] of unheld) print(`– not held, ${reason}: ${names.join(", ")}\n`);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const told = wrong === 0 ? "all are told as they say" : `${wrong} wrong`;
    print(`${held} scenarios on kube-apiserver ${stage.version} in ${seconds} s: ${told}\n`);
    return wrong === 0 ? 0 : 1;
  } finally {
    await stage.dispose();
  }
}

const FEW = 20;
const HEAP_MB = 200;

/** Two processes, each with half of them: over the wire most of the time is waiting, and two cores are common. */
async function inParallel(scenarios: readonly Scenario[], wire: boolean): Promise<number> {
  const names = scenarios.map(({ name }) => name);
  const halves = [0, 1].map((half) => names.filter((_, index) => index % 2 === half));
  const self = [
    `--max-old-space-size=${HEAP_MB}`,
    "--single-threaded-gc",
    path.join(root, "bin/prove.mjs"),
    ...(wire ? ["--wire"] : []),
  ];
  const exits = await Promise.all(
    halves.map(async (half) => {
      const child = spawn(process.execPath, [...self, ...half], { stdio: "inherit" });
      return new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 1)));
    }),
  );
  return Math.max(...exits);
}

async function telling(scenario: Scenario, play: (scenario: Scenario) => Promise<Run>): Promise<string[]> {
  try {
    return deviations(scenario, await play(scenario));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

import { writeFileSync } from "node:fs";
import path from "node:path";
import { asksForHelp } from "../helpers/call/flags.ts";
import { endedBy } from "../helpers/call/ended.ts";
import { UsageError } from "../helpers/call/usage-error.ts";
import { FAULTY, HARMLESS, SCENARIOS, WIRE } from "../lab/scenarios/scenarios.ts";
import { whyNotReal } from "../lab/real/server.ts";
import type { Scenario } from "../lab/scenario.ts";
import type { Run } from "../evidence/run.ts";
import { dealt, inLanes, isLane, step, reportResult } from "./lanes.ts";
import { profiles } from "./profiles.ts";
import { root, suites } from "./project.ts";
import { deviations, gapsOf } from "./prove/deviations.ts";
import { killMatrix } from "./prove/matrix.ts";
import { openRealStage } from "./prove/real.ts";
import { pairsOf, SEED, unsaid } from "./prove/pairs.ts";
import { playerOf, type Lane } from "./prove/player.ts";
import { openStage, START } from "./prove/stage.ts";
import { proveByTools } from "./prove/tools.ts";
import { scenarioNamed } from "./scenarios.ts";
import { wordsOf } from "../observations/words.ts";

const USAGE = `npm run prove [-- [--wire | --replay | --real] [<scenario> …] | -- --pairs [<number>]
                      | -- --tools [<scenario> | <checkout> …]]
  plays every scenario, or those named, in this process and in virtual time
  --wire: over HTTPS and with real processes; without names every trouble, every cascade and one of each kind
  --replay: in this process, and judged again from what it left: what is told must be the same to the byte
  --real: on a real kube-apiserver, where KUBEBUILDER_ASSETS names a folder with it and etcd; skipped without
  --pairs: plays that many pairs of scenarios with one cause each, drawn by a seed (1000 without a number); both
    causes must be reported
  --tools: holds the model of each scenario's checkout, or of the folders named, to what the kustomize and flux on PATH
    build of it; skipped without both
  Fails when one is reported otherwise than it expects. The whole of them writes docs/kill-matrix.md.
`;

/** Proves that every check can fail, that the first cause is named first, and that nothing else falls. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    if (asksForHelp(argv)) return print(USAGE);
    if (argv[0] === "--pairs") return await provePairs(argv.slice(1));
    if (argv[0] === "--tools") return await proveByTools(argv.slice(1), print);
    const flags = argv.filter((arg) => arg.startsWith("-"));
    const unknown = flags.find((arg) => !["--wire", "--replay", "--real"].includes(arg));
    if (unknown !== undefined) throw new UsageError(`"${unknown}" is no flag; see npm run prove -- --help`);
    if (new Set(flags).size > 1) throw new UsageError("--wire, --replay and --real are three lanes: one at a time");
    const named = argv.filter((arg) => !arg.startsWith("-")).map(scenarioNamed);
    if (flags.includes("--real")) return await onReal(named);
    return await prove(named, flags.includes("--wire") ? "wire" : flags.includes("--replay") ? "replay" : "process");
  } catch (error) {
    const { text, exit } = endedBy("prove", error);
    process.stderr.write(text);
    return exit;
  }
}

async function prove(named: readonly Scenario[], lane: Lane): Promise<number> {
  if (isLane()) {
    reportResult(await playedBy(lane, named));
    return 0;
  }
  if (named.length > 0) return verdictOn([await playedBy(lane, named)], lane);
  const wire = lane === "wire";
  const gaps = lane === "process" ? gapsOf(SCENARIOS, suites) : [];
  for (const gap of gaps) print(`✗ ${gap}\n`);
  const flags = lane === "process" ? [] : [`--${lane}`];
  const shares = dealt(wire ? WIRE : SCENARIOS, wire ? WIRE_LANES : LANES);
  const lanes = shares.map((share) => [...flags, ...share.map(({ name }) => name)]);
  const exit = verdictOn(await inLanes<Played>("prove", lanes, shares.flat().length), lane);
  if (gaps.length > 0 || exit !== 0) return 1;
  if (lane === "process") writeFileSync(path.join(root, "docs/kill-matrix.md"), killMatrix(FAULTY, HARMLESS, suites));
  return 0;
}

/** What came of some scenarios. */
interface Played {
  scenarios: number;
  wrong: number;
  seconds: number;
  /** The most that its process held. */
  megabytes: number;
}

async function playedBy(lane: Lane, scenarios: readonly Scenario[]): Promise<Played> {
  const player = playerOf(lane);
  try {
    return await played(scenarios, player.play, !isLane() && scenarios.length <= FEW);
  } finally {
    player.dispose();
  }
}

/** `shown`: those that are reported as expected are named too. */
async function played(
  scenarios: readonly Scenario[],
  play: (scenario: Scenario) => Promise<Run>,
  shown: boolean,
): Promise<Played> {
  const started = performance.now();
  let wrong = 0;
  for (const scenario of scenarios) {
    const problems = await problemsIn(scenario, play);
    step();
    if (problems.length > 0) wrong += 1;
    if (problems.length > 0) print(`✗ ${scenario.name}\n  ${problems.join("\n  ")}\n`);
    else if (shown) print(`✓ ${scenario.name}\n`);
  }
  const seconds = (performance.now() - started) / 1000;
  return { scenarios: scenarios.length, wrong, seconds, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) };
}

/** Prints the sum of all lanes, and gives the exit code. */
function verdictOn(lanes: readonly Played[], lane: Lane): number {
  const sum = (of: (played: Played) => number): number => lanes.reduce((total, lane) => total + of(lane), 0);
  const wrong = sum((lane) => lane.wrong);
  const seconds = Math.max(...lanes.map((lane) => lane.seconds)).toFixed(1);
  const memory = lanes.map(({ megabytes }) => megabytes).join(" + ");
  const where = { wire: " over the wire", replay: " and their replays", process: "" }[lane];
  print(`${sum((lane) => lane.scenarios)} scenarios${where} in ${seconds} s, ${memory} MB: ${inWords(wrong)}\n`);
  return wrong === 0 ? 0 : 1;
}

/**
 * Plays the scenarios whose worlds a real API server can hold; they must be reported as in the lab. The others are
 * named with the reason.
 */
async function onReal(named: readonly Scenario[]): Promise<number> {
  const assets = process.env["KUBEBUILDER_ASSETS"];
  const why = whyNotReal(assets);
  if (assets === undefined || why !== undefined) return print(`the lane on a real API server was skipped: ${why}\n`);
  const started = performance.now();
  // what was started ends with this process, whatever ends it
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const stage = await openRealStage(assets, profiles, suites);
  try {
    const all = (named.length > 0 ? named : SCENARIOS).map((scenario) => ({ scenario, why: stage.leftOut(scenario) }));
    const held = all.flatMap(({ scenario, why }) => (why === undefined ? [scenario] : []));
    const { wrong } = await played(held, stage.play, named.length > 0);
    const reasons = new Set(all.flatMap(({ why }) => why ?? []));
    for (const reason of reasons) {
      const names = all.flatMap(({ scenario, why }) => (why === reason ? [scenario.name] : []));
      print(`– not held, ${reason}: ${names.join(", ")}\n`);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    print(`${held.length} scenarios on kube-apiserver ${stage.version} in ${seconds} s: ${inWords(wrong)}\n`);
    return wrong === 0 ? 0 : 1;
  } finally {
    await stage.dispose();
  }
}

/** Two faults at once that have nothing to do with each other: none hides the other. */
async function provePairs(argv: readonly string[]): Promise<number> {
  const [most = "1000", ...more] = argv;
  if (!/^[1-9]\d*$/.test(most) || more.length > 0) throw new UsageError("--pairs takes one number, and nothing else");
  const started = performance.now();
  const draw = { profile: profiles("lab"), start: START, suites, seed: SEED, most: Number(most) };
  const pairs = pairsOf(SCENARIOS, draw);
  const stage = openStage(profiles, suites);
  let wrong = 0;
  try {
    for (const pair of pairs) {
      const missing = unsaid(pair, await stage.play(pair.both));
      if (missing.length > 0) wrong += 1;
      if (missing.length > 0) print(`✗ ${pair.both.name}\n  ${missing.join("\n  ")}\n`);
    }
  } finally {
    stage.dispose();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const share = ((100 * (pairs.length - wrong)) / Math.max(pairs.length, 1)).toFixed(1);
  print(`${pairs.length} pairs in ${seconds} s: both causes are reported in ${share} %, ${wrong} wrong\n`);
  return wrong === 0 ? 0 : 1;
}

const inWords = (wrong: number): string => (wrong === 0 ? "all are reported as expected" : `${wrong} wrong`);

const FEW = 20;
/** As many processes as two cores keep busy; over the wire most of the time is waiting. */
const LANES = 2;
const WIRE_LANES = 4;

async function problemsIn(scenario: Scenario, play: (scenario: Scenario) => Promise<Run>): Promise<string[]> {
  try {
    return deviations(scenario, await play(scenario));
  } catch (error) {
    return [wordsOf(error)];
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

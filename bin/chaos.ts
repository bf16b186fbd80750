import { asksForHelp } from "../helpers/call/flags.ts";
import { endedBy } from "../helpers/call/ended.ts";
import { UsageError } from "../helpers/call/usage-error.ts";
import { trouble } from "../lab/faults/api.ts";
import { HEALTHY, type Scenario } from "../lab/scenario.ts";
import { endedByFullDisk, endedBySignal, type EndedRun } from "./chaos/ended.ts";
import { wrongVerdicts } from "./chaos/wrong.ts";
import { inLanes, isLane, step, reportResult } from "./lanes.ts";
import { playerOf, type Player } from "./prove/player.ts";
import { scenarioNamed } from "./scenarios.ts";

const USAGE = `npm run chaos [-- --runs <count>] [--seed <first>] [--in-process | --kill | --full]
  plays worlds over an API server that fails 30 of 100 requests by chance: 429, 5xx, resets, silence, half answers,
  slow drips, dead watches. No check may be reported wrongly: slower or inconclusive is fine. A failure names its seed.
  --kill: ends as many whole runs by a signal (KILL, TERM, INT, HUP in turn), each at an instant of its seed
  --full: as many whole runs of which no file may grow beyond a size of its seed, as on a full disk
  of both: what is left must be readable, and no pass; no process, no folder with keys, no stack and no secret.
`;

/** What is under the chaos: what is well, and faults of every suite whose checks must go on falling. */
const UNDER = [
  ...["etcd-nospace", "crd-missing", "release-failed", "cilium-tunnels", "deploy-key-deleted", "connect-is-gone"],
  ...["ceph-warns", "crash-loop", "thirty-oh-one", "node-not-ready", "cilium-managed-twice", "webhook-without-ca"],
];
const SHARE = 0.3;

/** Seeded chaos; every run is the same again with its seed. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    if (asksForHelp(argv)) {
      process.stdout.write(USAGE);
      return 0;
    }
    refuseStrangers(argv);
    const seeds = { runs: numberAfter(argv, "--runs", 20), first: numberAfter(argv, "--seed", 1) };
    const how = (["kill", "full", "in-process"] as const).find((it) => argv.includes(`--${it}`)) ?? "wire";
    return await chaos(seeds, how);
  } catch (error) {
    const { text, exit } = endedBy("chaos", error);
    process.stderr.write(text);
    return exit;
  }
}

/** What came of runs in one process. */
interface Outcome {
  seconds: number;
  /** How many checks, or runs that were ended, got which verdict. */
  counts: Record<string, number>;
  wrong: number;
}

/** One process's runs, or, by several processes at once, everybody's. */
async function chaos(seeds: Seeds, how: How): Promise<number> {
  if (isLane()) {
    reportResult(await HOW[how](seeds));
    return 0;
  }
  const lanes = await inLanes<Outcome>("chaos", shares(seeds, how), seeds.runs);
  const counts = new Map<string, number>();
  for (const lane of lanes)
    for (const [verdict, count] of Object.entries(lane.counts)) counts.set(verdict, (counts.get(verdict) ?? 0) + count);
  const wrong = lanes.reduce((sum, lane) => sum + lane.wrong, 0);
  const seconds = Math.max(...lanes.map((lane) => lane.seconds)).toFixed(1);
  const verdicts = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(", ");
  process.stdout.write(`${seeds.runs} runs${ENDING[how]} in ${seconds} s (${verdicts}): ${wrong} reported wrongly\n`);
  return wrong === 0 ? 0 : 1;
}

/** Consecutive seeds. */
interface Seeds {
  runs: number;
  first: number;
}

/** As many processes as two cores keep busy; over the wire most of the time is waiting. */
const LANES: Record<How, number> = { wire: 4, "in-process": 2, kill: 2, full: 2 };

function shares({ runs, first }: Seeds, how: How): string[][] {
  const lanes = Math.min(LANES[how], runs);
  const bounds = Array.from({ length: lanes + 1 }, (_, lane) => Math.round((runs * lane) / lanes));
  return bounds.slice(0, -1).map((from, lane) => {
    const share = ["--seed", `${first + from}`, "--runs", `${(bounds[lane + 1] ?? runs) - from}`];
    return how === "wire" ? share : [...share, `--${how}`];
  });
}

type How = "wire" | "in-process" | "kill" | "full";

const ENDING: Record<How, string> = {
  wire: " over the wire",
  "in-process": "",
  kill: " ended by a signal",
  full: " on a full disk",
};

const HOW: Record<How, (seeds: Seeds) => Promise<Outcome>> = {
  kill: (seeds) => ending(seeds, endedBySignal),
  full: (seeds) => ending(seeds, endedByFullDisk),
  wire: (seeds) => playingBy(playerOf("wire"), seeds),
  "in-process": (seeds) => playingBy(playerOf("process"), seeds),
};

async function playingBy({ play, dispose }: Player, seeds: Seeds): Promise<Outcome> {
  try {
    return await playing(seeds, play);
  } finally {
    dispose();
  }
}

async function playing({ runs, first }: Seeds, play: Player["play"]): Promise<Outcome> {
  const started = performance.now();
  const counts = { pass: 0, fail: 0, inconclusive: 0 };
  let wrong = 0;
  for (let seed = first; seed < first + runs; seed += 1) {
    const scenario = underChaos(seed);
    const run = await play(scenario);
    for (const { verdict } of run.criteria) if (verdict in counts) counts[verdict as keyof typeof counts] += 1;
    const wrongOnes = wrongVerdicts(scenario, run);
    step();
    if (wrongOnes.length === 0) continue;
    wrong += 1;
    process.stdout.write(`✗ seed ${seed}, ${scenario.name}\n  ${wrongOnes.join("\n  ")}\n`);
  }
  return { seconds: (performance.now() - started) / 1000, counts, wrong };
}

async function ending({ runs, first }: Seeds, endedBy: (seed: number) => Promise<EndedRun>): Promise<Outcome> {
  const started = performance.now();
  const counts: Record<string, number> = {};
  let wrong = 0;
  for (let seed = first; seed < first + runs; seed += 1) {
    const { how, events, verdict, wrong: what } = await endedBy(seed);
    counts[verdict] = (counts[verdict] ?? 0) + 1;
    step();
    if (what.length === 0) continue;
    wrong += 1;
    process.stdout.write(`✗ seed ${seed}, ${how}, ${events} events: ${what.join("; ")}\n`);
  }
  return { seconds: (performance.now() - started) / 1000, counts, wrong };
}

/** The scenario of a seed. */
export function underChaos(seed: number): Scenario {
  const name = UNDER[seed % (UNDER.length * 2)];
  const under = name === undefined ? HEALTHY : scenarioNamed(name);
  return { ...under, faults: [...under.faults, trouble({ match: ".", how: "chaos", chance: { seed, share: SHARE } })] };
}

/** What is passed over would play twenty runs over the wire in the place of what was meant. */
function refuseStrangers(argv: readonly string[]): void {
  const stranger = argv.find(
    (word, index) => !FLAGS.includes(word) && !["--runs", "--seed"].includes(argv[index - 1] ?? ""),
  );
  if (stranger !== undefined) throw new UsageError(`"${stranger}" is no flag; see npm run chaos -- --help`);
}

const FLAGS = ["--runs", "--seed", "--in-process", "--kill", "--full"];

function numberAfter(argv: readonly string[], flag: string, otherwise: number): number {
  const at = argv.indexOf(flag);
  if (at === -1) return otherwise;
  const value = Number(argv[at + 1]);
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`${flag} takes a whole number above 0; see --help`);
  return value;
}

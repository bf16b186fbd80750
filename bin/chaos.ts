import { UsageError } from "../helpers/call.ts";
import { trouble } from "../lab/faults/api.ts";
import { HEALTHY, type Scenario } from "../lab/scenario.ts";
import type { Run } from "../reports/run.ts";
import { killedAt } from "./kill.ts";
import { profiles } from "./profiles.ts";
import { suites } from "./project.ts";
import { openStage } from "./prove/stage.ts";
import { playOverTheWire } from "./prove/wire.ts";
import { scenarioNamed } from "./scenarios.ts";

const USAGE = `npm run chaos [-- --runs <count>] [--seed <first>] [--in-process | --kill]
  plays worlds over an API server that fails 30 of 100 requests by chance: 429, 5xx, resets, silence, half answers,
  slow drips, dead watches. No row may be told wrongly: slower or inconclusive is fine. A failure names its seed.
  --kill: ends as many whole runs by SIGKILL, each at an instant of its seed: what is left must be readable, and no pass.
`;

/** What is under the chaos: what is well, and faults of every suite whose rows must go on falling. */
const UNDER = [
  ...["etcd-nospace", "crd-missing", "release-failed", "cilium-tunnels", "deploy-key-deleted", "connect-is-gone"],
  ...["ceph-warns", "crash-loop", "thirty-oh-one", "node-not-ready", "cilium-managed-twice", "webhook-without-ca"],
];
const SHARE = 0.3;

/** Seeded chaos; every run is the same again with its seed. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    if (argv.includes("--help")) {
      process.stdout.write(USAGE);
      return 0;
    }
    const [runs, seed] = [numberAfter(argv, "--runs", 20), numberAfter(argv, "--seed", 1)];
    return argv.includes("--kill") ? await killing(runs, seed) : await chaos(runs, seed, argv.includes("--in-process"));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`chaos: ${error.message}\n`);
    return 2;
  }
}

async function chaos(runs: number, first: number, inProcess: boolean): Promise<number> {
  const stage = openStage(profiles, suites);
  const started = performance.now();
  const counts = { pass: 0, fail: 0, inconclusive: 0 };
  let wrong = 0;
  for (let seed = first; seed < first + runs; seed += 1) {
    const scenario = underChaos(seed);
    const run = await (inProcess ? stage.play(scenario) : playOverTheWire(scenario, profiles, suites));
    for (const { verdict } of run.criteria) if (verdict in counts) counts[verdict as keyof typeof counts] += 1;
    const told = wrongVerdicts(scenario, run);
    if (told.length === 0) continue;
    wrong += 1;
    process.stdout.write(`✗ seed ${seed}, ${scenario.name}\n  ${told.join("\n  ")}\n`);
  }
  stage.dispose();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const told = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`);
  process.stdout.write(`${runs} runs in ${seconds} s (${told.join(", ")}): ${wrong} with a wrong verdict\n`);
  return wrong === 0 ? 0 : 1;
}

async function killing(runs: number, first: number): Promise<number> {
  const verdicts = new Map<string, number>();
  let wrong = 0;
  for (let seed = first; seed < first + runs; seed += 1) {
    const { afterMs, events, verdict, wrong: what } = await killedAt(seed);
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    if (what === undefined) continue;
    wrong += 1;
    process.stdout.write(`✗ seed ${seed}, killed after ${afterMs} ms and ${events} events: ${what}\n`);
  }
  const told = [...verdicts].map(([verdict, count]) => `${count} ${verdict}`);
  process.stdout.write(`${runs} runs killed (${told.join(", ")}): ${wrong} told wrongly\n`);
  return wrong === 0 ? 0 : 1;
}

/** The scenario of a seed. */
export function underChaos(seed: number): Scenario {
  const name = UNDER[seed % (UNDER.length * 2)];
  const under = name === undefined ? HEALTHY : scenarioNamed(name);
  return { ...under, faults: [...under.faults, trouble({ match: ".", how: "chaos", chance: { seed, share: SHARE } })] };
}

/** What is told as its opposite. Not knowing is never wrong; knowing better than the scenario is. */
export function wrongVerdicts({ expect }: Scenario, { criteria }: Run): string[] {
  const { first = [], falls = [], unseen = [] } = expect ?? {};
  const failing = new Set([...first, ...falls].filter((id) => !unseen.includes(id)));
  return criteria.flatMap(({ id, verdict, findings }) => {
    const said = findings
      .map(({ subject, actual }) => `${subject}: ${actual}`)
      .slice(0, 2)
      .join("; ");
    if (verdict === "fail" && !failing.has(id)) return [`${id} fails: ${said}`];
    return verdict === "pass" && (failing.has(id) || unseen.includes(id)) ? [`${id} passes`] : [];
  });
}

function numberAfter(argv: readonly string[], flag: string, otherwise: number): number {
  const at = argv.indexOf(flag);
  if (at === -1) return otherwise;
  const value = Number(argv[at + 1]);
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`${flag} takes a whole number above 0; see --help`);
  return value;
}

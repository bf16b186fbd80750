import { writeFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../helpers/call/usage-error.ts";
import type { Mutant } from "../lab/mutants/mutant.ts";
import { blindSpots } from "./flip/page.ts";
import { flipped, mutants, sampleOf, type Flipped } from "./flip/play.ts";
import { inLanes, isLane, reportResult } from "./lanes.ts";
import { root } from "./project.ts";

const USAGE = `npm run flip [-- [--sample <n>] [--seed <n>] [<text> …]]
  changes the healthy worlds one value at a time, as a real cluster could show it, and says what no check notices
  --sample <n>: so many of them, chosen by the seed (default seed 1); <text>: only those whose id holds it
  Fails when one is neither noticed nor justified. The whole of them writes docs/blind-spots.md.
`;

/** Which changes of a healthy cluster no check would notice. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const call = read(argv);
    if (call === undefined) return print(USAGE);
    const chosen = await chosenBy(call);
    if (isLane()) {
      reportResult({ flipped: await flipped(dealtTo(call, chosen), (id) => print(`✗ ${id}\n`)) });
      return 0;
    }
    if (chosen.length === 0) throw new UsageError(`no mutant's id holds ${call.texts.join(" or ")}`);
    const lanes = Array.from({ length: LANES }, (_, share) => [
      ...argv,
      "--share",
      String(share),
      "--of",
      String(LANES),
    ]);
    const told = await inLanes<{ flipped: Flipped[] }>("flip", lanes, chosen.length);
    return conclude(
      told.flatMap((lane) => lane.flipped),
      call.texts.length === 0 && call.sample === undefined,
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`flip: ${error.message}\n`);
    return 2;
  }
}

const LANES = 2;

interface Call {
  sample?: number;
  seed: number;
  texts: string[];
  share: number;
  of: number;
}

const dealtTo = ({ share, of }: Call, all: readonly Mutant[]): Mutant[] =>
  all.filter((_, index) => index % of === share);

function read(argv: readonly string[]): Call | undefined {
  const call: Call = { seed: 1, texts: [], share: 0, of: 1 };
  for (let at = 0; at < argv.length; at += 1) {
    const arg = argv[at] ?? "";
    if (arg === "--help" || arg === "-h") return undefined;
    if (!arg.startsWith("--")) {
      call.texts.push(arg);
      continue;
    }
    const key = FLAGS[arg];
    const value = Number(argv[(at += 1)]);
    if (key === undefined) throw new UsageError(`"${arg}" is no flag; see npm run flip -- --help`);
    if (!Number.isInteger(value) || value < 0) throw new UsageError(`${arg} takes a whole number`);
    call[key] = value;
  }
  return call;
}

const FLAGS: Record<string, "sample" | "seed" | "share" | "of" | undefined> = {
  "--sample": "sample",
  "--seed": "seed",
  "--share": "share",
  "--of": "of",
};

async function chosenBy({ sample, seed, texts }: Call): Promise<Mutant[]> {
  const all = (await mutants()).filter(({ id }) => texts.length === 0 || texts.some((text) => id.includes(text)));
  return sample === undefined ? all : sampleOf(all, sample, seed);
}

function conclude(all: readonly Flipped[], whole: boolean): number {
  const blind = all.filter(({ noticedBy, justified }) => noticedBy.length === 0 && justified === undefined);
  if (whole) writeFileSync(path.join(root, "docs/blind-spots.md"), blindSpots(all));
  const noticed = all.filter(({ noticedBy }) => noticedBy.length > 0).length;
  const justified = all.length - noticed - blind.length;
  print(`${all.length} changes: ${noticed} noticed, ${justified} justified, ${blind.length} neither\n`);
  return blind.length === 0 ? 0 : 1;
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

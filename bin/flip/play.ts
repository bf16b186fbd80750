import { keyOf } from "../../lab/commands/call.ts";
import { commandMutants } from "../../lab/mutants/commands.ts";
import { machineMutants } from "../../lab/mutants/machines.ts";
import type { Mutant } from "../../lab/mutants/mutant.ts";
import { objectMutants } from "../../lab/mutants/objects.ts";
import { healthyWorld } from "../../lab/worlds/healthy.ts";
import type { Run } from "../../evidence/run.ts";
import { step } from "../lanes.ts";
import { profiles } from "../profiles.ts";
import { suites } from "../project.ts";
import { openStage, START } from "../prove/stage.ts";
import { justificationOf } from "./justified.ts";

/** A mutant, and which checks say something else of it than of the healthy world. */
export interface Flipped extends Omit<Mutant, "fault"> {
  /** Ids of checks that passed on the healthy world and do not any more. */
  noticedBy: string[];
  /** Why it is harmless that nobody notices; left out where it is noticed or nothing justifies it. */
  justified?: string;
}

/** Every change of the lab's healthy world, in an order that never changes. */
export async function mutants(): Promise<Mutant[]> {
  const world = healthyWorld(profiles("lab"), { now: START });
  const all = [...objectMutants(world), ...machineMutants(world), ...commandMutants(world, await asked())];
  return [...new Map(all.map((mutant) => [mutant.id, mutant])).values()];
}

/** The calls of other commands that a run on the healthy world makes. */
async function asked(): Promise<Set<string>> {
  const calls = new Set<string>();
  const stage = openStage(profiles, suites, (lab) => {
    const answer = lab.command.bind(lab);
    lab.command = (argv) => {
      calls.add(`${argv[0]} ${keyOf(argv[0] ?? "", argv.slice(1))}`);
      return answer(argv);
    };
    return {};
  });
  try {
    await stage.play({ name: "healthy", title: "", from: "", faults: [] });
    return calls;
  } finally {
    stage.dispose();
  }
}

/**
 * Plays each through the same session that judges a cluster; a change that the API cannot serve is noticed too. `told`
 * hears at once of each that is neither noticed nor justified.
 */
export async function flipped(chosen: readonly Mutant[], told?: (blind: string) => void): Promise<Flipped[]> {
  const stage = openStage(profiles, suites);
  try {
    const healthy = passedIn(await stage.play({ name: "healthy", title: "", from: "", faults: [] }));
    const all: Flipped[] = [];
    for (const { fault, ...mutant } of chosen) {
      const still = passedIn(await stage.play({ name: mutant.id, title: "", from: "", faults: [fault] }));
      const noticedBy = [...healthy].filter((id) => !still.has(id));
      const justified = noticedBy.length > 0 ? undefined : justificationOf(mutant);
      all.push({ ...mutant, noticedBy, ...(justified !== undefined && { justified }) });
      if (noticedBy.length === 0 && justified === undefined) told?.(mutant.id);
      step();
    }
    return all;
  } finally {
    stage.dispose();
  }
}

const passedIn = ({ criteria }: Run): Set<string> =>
  new Set(criteria.filter(({ verdict }) => verdict === "pass").map(({ id }) => id));

/** So many of them, the same for the same seed: a linear congruential walk over the whole list. */
export function sampleOf<Item>(all: readonly Item[], size: number, seed: number): Item[] {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return Math.floor((state / 4_294_967_296) * below);
  };
  const left = [...all];
  return Array.from({ length: Math.min(size, left.length) }, () => left.splice(next(left.length), 1)).flat();
}

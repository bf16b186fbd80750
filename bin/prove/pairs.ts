import type { Profile } from "../../clusters/profile.ts";
import type { Run } from "../../evidence/run.ts";
import { playedFrom, profileOf, type Scenario } from "../../lab/scenario.ts";
import type { World } from "../../lab/world.ts";
import type { Suite } from "../../helpers/session/plan.ts";
import { CANNOT_FAIL } from "./exceptions.ts";
import { whyHidden } from "./hidden.ts";

/** Two faults at once that have nothing to do with each other: both must be told as causes. */
export interface Pair {
  one: Scenario;
  other: Scenario;
  /** Both on one cluster. */
  both: Scenario;
}

/**
 * Pairs of scenarios with one cause each, drawn by a seed: of those that stand still on the lab's profile, touch nothing
 * that the other touches, and do not keep it from being seen. As many as asked for, or all that there are.
 */
export function pairsOf(scenarios: readonly Scenario[], { profile, start, suites, ...draw }: Draw): Pair[] {
  const single = scenarios.filter(isSingle).map((scenario) => ({ scenario, ...touchedBy(scenario, profile, start) }));
  const count = (single.length * (single.length - 1)) / 2;
  const pairs: Pair[] = [];
  for (const at of shuffled(count, draw.seed)) {
    if (pairs.length >= draw.most) break;
    const [a, b] = pairAt(at);
    const [one, other] = [single[a], single[b]];
    if (!one || !other || [...one.touched].some((it) => other.touched.has(it))) continue;
    const both = together(one.scenario, other.scenario, profile, start);
    if (both && whyHidden(one.scenario, other.scenario, suites) === undefined)
      pairs.push({ one: one.scenario, other: other.scenario, both });
  }
  return pairs;
}

export interface Draw {
  profile: Profile;
  start: Date;
  suites: readonly Suite[];
  seed: number;
  most: number;
}

/** What is drawn where nobody says otherwise. */
export const SEED = 20_261_130;

/** Which of the two is no cause of what was told, a sentence each. */
export function unsaid({ one, other }: Pair, { criteria, diagnosis }: Run): string[] {
  return [one, other].flatMap(({ name, expect }) => {
    const [first = ""] = expect?.first ?? [];
    if (diagnosis.some(({ cause }) => cause === first)) return [];
    const check = criteria.find(({ id }) => id === first);
    const under = check?.consequenceOf === undefined ? "" : ` under ${check.consequenceOf}`;
    const told = diagnosis.map(({ cause }) => cause).join(", ");
    return [`${first} of ${name} is ${check?.verdict}${under}, and no cause; told are ${told || "none"}`];
  });
}

/** One that differs from the healthy lab by faults alone, all the time, and has one cause. */
const isSingle = (scenario: Scenario): boolean =>
  Object.keys(scenario).every((key) => ALONE.has(key)) &&
  scenario.faults.every((fault) => typeof fault === "function") &&
  scenario.expect?.first.length === 1 &&
  // what cannot fail is no fault of the cluster
  !scenario.expect.first.some((id) => CANNOT_FAIL.has(id));

const ALONE: ReadonlySet<string> = new Set(["name", "title", "from", "trouble", "faults", "expect"]);

/** One after the other, in the order in which that can be; `undefined` where one takes away what the other changes. */
function together(one: Scenario, other: Scenario, profile: Profile, start: Date): Scenario | undefined {
  for (const [first, second] of [
    [one, other],
    [other, one],
  ] as const) {
    const both = { ...first, name: `${one.name}+${other.name}`, faults: [...first.faults, ...second.faults] };
    try {
      playedFrom(both, profileOf(both, profile, start), start)(start);
      return both;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** What a scenario makes otherwise than it is in the healthy world: objects, machines, answers, files. */
function touchedBy(scenario: Scenario, profile: Profile, start: Date): { touched: ReadonlySet<string> } {
  const healthy = playedFrom({ ...scenario, faults: [] }, profile, start)(start);
  const faulty = playedFrom(scenario, profile, start)(start);
  return { touched: new Set(differences(keyed(healthy), keyed(faulty))) };
}

/** Parts of a world by name. */
function keyed({ kubernetes, talos, commands, files, elsewhere = {} }: World): Map<string, unknown> {
  const { objects, proxies, logs, ...server } = kubernetes;
  const parts = (name: string, all: object | null): [string, unknown][] =>
    Object.entries(all ?? { none: true }).map(([key, value]) => [`${name} ${key}`, value]);
  return new Map<string, unknown>([
    ...objects.map((object): [string, unknown] => {
      const { namespace, name } = object.metadata;
      if (object.kind === "Node") return [`node of ${name}`, object];
      return [[object.kind, namespace, name].filter(Boolean).join("/"), object];
    }),
    ...talos.nodes.map((node): [string, unknown] => [`machine ${node.name}`, node]),
    ...parts("proxy", proxies),
    ...parts("log", logs),
    ...parts("server", server),
    ...Object.entries(commands).flatMap(([program, answers]) => parts(program, answers as object | null)),
    ...parts("checkout", files.repository),
    ...parts("file", { ...files, repository: undefined }),
    ...parts("elsewhere", elsewhere),
  ]);
}

/** A machine and its node are one. */
function differences(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => before.get(key) !== after.get(key)).map((key) => key.replace("node of", "machine"));
}

/** The pair at a place of the triangle 1-0, 2-0, 2-1, 3-0, … */
function pairAt(place: number): [number, number] {
  const row = Math.floor((1 + Math.sqrt(1 + 8 * place)) / 2);
  return [row, place - (row * (row - 1)) / 2];
}

/** 0 … count - 1 in an order that the seed decides: a linear congruence whose step shares no factor with the count. */
export function* shuffled(count: number, seed: number): Generator<number> {
  if (count === 0) return;
  let step = (seed * 2_654_435_761) % count;
  while (commonFactor(step, count) !== 1) step = (step + 1) % count;
  for (let n = 0, at = seed % count; n < count; n += 1, at = (at + step) % count) yield at;
}

const commonFactor = (a: number, b: number): number => (b === 0 ? a : commonFactor(b, a % b));

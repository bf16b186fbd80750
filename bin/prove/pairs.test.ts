import { afterAll, describe, expect, test } from "vitest";
import type { Scenario } from "../../lab/scenario.ts";
import { FAULTY } from "../../lab/scenarios/scenarios.ts";
import { profiles } from "../profiles.ts";
import { suites } from "../project.ts";
import { HIDES, OF_THE_WHOLE } from "./exceptions.ts";
import { whyHidden } from "./hidden.ts";
import { pairsOf, SEED, unsaid } from "./pairs.ts";
import { openStage, START } from "./stage.ts";

const stage = openStage(profiles, suites);
afterAll(() => stage.dispose());

const draw = { profile: profiles("lab"), start: START, suites, seed: SEED };
const MOST = 150;
const pairs = pairsOf(FAULTY, { ...draw, most: MOST });

describe("two faults that have nothing to do with each other are two causes", () => {
  test("there are as many pairs as were asked for, each once", () => {
    expect(pairs).toHaveLength(MOST);
    expect(new Set(pairs.map(({ both }) => both.name)).size).toBe(MOST);
  });

  test.each(pairs.map((pair) => [pair.both.name, pair] as const))("%s", async (_, pair) => {
    expect(unsaid(pair, await stage.play(pair.both))).toEqual([]);
  });
});

describe("pairs that say nothing", () => {
  const found = (is: (scenario: Scenario) => boolean): Scenario => {
    const it = FAULTY.find(is);
    if (!it) throw new Error("there is no such scenario");
    return it;
  };
  const named = (name: string): Scenario => found((it) => it.name === name);

  test("a check that the other world leaves unjudged, and one that speaks of no object", () => {
    expect(whyHidden(named("etcd-nospace"), named("talosconfig-expired"), suites)).toContain("cannot be judged");
    expect(whyHidden(named("etcd-nospace"), named("secret-stale"), suites)).toBeUndefined();
    const id = "talos/health-command-passes";
    const health = found(({ expect: told }) => told?.first.join() === id && !told.unseen?.includes(id));
    expect(whyHidden(health, named("node-not-ready"), suites)).toContain("falls with what it rests on");
  });

  test("each exception names scenarios and checks that there are", () => {
    for (const { by, hidden } of HIDES)
      for (const pattern of [by, hidden]) expect(FAULTY.some(({ name }) => pattern.test(name))).toBe(true);
    const ids = suites.flatMap(({ rows }) => rows.map(({ criterion }) => criterion.id));
    for (const id of OF_THE_WHOLE.keys()) expect(ids).toContain(id);
  });

  test("what is no cause is said", async () => {
    const [pair] = pairs;
    if (!pair) throw new Error("no pairs");
    const run = await stage.play(pair.both);
    expect(unsaid(pair, { ...run, diagnosis: [] })).toEqual([
      expect.stringContaining(`of ${pair.one.name} is `),
      expect.stringContaining(`of ${pair.other.name} is `),
    ]);
  });
});

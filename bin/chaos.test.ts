import { afterAll, describe, expect, test } from "vitest";
import type { Run } from "../evidence/run.ts";
import { endedByFullDisk, endedBySignal } from "./chaos/ended.ts";
import { wrongVerdicts } from "./chaos/wrong.ts";
import { underChaos } from "./chaos.ts";
import { profiles } from "./profiles.ts";
import { suites } from "./project.ts";
import { openStage } from "./prove/stage.ts";
import { playOverTheWire } from "./prove/wire.ts";

const stage = openStage(profiles, suites);
afterAll(() => stage.dispose());

describe("thirty of a hundred requests fail", { timeout: 60_000 }, () => {
  // a thousand of them: npm run chaos -- --runs 1000
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])("seed %i: nothing is told wrongly", async (seed) => {
    const scenario = underChaos(seed);
    expect(wrongVerdicts(scenario, await stage.play(scenario))).toEqual([]);
  });

  test("over the wire", async () => {
    const scenario = underChaos(16);
    const run = await playOverTheWire(scenario, profiles, suites);
    expect(wrongVerdicts(scenario, run)).toEqual([]);
    expect(run.requests.retries).toBeGreaterThan(5);
  });

  test("a seed is the same again", async () => {
    const verdicts = ({ criteria }: Run) => criteria.map(({ id, verdict }) => `${id} ${verdict}`);
    const [first, second] = [await stage.play(underChaos(28)), await stage.play(underChaos(28))];
    expect(verdicts(first)).toEqual(verdicts(second));
  });
});

describe("the end of a run at an instant that the seed chooses", { timeout: 60_000 }, () => {
  // a hundred of them: npm run chaos -- --kill --runs 100
  // 5 and 6: while the last suite's check is judged
  test.each([4, 1, 2, 3, 5, 6])("by a signal, seed %i: readable, no pass, and nothing is left", async (seed) => {
    expect((await endedBySignal(seed)).wrong).toEqual([]);
  });

  test.each([1, 2])("by a full disk, seed %i", async (seed) => {
    expect((await endedByFullDisk(seed)).wrong).toEqual([]);
  });
});

test("a check told as its opposite is wrong, one that is not known is not", () => {
  const scenario = underChaos(0);
  const run = (id: string, verdict: string) =>
    ({ criteria: [{ id, verdict, findings: [{ subject: "s", expected: "e", actual: "a" }] }] }) as unknown as Run;
  const [first = ""] = scenario.expect?.first ?? [];
  expect(wrongVerdicts(scenario, run(first, "pass"))).toEqual([`${first} passes`]);
  expect(wrongVerdicts(scenario, run("flux/check-passes", "fail"))).toEqual(["flux/check-passes fails: s: a"]);
  expect(wrongVerdicts(scenario, run(first, "inconclusive"))).toEqual([]);
});

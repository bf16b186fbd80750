import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { judge } from "../../criteria/judge.ts";
import type { SourceResults, SourceKey } from "../../observations/observations.ts";
import { HEALTHY, type Scenario } from "../../lab/scenario.ts";
import { FAULTY, HARMLESS, SCENARIOS } from "../../lab/scenarios/scenarios.ts";
import { root, suites } from "../project.ts";
import { profiles } from "../profiles.ts";
import { deviations, gapsOf } from "./deviations.ts";
import { CANNOT_FAIL } from "./exceptions.ts";
import { killMatrix } from "./matrix.ts";
import { openStage } from "./stage.ts";

const stage = openStage(profiles, suites);
afterAll(() => stage.dispose());

describe("the scenarios", () => {
  test("name checks that exist, and make every check fail first", () => expect(gapsOf(SCENARIOS, suites)).toEqual([]));

  test("docs/kill-matrix.md is what `npm run prove` writes", () => {
    expect(readFileSync(path.join(root, "docs/kill-matrix.md"), "utf8")).toBe(killMatrix(FAULTY, HARMLESS, suites));
  });

  test("there are as many as were asked for", () => {
    expect(FAULTY.length).toBeGreaterThan(100);
    expect(HARMLESS.length).toBeGreaterThanOrEqual(25);
  });

  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))("%s", async (_, scenario) => {
    expect(deviations(scenario, await stage.play(scenario))).toEqual([]);
  });
});

test("a bootstrap that pulled too long names the node and the image that it waited for", async () => {
  const slow = FAULTY.find(({ name }) => name === "slow-pulls-on-one-node") ?? HEALTHY;
  const { diagnosis, criteria } = await stage.play(slow);
  const pulled = /became ready on lab-cp-02; pulled \S+\/\S+ for 14m/;
  expect(diagnosis[0]?.evidence?.actual).toMatch(pulled);
  const whole = criteria.find(({ id }) => id === "budget/bootstrap-took-under-the-budget");
  expect(whole?.findings[0]?.actual).toMatch(pulled);
  expect(whole?.remarks).toContainEqual(expect.stringMatching(/of 35 minutes pulled images on one node \(lab-cp-02, /));
});

test("clocks that differ are told of, and what hangs on them is left open", async () => {
  const differ = FAULTY.find(({ name }) => name === "clocks-that-disagree") ?? HEALTHY;
  const { criteria } = await stage.play(differ);
  const whole = criteria.find(({ id }) => id === "budget/bootstrap-took-under-the-budget");
  expect(whole?.reason).toContain("over or under 23m0s lies within that uncertainty");
  expect(whole?.remarks).toContainEqual(expect.stringMatching(/^the clock of lab-cp-03 is at least .* behind/));
});

describe("a scenario that says otherwise than what is told", () => {
  const base = FAULTY.find(({ name }) => name === "etcd-nospace");
  const played = async (expect: Scenario["expect"], faults = base?.faults ?? []) => {
    const scenario = { ...HEALTHY, ...(expect && { expect }), faults };
    return deviations(scenario, await stage.play(scenario));
  };

  test("a check that falls unnamed", async () => {
    expect(await played({ first: [] })).toEqual([
      expect.stringMatching(/^talos\/etcd-raises-no-alarm is fail, not pass: node\/lab-cp-01: NOSPACE/),
      "the causes are told as talos/etcd-raises-no-alarm, not none",
    ]);
  });

  test("a named check that holds", async () => {
    const first = ["talos/etcd-raises-no-alarm"];
    expect(await played({ first, falls: ["flux/check-passes"] })).toEqual([
      expect.stringContaining("flux/check-passes is pass, not fail"),
    ]);
    expect(await played({ first, unseen: first })).toEqual([expect.stringContaining("is fail, not inconclusive")]);
  });

  test("words that nothing of it says", async () => {
    const first = ["talos/etcd-raises-no-alarm"];
    expect(await played({ first, says: ["NOSPACE", "no such words"] })).toEqual(['nothing of it says "no such words"']);
  });

  test("a check that does not exist is named", () => {
    const wrong: Scenario = { ...HEALTHY, name: "x", expect: { first: ["flux/no-such-row"] } };
    expect(gapsOf([...SCENARIOS, wrong], suites)).toEqual([
      "scenario x names the check flux/no-such-row, which does not exist",
    ]);
    expect(gapsOf([...SCENARIOS, ...SCENARIOS.slice(0, 1)], suites)).toEqual([
      `two scenarios are called ${SCENARIOS[0]?.name}`,
    ]);
    expect(gapsOf([], suites)).toContain("no scenario makes flux/check-passes fail first");
  });

  test("a check that is only left unjudged is not proven to fail, but for those that cannot by design", () => {
    const id = "repository/remote-manifests-exist";
    const unjudged: Scenario = { ...HEALTHY, name: "x", expect: { first: [id], unseen: [id] } };
    expect(gapsOf([unjudged], suites)).toContain(`no scenario makes ${id} fail first`);
    const [[excused = ""] = []] = CANNOT_FAIL;
    expect(gapsOf([], suites)).toContain(`no scenario leaves ${excused} unjudged first`);
    expect(gapsOf([{ ...unjudged, expect: { first: [excused] } }], suites)).toContain(
      `${excused} is said to never fail, and does in x`,
    );
    expect(gapsOf([], [])).toContain(`the check ${excused} is excused, which does not exist`);
  });

  test("a fault that changes nothing", async () => {
    await expect(played({ first: [] }, [(world) => ({ ...world })])).rejects.toThrow("changes nothing");
  });
});

describe("each single source missing", async () => {
  const { results, profile, now } = await stage.look(HEALTHY);
  const rows = suites.flatMap((suite) => suite.rows.map(({ criterion }) => criterion));
  const verdicts = (seen: SourceResults) =>
    new Map(rows.map((criterion) => [criterion.id, judge(criterion, seen, { profile, now }).verdict]));
  const before = verdicts(results);

  test("with all of them, nothing fails", () => expect([...before.values()]).not.toContain("fail"));

  test.each(Object.keys(results) as SourceKey[])("%s", (missing) => {
    const { [missing]: look, ...others } = results;
    const without = verdicts(others);
    expect(look).toBeDefined();
    for (const { id, needs, wants = [] } of rows) {
      const verdict = without.get(id);
      if (before.get(id) === "not-applicable") expect([id, verdict]).toEqual([id, "not-applicable"]);
      else if (needs.includes(missing)) expect([id, verdict]).toEqual([id, "inconclusive"]);
      // what only sharpens a judgement may be missed, but never makes one
      else if (wants.includes(missing)) expect([id, verdict === "fail"]).toEqual([id, false]);
      else expect([id, verdict]).toEqual([id, before.get(id)]);
    }
  });

  test("without any of them, no check passes and none fails", () => {
    const none = verdicts({});
    expect([...new Set(none.values())].toSorted()).toEqual(["inconclusive", "not-applicable"]);
  });
});

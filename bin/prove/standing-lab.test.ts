import { afterAll, expect, test } from "vitest";
import { HEALTHY } from "../../lab/scenario.ts";
import { healthyWorld, tick } from "../../lab/worlds/healthy.ts";
import { profiles } from "../profiles.ts";
import { suites } from "../project.ts";
import { openStage } from "./stage.ts";

const stage = openStage(profiles, suites);
afterAll(() => stage.dispose());

test.each([
  ["75 minutes", 75],
  ["3 days", 3 * 24 * 60],
])(
  "a lab that stands for %s is as well as it was",
  async (_, minutes) => {
    const run = await stage.play({
      ...HEALTHY,
      world: (profile, now) => tick(healthyWorld(profile, { now: new Date(now.getTime() - minutes * 60_000) }), now),
    });
    const wrong = run.criteria.filter(({ verdict }) => verdict !== "pass" && verdict !== "not-applicable");
    expect(
      wrong.map(({ id, findings }) => [id, findings.map(({ subject, actual }) => `${subject} ${actual}`)]),
    ).toEqual([]);
  },
  60_000,
);

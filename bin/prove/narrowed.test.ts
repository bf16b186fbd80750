import { afterAll, expect, test } from "vitest";
import { HEALTHY } from "../../lab/scenario.ts";
import { catalogue } from "../../helpers/call/catalogue.ts";
import { profiles } from "../profiles.ts";
import { suites } from "../project.ts";
import { openStage } from "./stage.ts";

const stage = openStage(profiles, suites);
afterAll(() => stage.dispose());

const only = ["*", "*/*", "*/*/*"];
const ids = catalogue(suites).map(({ id }) => id);
const stories = [
  {
    id: "parts",
    title: "A part of every check",
    criteria: ids.map((check) => ({ ac: check, statement: "", rows: [{ check, only }] })),
  },
];

test("the checks that say they name what they examine do, and no other; a part that nobody named is not proven", async () => {
  const run = await stage.play({
    ...HEALTHY,
    name: "a-part-of-every-check",
    judgedBy: (profile) => ({ ...profile, stories }),
  });
  const proven = run.stories[0]?.criteria.filter(({ verdict }) => verdict === "pass").map(({ ac }) => ac);
  expect(proven).toEqual(catalogue(suites).flatMap(({ id, narrows }) => (narrows ? [id] : [])));
  const others = run.stories[0]?.criteria.filter(({ verdict }) => verdict !== "pass").map(({ verdict }) => verdict);
  expect(new Set(others)).toEqual(new Set(["inconclusive", "not-applicable"]));
}, 60_000);

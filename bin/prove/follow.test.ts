import { afterAll, describe, expect, test } from "vitest";
import { judge } from "../../criteria/judge.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { FOLLOWED, FOLLOWED_IN_VAIN } from "../../lab/scenarios/time/followed.ts";
import { profiles } from "../profiles.ts";
import { suites } from "../project.ts";
import { scenarioNamed } from "../scenarios.ts";
import { openStage } from "./stage.ts";

const stage = openStage(profiles, suites);
afterAll(() => stage.dispose());

const budget = suites.flatMap(({ rows }) =>
  rows.flatMap(({ criterion }) => (criterion.id.startsWith("budget/") ? [criterion] : [])),
);

/** What the three checks of the budget say of what was seen, with the watching and without it. */
async function told(name: string) {
  const { results, profile, now } = await stage.look(scenarioNamed(name));
  const verdicts = (of: SourceResults) => budget.map((row) => judge(row, of, { profile, now }).verdict);
  const remarks = budget.flatMap((row) => judge(row, results, { profile, now }).remarks);
  const { followed } = results;
  if (!followed?.ok) throw new Error("nobody followed");
  const nobody: SourceResults = { ...results, followed: { ...followed, value: null } };
  return { followed: followed.value, watched: verdicts(results), unwatched: verdicts(nobody), remarks };
}

describe("only who followed can tell", () => {
  test("that a pod was Ready, fell and came back; without it its Deployment remembers when it was up first", async () => {
    const { watched, unwatched, remarks } = await told("ready-lost-and-ready-again");
    expect(watched).toEqual(["pass", "pass", "pass"]);
    expect(unwatched).toEqual(["pass", "pass", "pass"]);
    expect(remarks).toContainEqual(
      expect.stringMatching(
        /^pod\/kubeai\/kubeai-\S+ was ready at \S+, lost at 2026-01-05T10:00:36.000Z and ready again at 2026-01-05T10:12:00Z$/,
      ),
    );
  });

  test("when the first revision of a release was deployed", async () => {
    const { watched, unwatched } = await told("first-revision-seen-and-forgotten");
    expect(watched).toEqual(["pass", "pass", "pass"]);
    expect(unwatched).toContain("inconclusive");
  });

  test("that the start which the machines remember is too late: without it the budget would be passed", async () => {
    const { watched, unwatched } = await told("rebooted-while-followed");
    expect(watched).toEqual(["pass", "pass", "inconclusive"]);
    expect(unwatched).toEqual(["pass", "pass", "pass"]);
  });
});

describe("a bootstrap before your eyes", () => {
  test("everything that makes the timeline was seen to come, in its order and within a second or two", async () => {
    const { followed } = await told("bootstraps-before-your-eyes");
    expect(followed).toMatchObject({ ended: "milestone", gaps: [] });
    const come = (followed?.sightings ?? []).filter(({ after }) => after !== undefined);
    const first = (source: string, fact: string) =>
      come.find((sighting) => sighting.source === source && sighting.changes.some((change) => change.fact === fact))
        ?.at ?? "";
    const order = [
      first("customResourceDefinitions", "Established"),
      first("helmSecrets", "exists"),
      first("helmSecrets", "deployed"),
      first("kustomizations", "Ready"),
      first("helmReleaseResources", "Ready"),
    ];
    expect(order).toEqual(order.toSorted());
    expect(order).not.toContain("");
    const widths = come.map(({ at, after = "" }) => Date.parse(at) - Date.parse(after));
    expect(Math.max(...widths)).toBeLessThanOrEqual(2_000);
  });

  test("an API server that goes away is waited for again; the gap is told, and widens what came in it", async () => {
    const { followed, watched, remarks } = await told("api-away-while-followed");
    expect(watched).toEqual(["pass", "pass", "pass"]);
    expect(new Set(followed?.gaps.map(({ source }) => source)).size).toBeGreaterThan(7);
    expect(remarks).toContainEqual(
      expect.stringMatching(/^not watched for 1m3\ds from 2026-01-05T10:00:1\d.* ECONNRESET\)\): what came about/),
    );
    const readies = (followed?.sightings ?? []).filter(({ changes }) => changes.some(({ fact }) => fact === "Ready"));
    const widest = readies.map(({ at, after = at }) => Date.parse(at) - Date.parse(after));
    expect(Math.max(...widest)).toBeGreaterThan(85_000);
    expect(remarks.join()).toMatch(/Ready of \S+, ±\d+s, observed/);
  });

  test("each of them is played with --follow", () => {
    for (const { follow } of [...FOLLOWED, ...FOLLOWED_IN_VAIN]) expect(follow).toBe(true);
  });
});

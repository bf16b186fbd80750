import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { diagnose } from "../../diagnosis/diagnosis.ts";
import { doubtsAbout } from "../../evidence/doubts.ts";
import { fold } from "../../evidence/fold.ts";
import { replay } from "../../helpers/kept/replay.ts";
import { HEALTHY } from "../../lab/scenario.ts";
import { SCENARIOS } from "../../lab/scenarios/scenarios.ts";
import { profiles } from "../profiles.ts";
import { suites } from "../project.ts";
import { scenarioNamed } from "../scenarios.ts";
import { SEED, shuffled } from "./pairs.ts";
import { replayDiffers } from "./replayed.ts";
import { openStage } from "./stage.ts";

const folder = mkdtempSync(path.join(tmpdir(), "assay-replays-"));
const stage = openStage(profiles, suites);
afterAll(() => {
  stage.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** One of each kind of difficulty; `npm run prove -- --replay` plays them all. */
const CHOSEN = [
  // moves while it is waited for: checks were judged by different looks
  "ready-lost-and-ready-again",
  // what a check read passes the filter of secrets
  "secret-without-its-key",
  // refused, and silent: nothing was seen of it
  "everything-forbidden",
].map(scenarioNamed);
const DRAWN = 6;

test("a check that the run did not know is judged by what was seen at its end", async () => {
  const older = suites.map((suite) => ({
    ...suite,
    rows: suite.rows.filter(({ criterion: { id } }) => id !== NEW && !id.startsWith("references/")),
  }));
  const before = openStage(
    profiles,
    older.filter(({ rows }) => rows.length > 0),
  );
  try {
    const { events, looks, profile } = await before.look(HEALTHY);
    const index = { schema: "assay/observations/v1" as const, profile, options: { patience: 0 } };
    const told = replay({ events, kept: { ...looks, ...index, hasEnded: true }, suites, version: "0", of: "" });
    expect(doubtsAbout(told, 0)).toEqual([]);
    const { criteria } = fold(told, { diagnose });
    expect(criteria.map(({ id }) => id)).toEqual(
      suites.flatMap(({ rows }) => rows.map(({ criterion }) => criterion.id)),
    );
    expect(criteria.find(({ id }) => id === NEW)).toMatchObject({ verdict: "pass" });
  } finally {
    before.dispose();
  }
});

const NEW = "flux/git-source-is-ready";

describe("what is told of a run and of its replay is the same to the byte", () => {
  const drawn = [...shuffled(SCENARIOS.length, SEED)].slice(0, DRAWN);
  const scenarios = new Set([HEALTHY, ...CHOSEN, ...drawn.flatMap((at) => SCENARIOS[at] ?? [])]);
  test.each([...scenarios].map((scenario) => [scenario.name, scenario] as const))("%s", async (_, scenario) => {
    expect(await replayDiffers(await stage.look(scenario), suites, folder)).toEqual([]);
  });
});

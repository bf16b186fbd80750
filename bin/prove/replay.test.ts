import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
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
const DRAWN = 8;

describe("what is told of a run and of its replay is the same to the byte", () => {
  const drawn = [...shuffled(SCENARIOS.length, SEED)].slice(0, DRAWN);
  const scenarios = new Set([HEALTHY, ...CHOSEN, ...drawn.flatMap((at) => SCENARIOS[at] ?? [])]);
  test.each([...scenarios].map((scenario) => [scenario.name, scenario] as const))("%s", async (_, scenario) => {
    expect(await replayDiffers(await stage.look(scenario), suites, folder)).toEqual([]);
  });
});

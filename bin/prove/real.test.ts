import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNotReal } from "../../lab/real/server.ts";
import { SCENARIOS } from "../../lab/scenarios/scenarios.ts";
import { suites } from "../project.ts";
import { profiles } from "../profiles.ts";
import { scenarioNamed } from "../scenarios.ts";
import { deviations } from "./deviations.ts";
import { openRealStage, type RealStage } from "./real.ts";

/** Of what a real server holds in its own way, one each; `npm run prove -- --real` plays all that it can hold. */
const NAMES = [
  "pods-forbidden", // RBAC
  "everything-forbidden",
  "client-certificate-expired", // identity
  "another-cluster-answers", // uid
  "crd-version-not-served", // discovery
  "crd-after-its-first-user", // times of status
  "metrics-not-served", // an APIService that nobody answers for
  "thirty-oh-one", // times of creation
  "node-joins-late", // a world that moves
  "connect-is-gone", // a cascade
  "cilium-managed-twice", // field managers
  "secrets-in-every-channel",
  "infra",
  "kind",
];

const assets = process.env["KUBEBUILDER_ASSETS"];
const why = whyNotReal(assets);

describe.skipIf(why !== undefined)(`on a real API server the same is told${why ? ` (skipped: ${why})` : ""}`, () => {
  let stage: RealStage;
  beforeAll(async () => {
    stage = await openRealStage(assets ?? "", profiles, suites);
  }, 90_000);
  afterAll(async () => stage.dispose());

  test.each(NAMES)("%s", { timeout: 60_000 }, async (name) => {
    const scenario = scenarioNamed(name);
    expect(stage.leftOut(scenario)).toBeUndefined();
    expect(deviations(scenario, await stage.play(scenario))).toEqual([]);
  });

  test("what it cannot hold is left out for a reason, and is little", () => {
    const reasons = SCENARIOS.map((scenario) => stage.leftOut(scenario)).filter((reason) => reason !== undefined);
    expect(new Set(reasons).size).toBeGreaterThan(3);
    expect(reasons.length).toBeLessThan(SCENARIOS.length / 5);
  });
});

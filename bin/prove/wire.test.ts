import { describe, expect, test } from "vitest";
import { suites } from "../project.ts";
import { profiles } from "../profiles.ts";
import { scenarioNamed } from "../scenarios.ts";
import { deviations } from "./deviations.ts";
import { playOverTheWire } from "./wire.ts";

/** One of each way to meet trouble; `npm run prove -- --wire` plays all of them, and every cascade. */
const NAMES = [
  "unavailable-in-bursts",
  "reset-once",
  "pods-forbidden",
  "deployments-silent",
  "no-tools",
  "flux-check-hangs",
  "talosctl-prints-half",
  "talos-api-refuses",
  "cilium-managed-twice",
  "connect-is-gone",
  "kustomization-depends-on-nobody",
  "remote-manifest-is-gone",
];

describe("over HTTPS, with real processes, the same is told as in this process", { timeout: 60_000 }, () => {
  test.each(NAMES)("%s", async (name) => {
    const scenario = scenarioNamed(name);
    expect(deviations(scenario, await playOverTheWire(scenario, profiles, suites))).toEqual([]);
  });
});

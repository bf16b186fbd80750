import { describe, expect, test } from "vitest";
import { at, bootstrapProfile, observedOf } from "../../testing/bootstrap.ts";
import { drawTimeline } from "./drawing.ts";
import { timelineOf } from "./rebuild.ts";
import type { Timeline } from "./timeline.ts";

const now = new Date(at("12:00"));
const profile = bootstrapProfile({
  budget: { total: "30m", startMark: { at: at("0:00") }, phases: { crds: "10s", core: "5m" } },
});
const whole = timelineOf(observedOf(), { profile, now });
const open = timelineOf(observedOf({ helmReleases: [], kustomizations: undefined }), { profile, now });
const nothing: Timeline = {
  phases: [],
  intervals: [],
  criticalPath: [],
  remarks: [],
  gaps: ["no start <to> measure from"],
};

describe("drawTimeline", () => {
  test("a bar a phase, where it lay in the whole", () => {
    expect(drawTimeline(whole).split("\n").slice(0, 8)).toEqual([
      "Bootstrap: 10m0s of 30m0s, slack 20m0s (measured)",
      "              10:00:00Z                                      10:10:00Z",
      "machines      ██████████████                                           2m30s",
      "control-plane          ████████                                        1m20s",
      "crds                             ██                                    20s of 10s, over",
      "core                                ██████████                         1m40s of 5m0s",
      "flux                                            █████                  1m0s",
      "workloads                                            █████████████████ 3m0s",
    ]);
  });

  test("the critical path, what ate the time, what is not known", () => {
    const text = drawTimeline(whole);
    expect(text).toContain("\nCritical path\n      30s  idle: nothing happened that the cluster remembers\n");
    expect(text).toContain("   2m0s  pod/apps/web-1: became ready on cp1\n");
    expect(text).toContain("\nWhat ate the time\n  3 of 10 minutes went by in phase workloads, the longest");
    expect(drawTimeline(open)).toContain("\nNot known\n  kustomizations was not read\n");
  });

  test("phases without an end are drawn as such, and nothing is wider than 100 columns", () => {
    expect(drawTimeline(open)).toMatch(/^Bootstrap: at least 12m0s, budget 30m0s$/m);
    expect(drawTimeline(open)).toMatch(/^core {10}\?.* no start$/m);
    const long = { ...nothing, remarks: ["word ".repeat(60), "x".repeat(250)] };
    for (const timeline of [whole, open, long])
      for (const line of drawTimeline(timeline).split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  test("inferred ends are drawn lighter, over is said", () => {
    const unmarked = bootstrapProfile({ budget: { total: "5m" } });
    const text = drawTimeline(timelineOf(observedOf(), { profile: unmarked, now }));
    expect(text).toContain("Bootstrap: 9m30s of 5m0s, 4m30s over (reconstructed)");
  });

  test("nothing known at all", () => {
    expect(drawTimeline(nothing)).toBe("Bootstrap: duration not known\n\nNot known\n  no start <to> measure from");
  });
});

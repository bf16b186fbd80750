import { describe, expect, test } from "vitest";
import { at, bootstrapProfile, cilium, observedOf } from "../../testing/bootstrap.ts";
import { timelineSvg } from "./drawing-svg.ts";
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

describe("timelineSvg", () => {
  test("one rectangle a phase, the budget as a line, over in red", () => {
    const svg = timelineSvg(whole);
    expect(svg.match(/<rect /g)).toHaveLength(6);
    expect(svg).toContain('fill="#c62828" fill-opacity="0.85"><title>CRDs are established: 20s of 10s, over</title>');
    expect(svg).toMatch(/<line x1="790.0" [^>]*stroke-dasharray/);
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 960 216"/);
  });

  test("image pulls have a row of their own; names cannot break out of the drawing", () => {
    const event = {
      reason: "Pulled",
      message: 'Successfully pulled image "evil<script>&" in 30s (30s including waiting).',
      firstTimestamp: at("9:00"),
      source: { host: "cp1" },
      involvedObject: { namespace: "apps", name: "web-1" },
    };
    const svg = timelineSvg(timelineOf(observedOf({ events: [event] }), { profile, now }));
    expect(svg.match(/<rect /g)).toHaveLength(7);
    expect(svg).toContain("<title>evil&lt;script&gt;&amp; on cp1: 30s</title>");
    expect(svg).not.toContain("<script>");
  });

  test("open phases are pale, and nothing known draws no bar", () => {
    const pending = observedOf({ helmReleases: [{ ...cilium, status: "pending-install" }] });
    expect(timelineSvg(timelineOf(pending, { profile, now }))).toContain('fill="#c62828" fill-opacity="0.35"');
    expect(timelineSvg(nothing)).not.toContain("<rect");
  });
});

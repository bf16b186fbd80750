import { describe, expect, test } from "vitest";
import { at, bootstrapProfile, observedOf } from "../criteria/testing/bootstrap.ts";
import { point } from "../criteria/testing/members.ts";
import { drawTimeline } from "./drawing.ts";
import { timelineOf } from "./rebuild.ts";
import type { Phase, Timeline } from "./timeline.ts";

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
    expect(text).toContain("Bootstrap: 9m30s of 5m0s, 4m30s over (start reconstructed, end measured)");
  });

  test("nothing known at all", () => {
    expect(drawTimeline(nothing)).toBe("Bootstrap: duration not known\n\nNot known\n  no start <to> measure from");
  });
});

describe("what is drawn of little", () => {
  const budget = { totalMs: 1_800_000, basis: "exact" as const };
  const head = (parts: Partial<Timeline>) => drawTimeline({ ...nothing, gaps: [], ...parts }).split("\n")[0];
  const bar = (phase: Partial<Phase>, whole: Partial<Timeline> = {}) =>
    drawTimeline({
      ...nothing,
      gaps: [],
      start: point(0),
      end: point(560),
      phases: [{ name: "core", title: "Core", ...phase }],
      ...whole,
    }).split("\n")[2];
  const bars = (text: string) => `core          ${text}`;

  test("the head: with and without a budget, an end, a duration", () => {
    expect(head({ start: point(0), end: point(90) })).toBe("Bootstrap: 1m30s");
    expect(head({ start: point(0) })).toBe("Bootstrap: duration not known");
    expect(head({ end: point(0) })).toBe("Bootstrap: duration not known");
    expect(head({ budget })).toBe("Bootstrap: duration not known, budget 30m0s");
    expect(head({ budget: { ...budget, atLeastMs: 60_000 } })).toBe("Bootstrap: at least 1m0s, budget 30m0s");
    expect(head({ budget: { ...budget, tookMs: 1_800_000, slackMs: 0, basis: "observed" } })).toBe(
      "Bootstrap: 30m0s of 30m0s, slack 0s (observed)",
    );
  });

  test("a bar is as long as its part of the whole, and at least one mark", () => {
    expect(bar({ start: point(0), end: point(560), tookMs: 560_000 })).toBe(bars(`${"█".repeat(56)} 9m20s`));
    expect(bar({ start: point(100), end: point(300), tookMs: 200_000 })).toBe(
      bars(`${" ".repeat(10)}${"█".repeat(20)}${" ".repeat(26)} 3m20s`),
    );
    expect(bar({ start: point(560), end: point(560), tookMs: 0 })).toBe(bars(`${" ".repeat(55)}█ 0s`));
  });

  test("lighter where an end is inferred, lightest where there is none", () => {
    const rough = (s: number) => point(s, { basis: "inferred" });
    expect(bar({ start: rough(0), end: point(10), tookMs: 10_000 })).toBe(bars(`▒${" ".repeat(55)} 10s`));
    expect(bar({ start: point(0), end: rough(10), tookMs: 10_000 })).toBe(bars(`▒${" ".repeat(55)} 10s`));
    expect(bar({ start: point(100), atLeastMs: 200_000 })).toBe(
      bars(`${" ".repeat(10)}${"░".repeat(20)}${" ".repeat(26)} ≥3m20s`),
    );
    expect(bar({ start: point(100) })).toBe(bars(`${" ".repeat(10)}░${" ".repeat(45)} not known`));
  });

  test("what is open may reach beyond all that is known", () => {
    expect(bar({ start: point(0), atLeastMs: 1_120_000 })).toBe(bars(`${"░".repeat(56)} ≥18m40s`));
    expect(bar({ start: point(0), end: point(560), tookMs: 560_000 }, { start: undefined, end: undefined })).toBe(
      bars(`${"█".repeat(56)} 9m20s`),
    );
    expect(bar({ start: point(0), end: point(0), tookMs: 0 }, { end: point(0) })).toMatch(/^core {10}█ {55} 0s$/);
  });

  test("over the budget from a moment beyond it on", () => {
    const of = (tookMs: number) => bar({ start: point(0), end: point(560), tookMs, budgetMs: 60_000 })?.slice(71);
    expect(of(60_000)).toBe("1m0s of 1m0s");
    expect(of(61_000)).toBe("1m1s of 1m0s, over");
  });

  test("long lines go on further in, broken at a space where there is one", () => {
    const lines = (remark: string) =>
      drawTimeline({ ...nothing, gaps: [], remarks: [remark] })
        .split("\n")
        .slice(3);
    expect(lines("a".repeat(98))).toEqual([`  ${"a".repeat(98)}`]);
    expect(lines("a".repeat(99))).toEqual([`  ${"a".repeat(98)}`, "      a"]);
    expect(lines(`${"a".repeat(90)} ${"b".repeat(20)}`)).toEqual([`  ${"a".repeat(90)}`, `      ${"b".repeat(20)}`]);
    expect(lines(`${"a".repeat(98)} b`)).toEqual([`  ${"a".repeat(98)}`, "      b"]);
    expect(lines("a".repeat(250))).toEqual([
      `  ${"a".repeat(98)}`,
      `      ${"a".repeat(94)}`,
      `      ${"a".repeat(58)}`,
    ]);
    expect(lines(`${"b".repeat(3)} ${"a".repeat(100)}`)).toEqual([`  bbb ${"a".repeat(94)}`, `      ${"a".repeat(6)}`]);
    const words = lines("word ".repeat(1000));
    expect(words.every((line) => line.length <= 100)).toBe(true);
    expect(words.slice(1).every((line) => line.startsWith("      word"))).toBe(true);
    expect(words.join(" ").match(/word/g)).toHaveLength(1000);
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { agent, app, at, bootstrapProfile, kustomization, observedOf, pod, staticPods } from "../testing/bootstrap.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import bootstrapTookUnderTheBudget from "./bootstrap-took-under-the-budget.ts";

const now = new Date(at("35:00"));
const profile = bootstrapProfile();
const results = (parts: Parameters<typeof observedOf>[0] = {}): SourceResults =>
  Object.fromEntries(Object.entries(observedOf(parts)).map(([source, value]) => [source, look(value)]));
const readyAt = (moment: string) =>
  results({
    pods: [...staticPods, agent, pod(["apps", "web-1"], { created: at("8:00"), ready: moment, started: moment })],
  });
const judged = (sources: SourceResults, of = profile, when = now) =>
  judge(bootstrapTookUnderTheBudget, sources, { profile: of, now: when });

describe("budget/bootstrap-took-under-the-budget", () => {
  test("29:59 and 30:00 pass, measured from a mark", () => {
    expect(judged(readyAt(at("29:59")))).toMatchObject({ verdict: "pass", examined: 1 });
    expect(judged(readyAt(at("30:00"))).verdict).toBe("pass");
    expect(judged(readyAt(at("29:59"))).remarks[0]).toBe(
      `took 29m59s, measured: ${at("0:00")} (start mark, ±1s, measured) to ${at("29:59")} (Ready of pod/apps/web-1, ±1s, measured)`,
    );
  });

  test("30:01 fails, and no waiting mends it", () => {
    expect(judged(readyAt(at("30:01")))).toMatchObject({
      verdict: "fail",
      findings: [
        {
          subject: "cluster/bootstrap",
          expected: "at most 30m0s from the empty cluster to all resources Ready",
          actual: `30m1s, measured: ${at("0:00")} (start mark, ±1s, measured) to ${at("30:01")} (Ready of pod/apps/web-1, ±1s, measured); 22m1s of it pod/apps/web-1 became ready on cp1`,
          hopeless: true,
          own: false,
        },
      ],
    });
  });

  test("reconstructed: the boot is the earliest start; over or under by less than the machine may have waited is open", () => {
    const unmarked = bootstrapProfile({ budget: { total: "30m" } });
    expect(judged(results(), unmarked)).toMatchObject({ verdict: "pass" });
    expect(judged(results(), unmarked).remarks[0]).toContain("took 9m30s, reconstructed: ");
    // Booted at 0:30, API at 2:00: between 29:30 and 31:00.
    expect(judged(readyAt(at("31:30")), unmarked)).toMatchObject({ verdict: "inconclusive" });
    expect(judged(readyAt(at("32:01")), unmarked)).toMatchObject({ verdict: "fail" });
  });

  test("no start to measure from", () => {
    const unmarked = bootstrapProfile({ budget: { total: "30m" } });
    const judgement = judged(results({ namespaces: [], nodes: [] }), unmarked);
    expect(judgement.verdict).toBe("inconclusive");
    expect(judgement.reason).toContain("no start to measure from: give --started-at");
  });

  test("a phase without an end is open until it is over", () => {
    const waiting = {
      ...(app as { metadata: object }),
      status: { phase: "Pending", conditions: [{ type: "Ready", status: "False", lastTransitionTime: at("8:00") }] },
    };
    const sources = results({ pods: [...staticPods, agent, waiting] });
    expect(judged(sources, profile, new Date(at("20:00")))).toMatchObject({
      verdict: "inconclusive",
      reason: "cluster/bootstrap: phase workloads goes on: pod/apps/web-1: Ready=False",
    });
    expect(judged(sources, profile, new Date(at("30:00"))).verdict).toBe("inconclusive");
    expect(judged(sources)).toMatchObject({
      verdict: "fail",
      findings: [{ actual: "at least 35m0s so far: phase workloads goes on: pod/apps/web-1: Ready=False" }],
    });
  });

  test("clocks that disagree by more than the slack leave it open", () => {
    // web-1 says that it was ready three minutes before it was made.
    const behind = pod(["apps", "web-1"], { created: at("28:30"), ready: at("25:30") });
    const bridge = pod(["apps", "web-0"], { created: at("19:00"), ready: at("25:00"), started: at("25:00") });
    const early = pod(["apps", "web-2"], { created: at("10:00"), ready: at("19:00"), started: at("19:00") });
    const judgement = judged(results({ pods: [...staticPods, agent, early, bridge, behind] }));
    expect(judgement.verdict).toBe("inconclusive");
    expect(judgement.reason).toContain("over or under 30m0s lies within that uncertainty");
  });

  test("a source that could not be read may hold what came last: never a pass", () => {
    for (const source of [
      "pods",
      "nodes",
      "namespaces",
      "helmReleases",
      "kustomizations",
      "helmReleaseResources",
    ] as const)
      expect(judged({ ...results(), [source]: trouble("forbidden") }).verdict).toBe("inconclusive");
    expect(judged({})).toMatchObject({ verdict: "inconclusive", examined: 0 });
    expect(judged({ ...results(), events: trouble("forbidden") }).verdict).toBe("pass");
  });

  test("nothing there at all", () => {
    const empty = results({
      namespaces: [],
      nodes: [],
      pods: [],
      customResourceDefinitions: [],
      helmReleases: [],
      kustomizations: [],
      talosMachineStatuses: [],
    });
    expect(judged(empty, bootstrapProfile({ budget: {} })).verdict).toBe("inconclusive");
  });

  test("an old cluster is judged by its bootstrap, not by its age", () => {
    const moved = pod(["apps", "web-9"], { created: at("9000:00"), ready: at("9001:00") });
    const later = results({
      pods: [...staticPods, agent, app, moved],
      kustomizations: [
        kustomization("flux-system", at("6:00"), at("7:00")),
        kustomization("added", at("5000:00"), at("5001:00")),
      ],
    });
    expect(judged(later, profile, new Date(at("9999:00")))).toMatchObject({ verdict: "pass" });
  });

  test("a profile without a budget", () => {
    expect(judged({}, profileOf())).toMatchObject({ verdict: "not-applicable", reason: "the profile has no budget" });
  });
});

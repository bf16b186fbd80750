import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { agent, at, bootstrapProfile, cilium, observedOf, pod, staticPods } from "../testing/bootstrap.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import phasesTookUnderTheirs from "./phases-took-under-theirs.ts";

const now = new Date(at("12:00"));
const budgeted = (phases: Record<string, string>) =>
  bootstrapProfile({ budget: { phases, startMark: { at: at("0:00") } } });
const profile = budgeted({ crds: "20s", core: "5m" });
const results = (parts: Parameters<typeof observedOf>[0] = {}): SourceResults =>
  Object.fromEntries(Object.entries(observedOf(parts)).map(([source, value]) => [source, look(value)]));
const judged = (sources: SourceResults, of = profile, when = now) =>
  judge(phasesTookUnderTheirs, sources, { profile: of, now: when });

describe("budget/phases-took-under-theirs", () => {
  test("each within its own; the times of all phases are told", () => {
    expect(judged(results())).toMatchObject({ verdict: "pass", examined: 2 });
    expect(judged(results()).remarks).toContain(
      `crds: 20s, from ${at("3:20")} (creation of CRD ciliumnodes.cilium.io, ±1s, measured) to ${at("3:40")} (Established of CRD ciliumnodes.cilium.io, ±1s, measured)`,
    );
  });

  test("one that took longer, others not", () => {
    expect(judged(results(), budgeted({ crds: "19s", core: "5m" })).findings).toEqual([
      {
        subject: "phase/crds",
        expected: "at most 19s",
        actual: `20s: ${at("3:20")} (creation of CRD ciliumnodes.cilium.io, ±1s, measured) to ${at("3:40")} (Established of CRD ciliumnodes.cilium.io, ±1s, measured)`,
        hopeless: true,
      },
    ]);
  });

  test("one that still goes on is open, until it is over its budget", () => {
    const pending = results({ helmReleases: [{ ...cilium, status: "pending-install" }] });
    expect(judged(pending, profile, new Date(at("8:00")))).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "phase/core", reason: "helmrelease/kube-system/cilium: Helm says pending-install" }],
    });
    expect(judged(pending).findings).toMatchObject([
      { subject: "phase/core", actual: "at least 8m0s: helmrelease/kube-system/cilium: Helm says pending-install" },
    ]);
  });

  test("one that goes on for exactly its budget is open", () => {
    const pending = results({ helmReleases: [{ ...cilium, createdAt: at("4:00"), details: {}, status: "failed" }] });
    expect(judged(pending, profile, new Date(at("9:00"))).verdict).toBe("inconclusive");
    expect(judged(pending, profile, new Date(at("9:01"))).verdict).toBe("fail");
  });

  test("one whose end may be off by more than what it is over", () => {
    // web-1 says that it was ready three minutes before it was made.
    const behind = pod(["apps", "web-1"], { created: at("28:30"), ready: at("25:30") });
    const bridge = pod(["apps", "web-0"], { created: at("19:00"), ready: at("25:00"), started: at("25:00") });
    const early = pod(["apps", "web-2"], { created: at("10:00"), ready: at("19:00"), started: at("19:00") });
    const skewed = results({ pods: [...staticPods, agent, early, bridge, behind] });
    expect(judged(skewed, budgeted({ workloads: "20m" }), new Date(at("35:00")))).toMatchObject({
      verdict: "inconclusive",
      examined: 0,
      unseen: [
        {
          subject: "phase/workloads",
          reason: `21m30s: ${at("7:00")} (creation of kustomization/flux-system/apps, ±1s, measured) to ${at("28:30")} (Ready of pod/apps/web-1, ±3m0s, reconstructed): over or under 20m0s lies within that uncertainty`,
        },
      ],
    });
  });

  test("what is known of a forgotten end only roughly is not held against the budget", () => {
    const releases = ["cilium", "spegel"].map((name) => ({ name, namespace: "kube-system" }));
    const two = bootstrapProfile({ releases, budget: { phases: { core: "5m" }, startMark: { at: at("0:00") } } });
    const upgraded = { ...cilium, revision: 2, createdAt: at("9:50"), details: undefined };
    const helmReleases = [{ ...cilium, status: "superseded", details: undefined }, upgraded];
    const forgotten = { ...cilium, name: "spegel", revision: 7, createdAt: at("31:00"), details: undefined };
    // cilium ended somewhere between its begin at 4:00 and its upgrade at 9:50, spegel nobody knows when.
    const known = judged(results({ helmReleases: [...helmReleases, forgotten] }), two, new Date(at("35:00")));
    expect(known).toMatchObject({
      verdict: "inconclusive",
      unseen: [
        {
          subject: "phase/core",
          reason: "helmrelease/kube-system/spegel: is at revision 7: the end of the first one is forgotten",
        },
      ],
    });
  });

  test("one without a start, and a phase that the cluster does not have", () => {
    expect(judged(results({ customResourceDefinitions: [] })).unseen).toContainEqual({
      subject: "phase/crds",
      reason: "it has no start",
    });
    const bare = bootstrapProfile({ crds: {}, budget: { phases: { crds: "30s" } } });
    expect(judged(results(), bare)).toMatchObject({
      verdict: "inconclusive",
      reason: "phase/crds: the profile's cluster has no such phase",
    });
  });

  test("sources that could not be read", () => {
    expect(judged({ ...results(), helmReleases: trouble("forbidden") }).verdict).toBe("inconclusive");
    expect(judged({ ...results(), pods: trouble("forbidden") }).verdict).toBe("inconclusive");
    expect(judged({})).toMatchObject({ verdict: "inconclusive", examined: 0 });
  });

  test("a profile without budgets", () => {
    expect(judged({}, profileOf()).reason).toBe("the profile has no budget");
    expect(judged({}, profileOf({ budget: {} })).reason).toBe("the profile's budget names no phases");
  });
});

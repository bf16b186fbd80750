import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { agent, app, at, bootstrapProfile, observedOf, pod, staticPods } from "../testing/bootstrap.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import timelineIsWhole from "./timeline-is-whole.ts";

const profile = bootstrapProfile();
const results = (parts: Parameters<typeof observedOf>[0] = {}): SourceResults =>
  Object.fromEntries(Object.entries(observedOf(parts)).map(([source, value]) => [source, look(value)]));
const judged = (sources: SourceResults, of = profile, when = at("12:00")) =>
  judge(timelineIsWhole, sources, { profile: of, now: new Date(when) });

describe("budget/timeline-is-whole", () => {
  test("every phase has both ends, each with its source and precision", () => {
    const judgement = judged(results());
    expect(judgement).toMatchObject({ verdict: "pass", examined: 6 });
    expect(judgement.remarks.filter((remark) => remark.includes(" is "))).toEqual([]);
    expect(judgement.remarks[0]).toBe(`the bootstrap began at ${at("0:00")} (start mark, ±1s, measured)`);
    expect(judgement.remarks).toContain(
      `flux: 1m0s, from ${at("6:00")} (creation of kustomization/flux-system/flux-system, ±1s, measured) to ${at("7:00")} (first success of kustomization/flux-system/flux-system, ±1s, measured)`,
    );
  });

  test("what is inferred is marked", () => {
    const first = {
      name: "cilium",
      namespace: "kube-system",
      revision: 1,
      status: "superseded",
      createdAt: at("4:00"),
    };
    const second = { ...first, revision: 2, status: "deployed", createdAt: at("5:50") };
    expect(judged(results({ helmReleases: [first, second], pods: [...staticPods, app] })).remarks).toContain(
      "core: begin of revision 2 of cilium is reconstructed",
    );
  });

  test("a phase whose end is forgotten", () => {
    const flapped = pod(["apps", "web-1"], { created: at("8:00"), ready: at("9000:00"), started: at("8:30") });
    expect(judged(results({ pods: [...staticPods, agent, flapped] }), profile, at("9999:00"))).toMatchObject({
      verdict: "inconclusive",
      examined: 5,
      unseen: [
        {
          subject: "cluster/timeline",
          reason: `phase workloads has no end: pod/apps/web-1: became ready again at ${at("9000:00")}, after the bootstrap: the first time is forgotten`,
        },
      ],
    });
  });

  test("no start, no sources, nothing there", () => {
    const unmarked = bootstrapProfile({ budget: {} });
    expect(judged(results({ namespaces: [], nodes: [] }), unmarked).unseen).toContainEqual({
      subject: "cluster/timeline",
      reason: "no start to measure from: give --started-at",
    });
    expect(judged(results({ namespaces: [], nodes: [] }), unmarked).remarks[0]).toMatch(/^machines: /);
    expect(judged({ ...results(), pods: trouble("forbidden") }).unseen).toContainEqual({
      subject: "cluster/timeline",
      reason: "pods was not read",
    });
    expect(judged({})).toMatchObject({ verdict: "inconclusive", examined: 0 });
  });

  test("a profile without a budget", () => {
    expect(judged({}, profileOf())).toMatchObject({ verdict: "not-applicable", reason: "the profile has no budget" });
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./workloads-are-rolled-out.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  releases: [
    {
      name: "spegel",
      namespace: "kube-system",
      workloads: [
        { kind: "DaemonSet", name: "spegel" },
        { kind: "Deployment", name: "web", namespace: "apps" },
      ],
    },
  ],
});
const set = (status: object) => ({
  metadata: { name: "spegel", namespace: "kube-system", generation: 2 },
  status: {
    observedGeneration: 2,
    desiredNumberScheduled: 3,
    currentNumberScheduled: 3,
    updatedNumberScheduled: 3,
    numberReady: 3,
    numberAvailable: 3,
    ...status,
  },
});
const web = (status: object, spec: object = { replicas: 2 }) => ({
  metadata: { name: "web", namespace: "apps", generation: 1 },
  spec,
  status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2, ...status },
});
const judged = (daemonSet: object, deployment: object = web({})) =>
  judge(
    row,
    { daemonSets: look([daemonSet]), deployments: look([deployment]), statefulSets: look([]) },
    { profile, now },
  );

describe("components/workloads-are-rolled-out", () => {
  test("all desired replicas are updated, ready and available", () =>
    expect(judged(set({}))).toMatchObject({ verdict: "pass", examined: 2 }));
  test.each([
    [{ desiredNumberScheduled: 0 }, "wanted on 0 nodes"],
    [{ numberReady: 2 }, "2 of 3 ready"],
    [{ updatedNumberScheduled: 1 }, "1 of 3 updated"],
    [{ numberAvailable: undefined }, "0 of 3 available"],
    [{ observedGeneration: 1 }, "its controller has not seen the newest spec"],
  ])("a DaemonSet with %j", (status, actual) => {
    expect(judged(set(status)).findings).toMatchObject([{ subject: "daemonset/kube-system/spegel", actual }]);
  });
  test("a Deployment at 0, one that still has old pods, one that gave up", () => {
    expect(judged(set({}), web({}, { replicas: 0 })).findings).toMatchObject([
      { subject: "deployment/apps/web", actual: "scaled to 0 replicas" },
    ]);
    expect(judged(set({}), web({ replicas: 3 })).findings).toMatchObject([
      { actual: "3 exist where 2 are desired: old ones still go" },
    ]);
    const stuck = {
      readyReplicas: 1,
      availableReplicas: 1,
      conditions: [
        { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", lastTransitionTime: "t" },
      ],
    };
    expect(judged(set({}), web(stuck)).findings).toMatchObject([
      { actual: "1 of 2 ready; Progressing=False (ProgressDeadlineExceeded)", since: "t" },
    ]);
  });
  test("missing workloads, objects without status", () => {
    expect(
      judge(row, { daemonSets: look([]), deployments: look([]), statefulSets: look([]) }, { profile, now }).findings,
    ).toHaveLength(2);
    expect(judged({ metadata: { name: "spegel", namespace: "kube-system" } }).verdict).toBe("fail");
  });
  test("irrelevant, erring", () => {
    const bare = { name: "x", namespace: "y" };
    expect(judge(row, {}, { profile: profileOf({ releases: [bare] }), now }).reason).toBe(
      "the profile lists no workload of its releases",
    );
    expect(judge(row, {}, { profile: profileOf(), now }).reason).toBe("the profile lists no release");
    const some = profileOf({ releases: [bare, ...profile.releases] });
    const results = { daemonSets: look([set({})]), deployments: look([web({})]), statefulSets: look([]) };
    expect(judge(row, results, { profile: some, now }).verdict).toBe("pass");
    expect(
      judge(row, { daemonSets: look([]), deployments: trouble("forbidden"), statefulSets: look([]) }, { profile, now })
        .verdict,
    ).toBe("inconclusive");
  });
});

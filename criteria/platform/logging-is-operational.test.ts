import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import loggingIsOperational from "./logging-is-operational.ts";

const now = new Date("2026-11-21T12:00:00Z");
const workload = { kind: "StatefulSet", namespace: "logging", name: "loki" } as const;
const profile = profileOf({ platform: { logging: { workloads: [workload] } } });
const loki = (readyReplicas: number) => ({
  metadata: { name: "loki", namespace: "logging", generation: 1 },
  spec: { replicas: 2 },
  status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas },
});

describe("platform/logging-is-operational", () => {
  const judged = (statefulSets: object[]) =>
    judge(
      loggingIsOperational,
      { deployments: look([]), daemonSets: look([]), statefulSets: look(statefulSets) },
      { profile, now },
    );

  test("what the profile lists is rolled out", () => {
    expect(judged([loki(2)])).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("missing, or short of a replica", () => {
    expect(judged([])).toMatchObject({
      verdict: "fail",
      findings: [{ subject: "statefulset/logging/loki", expected: "a StatefulSet", actual: "none" }],
    });
    expect(judged([loki(1)]).findings).toMatchObject([{ actual: "1 of 2 ready" }]);
  });

  test("a source that errs; a profile that lists nothing", () => {
    const results = { deployments: look([]), daemonSets: look([]), statefulSets: trouble("forbidden") };
    expect(judge(loggingIsOperational, results, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "statefulSets: forbidden",
    });
    expect(judge(loggingIsOperational, {}, { profile: profileOf(), now }).reason).toBe(
      "the profile has no logging stack",
    );
  });
});

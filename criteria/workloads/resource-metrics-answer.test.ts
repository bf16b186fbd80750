import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./resource-metrics-answer.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf();
const metrics = { node: "cp1", cpu: "120m", memory: "900Mi", timestamp: "2026-11-21T11:59:40Z", window: "20s" };
const judged = (list: object[], given = profile) => judge(row, { nodeMetrics: look(list) }, { profile: given, now });

describe("workloads/resource-metrics-answer", () => {
  test("fresh metrics for every node", () => expect(judged([metrics])).toMatchObject({ verdict: "pass", examined: 1 }));
  test("none for a node, empty ones, stale ones, ones without time", () => {
    expect(judged([]).findings).toEqual([
      { subject: "node/cp1", expected: "metrics of CPU and memory", actual: "none" },
    ]);
    expect(judged([{ ...metrics, cpu: "" }]).findings).toMatchObject([{ actual: 'cpu "", memory "900Mi"' }]);
    expect(judged([{ ...metrics, memory: "" }]).findings).toMatchObject([{ actual: 'cpu "120m", memory ""' }]);
    expect(judged([{ ...metrics, node: "w1" }]).findings).toMatchObject([{ subject: "node/cp1", actual: "none" }]);
    expect(judged([{ ...metrics, timestamp: "2026-11-21T11:55:00Z" }]).verdict).toBe("pass");
    expect(judged([{ ...metrics, timestamp: "2026-11-21T11:54:00Z" }]).findings).toMatchObject([
      { expected: "metrics no older than 5m0s", actual: "6m0s old" },
    ]);
    expect(judged([{ ...metrics, timestamp: "" }]).findings).toMatchObject([{ actual: "no time" }]);
  });
  test("without its server the APIService says why", () => {
    const api = (status: string, group = "metrics.k8s.io") => ({
      metadata: { name: `v1beta1.${group}` },
      spec: { group },
      status: {
        conditions: [
          { type: "Available", status, reason: "MissingEndpoints", lastTransitionTime: "2026-11-21T11:00:00Z" },
        ],
      },
    });
    const of = (list: object[], ...apis: object[]) =>
      judge(row, { nodeMetrics: look(list), apiServices: look(apis) }, { profile, now }).findings;
    expect(of([], api("False"))).toEqual([
      {
        subject: "apiservice/v1beta1.metrics.k8s.io",
        expected: "metrics of CPU and memory of every node",
        actual: "Available=False (MissingEndpoints)",
        since: "2026-11-21T11:00:00Z",
      },
    ]);
    expect(of([], api("True"))).toMatchObject([{ subject: "node/cp1", actual: "none" }]);
    expect(of([], api("False", "custom.metrics.k8s.io"))).toMatchObject([{ subject: "node/cp1" }]);
    expect(of([metrics], api("False"))).toEqual([]);
  });
  test("irrelevant where the profile expects none; not served is inconclusive", () => {
    expect(judged([], profileOf({ workloads: { metrics: false } })).reason).toBe(
      "the profile expects no resource metrics",
    );
    expect(judge(row, { nodeMetrics: trouble("not-served") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

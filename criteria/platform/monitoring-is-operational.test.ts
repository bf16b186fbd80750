import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import monitoringIsOperational from "./monitoring-is-operational.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  platform: {
    monitoring: {
      resources: [
        { kind: "VMSingle", namespace: "monitoring", name: "vm" },
        { kind: "Prometheus", namespace: "monitoring", name: "k8s" },
      ],
      workloads: [{ kind: "Deployment", namespace: "monitoring", name: "grafana" }],
    },
  },
});
const metadata = (name: string) => ({ name, namespace: "monitoring", generation: 2 });
const vm = (status: object) => ({ metadata: metadata("vm"), status });
const operational = vm({ updateStatus: "operational", observedGeneration: 2 });
const prometheus = (available: string, generation = 2) => ({
  metadata: metadata("k8s"),
  status: {
    conditions: [
      { type: "Available", status: available, reason: "SomePodsNotReady", observedGeneration: generation },
      { type: "Reconciled", status: "True", observedGeneration: generation },
    ],
  },
});
const grafana = {
  metadata: metadata("grafana"),
  status: { observedGeneration: 2, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
};
const results = (vms: object[], prometheuses: object[], deployments: object[] = [grafana]) => ({
  deployments: look(deployments),
  daemonSets: look([]),
  statefulSets: look([]),
  vmSingles: look(vms),
  prometheuses: look(prometheuses),
});
const judged = (...seen: Parameters<typeof results>) =>
  judge(monitoringIsOperational, results(...seen), { profile, now });

describe("platform/monitoring-is-operational", () => {
  test("resources operate, workloads are rolled out", () => {
    expect(judged([operational], [prometheus("True")])).toMatchObject({ verdict: "pass", examined: 3 });
  });

  test("a VictoriaMetrics resource that failed, of an old generation, or silent", () => {
    const actual = (status: object) => judged([vm(status)], [prometheus("True")]).findings[0];
    expect(actual({ updateStatus: "failed", reason: "cannot bind claim" })).toEqual({
      subject: "vmsingle/monitoring/vm",
      expected: "operational",
      actual: "failed (cannot bind claim)",
    });
    expect(actual({ updateStatus: "operational", observedGeneration: 1 })).toMatchObject({
      actual: "its status is of generation 1, and the spec is at 2",
    });
    expect(actual({})).toMatchObject({ actual: "no updateStatus" });
  });

  test("a degraded Prometheus, an old verdict on one, one without status", () => {
    const actual = (object: object) => judged([operational], [object]).findings[0]?.actual;
    expect(actual(prometheus("Degraded"))).toBe("Available=Degraded (SomePodsNotReady)");
    expect(actual(prometheus("True", 1))).toContain("for generation 1, and the spec is at 2");
    expect(actual({ metadata: metadata("k8s") })).toBe("no Available condition");
  });

  test("missing resources and workloads", () => {
    expect(judged([], [], []).findings).toMatchObject([
      { subject: "vmsingle/monitoring/vm", actual: "none" },
      { subject: "prometheus/monitoring/k8s", actual: "none" },
      { subject: "deployment/monitoring/grafana", actual: "none" },
    ]);
  });

  test("a kind that could not be listed", () => {
    const blind = { ...results([operational], []), prometheuses: trouble("not-served") };
    expect(judge(monitoringIsOperational, blind, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "prometheus/monitoring/k8s: its kind could not be listed",
    });
  });

  test("nothing listed, a source that errs, no monitoring", () => {
    const bare = profileOf({ platform: { monitoring: {} } });
    expect(judge(monitoringIsOperational, results([], []), { profile: bare, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "nothing to examine",
    });
    const erring = { ...results([operational], [prometheus("True")]), deployments: trouble("forbidden") };
    expect(judge(monitoringIsOperational, erring, { profile, now }).verdict).toBe("inconclusive");
    expect(judge(monitoringIsOperational, {}, { profile: profileOf(), now }).reason).toBe(
      "the profile has no monitoring stack",
    );
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./api-host-is-set.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const given = profileOf({ cilium: { ...infra, apiHost: "localhost", apiPort: 7445 } });
const env = (host?: string, port = "7445") =>
  host === undefined
    ? []
    : [
        { name: "KUBERNETES_SERVICE_HOST", value: host },
        { name: "KUBERNETES_SERVICE_PORT", value: port },
      ];
const workload = (name: string, container: object, initContainers: object[] = []) => ({
  metadata: { name, namespace: "kube-system" },
  spec: { template: { spec: { containers: [container], initContainers } } },
});
const judged = (agent: object[], operator = env("localhost"), init: object[] = []) =>
  judge(
    row,
    {
      daemonSets: look([workload("cilium", { name: "cilium-agent", env: agent }, init)]),
      deployments: look([workload("cilium-operator", { name: "cilium-operator", env: operator })]),
    },
    { profile: given, now },
  );

describe("cilium/api-host-is-set", () => {
  test("agents and operator", () => expect(judged(env("localhost"))).toMatchObject({ verdict: "pass", examined: 2 }));
  test("another host, another port, not set, empty", () => {
    expect(judged(env("10.25.11.10")).findings).toEqual([
      {
        subject: "daemonset/kube-system/cilium/cilium-agent",
        expected: "KUBERNETES_SERVICE_HOST localhost",
        actual: "10.25.11.10",
        hopeless: true,
      },
    ]);
    expect(judged(env("localhost", "6443")).findings).toMatchObject([
      { expected: "KUBERNETES_SERVICE_PORT 7445", actual: "6443" },
    ]);
    expect(judged(env()).findings).toMatchObject([{ actual: "not set" }, { actual: "not set" }]);
    expect(
      judged([{ name: "KUBERNETES_SERVICE_HOST" }, { name: "KUBERNETES_SERVICE_PORT", value: "7445" }]).findings,
    ).toMatchObject([{ actual: "empty" }]);
    expect(judged(env("localhost"), env()).findings).toMatchObject([
      { subject: "deployment/kube-system/cilium-operator/cilium-operator" },
      {},
    ]);
  });
  test("a host without a port; the agent need not be the first container", () => {
    const onlyHost = profileOf({ cilium: { ...infra, namespace: "cilium", apiHost: "localhost" } });
    const host = [{ name: "KUBERNETES_SERVICE_HOST", value: "localhost" }];
    const of = (name: string, main: string) => ({
      metadata: { name, namespace: "cilium" },
      spec: { template: { spec: { containers: [{ name: "sidecar" }, { name: main, env: host }] } } },
    });
    const results = {
      daemonSets: look([of("cilium", "cilium-agent")]),
      deployments: look([of("cilium-operator", "cilium-operator")]),
    };
    expect(judge(row, results, { profile: onlyHost, now })).toMatchObject({ verdict: "pass", examined: 2 });
  });
  test("an init container that has the variable must have it right", () => {
    expect(judged(env("localhost"), env("localhost"), [{ name: "config", env: env("wrong") }]).findings).toMatchObject([
      { subject: "daemonset/kube-system/cilium/config" },
    ]);
    expect(judged(env("localhost"), env("localhost"), [{ name: "mount-cgroup" }]).verdict).toBe("pass");
  });
  test("a value from another object is unseen, and so is a workload without the container", () => {
    const host = { name: "KUBERNETES_SERVICE_HOST", valueFrom: { configMapKeyRef: { name: "api", key: "host" } } };
    const port = { name: "KUBERNETES_SERVICE_PORT", value: "7445" };
    expect(judged([host, port])).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      unseen: [
        {
          subject: "daemonset/kube-system/cilium/cilium-agent",
          reason: "takes KUBERNETES_SERVICE_HOST from another object",
        },
      ],
    });
    const sources = {
      daemonSets: look([{ metadata: { name: "cilium", namespace: "kube-system" } }]),
      deployments: look([workload("cilium-operator", { name: "cilium-operator", env: env("localhost") })]),
    };
    expect(judge(row, sources, { profile: given, now })).toMatchObject({
      verdict: "inconclusive",
      examined: 1,
      unseen: [{ subject: "daemonset/kube-system/cilium", reason: "has no container cilium-agent" }],
    });
  });
  test("missing workloads are unseen; irrelevant; erring", () => {
    expect(judge(row, { daemonSets: look([]), deployments: look([]) }, { profile: given, now })).toMatchObject({
      verdict: "inconclusive",
      unseen: [
        { subject: "daemonset/kube-system/cilium", reason: "is not there" },
        { subject: "deployment/kube-system/cilium-operator", reason: "is not there" },
      ],
    });
    expect(judge(row, {}, { profile, now }).reason).toBe("the profile names no host for the agents' API");
    expect(
      judge(row, { daemonSets: trouble("forbidden"), deployments: look([]) }, { profile: given, now }).verdict,
    ).toBe("inconclusive");
  });
});

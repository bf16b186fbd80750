import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./agents-run-the-current-config.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const pod = (startedAt: string | undefined, parts: object = {}) => ({
  metadata: { name: "cilium-a", namespace: "kube-system", labels: { "k8s-app": "cilium" } },
  status: {
    phase: "Running",
    containerStatuses: [{ name: "cilium-agent", state: { running: startedAt ? { startedAt } : undefined } }],
  },
  ...parts,
});
const judged = (pods: object[], config: object = { data: {}, changedAt: "2026-11-21T11:00:00Z", changedBy: "helm" }) =>
  judge(row, { ciliumConfig: look(config), pods: look(pods) }, { profile, now });

describe("cilium/agents-run-the-current-config", () => {
  test("started after the change, or in the same second", () => {
    expect(judged([pod("2026-11-21T11:00:00Z"), pod("2026-11-21T11:30:00Z")])).toMatchObject({
      verdict: "pass",
      examined: 2,
    });
  });
  test("an agent that is older than its configuration", () => {
    expect(judged([pod("2026-11-21T10:59:59Z")]).findings).toEqual([
      {
        subject: "pod/kube-system/cilium-a",
        expected: "started after the ConfigMap changed (2026-11-21T11:00:00Z, by helm)",
        actual: "started 2026-11-21T10:59:59Z",
        since: "2026-11-21T11:00:00Z",
      },
    ]);
  });
  test("unknown times are unseen; no agent is nothing to examine", () => {
    expect(judged([pod(undefined)])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "pod/kube-system/cilium-a" }],
    });
    expect(judged([pod("2026-11-21T11:30:00Z")], { data: {} })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "configmap/cilium-config", reason: "when it changed is not known" }],
    });
    expect(judged([pod("soon")])).toMatchObject({ verdict: "inconclusive", examined: 0, findings: [] });
    expect(judged([pod("2026-11-21T10:00:00Z")], { data: {}, changedAt: "then" }).verdict).toBe("inconclusive");
    expect(judged([])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  });
  test("an agent that says nothing of its containers is unseen; a container beside it does not speak for it", () => {
    const { metadata } = pod(undefined);
    const mute = [undefined, [], [{ name: "cilium-agent" }], [{ name: "cilium-agent", state: {} }]].map(
      (containerStatuses) => ({ metadata, status: { phase: "Running", containerStatuses } }),
    );
    expect(judged(mute)).toMatchObject({ verdict: "inconclusive", examined: 0, findings: [] });
    expect(judged(mute).unseen).toHaveLength(4);
    const sidecar = { name: "sidecar", state: { running: { startedAt: "2026-11-21T11:30:00Z" } } };
    const old = pod("2026-11-21T10:00:00Z");
    const both = { ...old, status: { ...old.status, containerStatuses: [sidecar, ...old.status.containerStatuses] } };
    expect(judged([both]).verdict).toBe("fail");
  });
  test("one silent agent among others keeps the check from passing", () => {
    expect(judged([pod("2026-11-21T11:30:00Z"), pod(undefined)])).toMatchObject({
      verdict: "inconclusive",
      examined: 1,
    });
  });
  test("pods of other namespaces, labels or phases are no agents", () => {
    const old = pod("2026-11-21T10:00:00Z");
    const others = [
      { ...old, metadata: { ...old.metadata, namespace: "apps" } },
      { ...old, metadata: { ...old.metadata, labels: { "k8s-app": "cilium-envoy" } } },
      { ...old, status: { ...old.status, phase: "Pending" } },
    ];
    expect(judged(others)).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  });
  test("irrelevant, erring", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(judge(row, { ciliumConfig: look({ data: {} }), pods: trouble("forbidden") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
  });
});

describe("keys that were changed and changed back", () => {
  const status = {
    cluster: { self: "infra/w1" },
    "identity-range": { "min-identity": 65_536, "max-identity": 131_071 },
    routing: { "inter-host-routing-mode": "Native" },
    "kube-proxy-replacement": { mode: "True" },
  };
  const data = {
    ...{ "cluster-id": "1", "cluster-name": "infra", "routing-mode": "native", "kube-proxy-replacement": "true" },
    debug: "false",
  };
  const changedAt = "2026-11-21T11:00:00Z";
  const with_ = (keys: string[], agent: object | null = status, values: object = data) =>
    judge(
      row,
      {
        pods: look([pod("2026-11-21T10:00:00Z")]),
        ciliumStatus: look({ agents: { "cilium-a": agent } }),
        ciliumConfig: look({
          ...{ data: values, changedAt, changedBy: "kubectl-edit" },
          writes: [
            { by: "helm", at: "2026-11-21T09:00:00Z", keys: Object.keys(data) },
            { by: "kubectl-edit", at: changedAt, keys },
          ],
        }),
      },
      { profile, now },
    );

  test("are what the agents run all along", () => {
    const keys = ["cluster-id", "cluster-name", "routing-mode", "kube-proxy-replacement"];
    expect(with_(keys)).toMatchObject({ verdict: "pass", remarks: [expect.stringContaining("runs what they say")] });
  });

  test("with another value they are not, and it is told", () => {
    expect(with_(["cluster-id"], status, { ...data, "cluster-id": "2" }).findings).toMatchObject([
      { actual: "started 2026-11-21T10:00:00Z, and runs cluster-id 1" },
    ]);
  });

  test("a key that no agent tells, an agent that is silent, a writer without keys: nobody knows", () => {
    expect(with_(["cluster-id", "debug"]).verdict).toBe("fail");
    expect(with_(["cluster-id"], null).verdict).toBe("fail");
    expect(with_(["cluster-id"], {}).verdict).toBe("fail");
    expect(with_([]).verdict).toBe("fail");
  });
});

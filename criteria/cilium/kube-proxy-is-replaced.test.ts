import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { ciliumStatus, healthyAgent } from "../testing/cilium-status.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./kube-proxy-is-replaced.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const judged = (value: string | undefined, parts: object = {}) =>
  judge(
    row,
    {
      ciliumConfig: look({ data: value === undefined ? {} : { "kube-proxy-replacement": value } }),
      ciliumStatus: look(ciliumStatus(parts)),
    },
    { profile, now },
  );

describe("cilium/kube-proxy-is-replaced", () => {
  test("in the configuration and in each agent", () =>
    expect(judged("true")).toMatchObject({ verdict: "pass", examined: 2 }));
  test("not configured", () => {
    expect(judged("false").findings).toMatchObject([
      { subject: "configmap/cilium-config", actual: "false", hopeless: true },
    ]);
    expect(judged(undefined).findings).toMatchObject([{ actual: "not set" }]);
  });
  test("configured, and one agent runs without it", () => {
    const agents = {
      "cilium-a": healthyAgent,
      "cilium-b": { "kube-proxy-replacement": { mode: "False" } },
      "cilium-c": {},
    };
    expect(judged("true", { agents }).findings).toMatchObject([
      { subject: "agent/cilium-b", actual: "False" },
      { subject: "agent/cilium-c", actual: "not said" },
    ]);
  });
  test("silent agents, and none at all", () => {
    expect(judged("true", { agents: { "cilium-a": null } }).verdict).toBe("inconclusive");
    expect(judged("true", { agents: {} })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "agents", reason: "the Cilium CLI named none" }],
    });
    expect(judged("true", { agents: { "cilium-a": healthyAgent, "cilium-b": null } }).unseen).toMatchObject([
      { subject: "agent/cilium-b" },
    ]);
  });
  test("irrelevant, erring", () => {
    expect(
      judge(row, {}, { profile: profileOf({ cilium: { ...infra, kubeProxyReplacement: false } }), now }).reason,
    ).toBe("the profile keeps kube-proxy");
    expect(
      judge(row, { ciliumConfig: look({ data: {} }), ciliumStatus: trouble("command-killed") }, { profile, now })
        .verdict,
    ).toBe("inconclusive");
  });
});

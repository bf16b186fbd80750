import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { ciliumStatus, healthyAgent, rolledOut } from "../testing/cilium-status.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./status-is-ok.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const judged = (parts: object = {}, given = profile) =>
  judge(row, { ciliumStatus: look(ciliumStatus(parts)) }, { profile: given, now });

describe("cilium/status-is-ok", () => {
  test("everything is well", () => expect(judged()).toMatchObject({ verdict: "pass", examined: 5 }));
  test("an agent that does not reach the API server, says nothing of it, or reaches no other node", () => {
    const agent = (parts: object) => judged({ agents: { "cilium-a": { ...healthyAgent, ...parts } } }).findings;
    expect(agent({ kubernetes: { state: "Failure", msg: "timeout" } })).toEqual([
      { subject: "agent/cilium-a", expected: "kubernetes: Ok", actual: "kubernetes: Failure (timeout)" },
    ]);
    expect(agent({ kubernetes: undefined })).toMatchObject([{ actual: "kubernetes: no state" }]);
    expect(agent({ cluster: { ciliumHealth: { state: "Warning" } } })).toMatchObject([{ actual: "health: Warning" }]);
  });
  test("no pod counted: nothing is known of what Cilium manages", () =>
    expect(judged({ podsCount: { all: 0, byCilium: 0 } }).verdict).toBe("inconclusive"));
  test("exit 1 without a word", () =>
    expect(judged({ exit: 1 })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "cilium status", reason: "ended with exit 1 and did not say why" }],
    }));
  test("what was refused, as with a token that has expired, is not seen; what else it says counts", () => {
    const said = (...errors: string[]) =>
      judged({
        ...{ exit: 1, collectionErrors: 3, agents: {}, podState: {} },
        errors: [{ component: "cilium", pod: "cilium", errors, warnings: [], disabled: false }],
      });
    expect(said("Unauthorized")).toMatchObject({ verdict: "inconclusive", findings: [] });
    expect(said("Unauthorized", "daemonset cilium is rolling out").verdict).toBe("fail");
  });
  test("exit 0 with errors and warnings", () => {
    const errors = [
      {
        component: "cilium",
        pod: "cilium-a",
        errors: ["daemonset cilium is rolling out"],
        warnings: ["2 endpoints are not ready"],
        disabled: false,
      },
    ];
    expect(judged({ errors }).findings).toEqual([
      { subject: "component/cilium/cilium-a", expected: "no error", actual: "daemonset cilium is rolling out" },
      { subject: "component/cilium/cilium-a", expected: "no warning", actual: "warning: 2 endpoints are not ready" },
    ]);
  });
  test("a pod that waits for a node or an address has no endpoint to miss", () => {
    const counted = { podsCount: { all: 6, byCilium: 5 } };
    const with_ = (spec: object, podStatus: object) =>
      judge(
        row,
        { ciliumStatus: look(ciliumStatus(counted)), pods: look([{ spec, status: podStatus }]) },
        { profile, now },
      );
    expect(with_({}, { phase: "Pending" })).toMatchObject({
      verdict: "pass",
      remarks: ["1 pods wait for a node or an address: no endpoint is missed of them"],
    });
    expect(with_({ nodeName: "w1" }, { phase: "Pending" }).verdict).toBe("pass");
    for (const [spec, podStatus] of [
      [{ nodeName: "w1" }, { phase: "Pending", podIP: "10.0.0.1" }],
      [{ nodeName: "w1" }, { phase: "Running" }],
      [{ hostNetwork: true }, { phase: "Pending" }],
    ] as const)
      expect(with_(spec, podStatus).findings).toMatchObject([{ subject: "cluster/pods", actual: "5 are" }]);
    expect(judged(counted).verdict).toBe("fail");
  });
  test("an operator that is gone is called disabled by the CLI", () => {
    const { "cilium-operator": _, ...others } = ciliumStatus().podState;
    expect(judged({ podState: others }).findings).toMatchObject([
      { subject: "component/cilium-operator", actual: "not there" },
    ]);
    expect(
      judged({ podState: { ...others, "cilium-operator": { ...rolledOut, disabled: true } } }).findings,
    ).toMatchObject([{ actual: "disabled" }]);
  });
  test("components that are short, wanted nowhere, or left out by the profile", () => {
    expect(
      judged({ podState: { ...ciliumStatus().podState, cilium: { ...rolledOut, desired: 3 } } }).findings,
    ).toMatchObject([{ expected: "3 ready and available", actual: "1 ready, 1 available" }]);
    expect(
      judged({ podState: { ...ciliumStatus().podState, cilium: { ...rolledOut, desired: 0, ready: 0, available: 0 } } })
        .findings,
    ).toMatchObject([{ actual: "0 desired" }]);
    const plain = profileOf({ cilium: { ...infra, envoy: false, hubbleRelay: false } });
    expect(judged({ podState: { cilium: rolledOut, "cilium-operator": rolledOut } }, plain).verdict).toBe("pass");
  });
  test("ready or available alone is not both", () => {
    const of = (parts: object) =>
      judged({ podState: { ...ciliumStatus().podState, "cilium-envoy": { ...rolledOut, ...parts } } });
    expect(of({ ready: 0 }).findings).toMatchObject([{ actual: "0 ready, 1 available" }]);
    expect(of({ available: 0 }).findings).toMatchObject([{ actual: "1 ready, 0 available" }]);
    const { "cilium-envoy": _, ...others } = ciliumStatus().podState;
    expect(judged({ podState: others }).findings).toMatchObject([{ subject: "component/cilium-envoy" }]);
  });
  test("an error of a component as a whole names no pod", () => {
    const error = { component: "cilium", pod: "cilium", errors: ["gone"], warnings: [], disabled: false };
    expect(judged({ errors: [error] }).findings).toMatchObject([{ subject: "component/cilium" }]);
    expect(judged({ errors: [{ ...error, pod: "" }] }).findings).toMatchObject([{ subject: "component/cilium" }]);
    const warned = { ...error, errors: [], warnings: ["slow", "hubble relay is not deployed"] };
    expect(judged({ errors: [warned], collectionErrors: 1 }).findings).toMatchObject([{ actual: "warning: slow" }]);
  });
  test("unmanaged pods, an agent that is not well", () => {
    expect(judged({ podsCount: { all: 5, byCilium: 3 } }).findings).toMatchObject([
      { expected: "all 5 pods managed by Cilium", actual: "3 are" },
    ]);
    expect(judged({ agents: { "cilium-a": { cilium: { state: "Failure", msg: "kvstore" } } } }).findings).toMatchObject(
      [{ subject: "agent/cilium-a", actual: "Failure (kvstore)" }],
    );
    expect(judged({ agents: { "cilium-a": {} } }).findings).toMatchObject([{ actual: "no state" }]);
  });
  test("silent agents, no agents, and what could not be collected, are unseen", () => {
    const silent = {
      agents: { "cilium-a": null },
      errors: [{ component: "cilium", pod: "cilium-a", errors: ["unable to retrieve"], warnings: [], disabled: false }],
    };
    expect(judged(silent)).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      unseen: [{ subject: "agent/cilium-a" }],
    });
    expect(judged({ agents: {} })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "agents", reason: "the Cilium CLI named none" }],
    });
    expect(judged({ collectionErrors: 2 })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ reason: "could not collect everything: 2 errors" }],
    });
  });
  test("agents that the CLI leaves out are unseen", () =>
    expect(
      judged({
        podState: { ...ciliumStatus().podState, cilium: { ...rolledOut, desired: 3, ready: 3, available: 3 } },
      }),
    ).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "agents", reason: "the Cilium CLI named 1 of 3" }],
    }));
  test('everything forbidden: the CLI\'s "not deployed" is no finding, and never a pass', () => {
    const warnings = ["hubble relay is not deployed"];
    const errors = [{ component: "hubble-relay", pod: "hubble-relay", errors: [], warnings, disabled: false }];
    const nothing = { podState: {}, podsCount: { all: 0, byCilium: 0 }, agents: {} };
    const forbidden = judged({ ...nothing, errors, collectionErrors: 1 });
    expect(forbidden).toMatchObject({ verdict: "inconclusive", findings: [] });
    expect(forbidden.unseen).toContainEqual({
      subject: "component/hubble-relay",
      reason: "not there, or not to be read by the Cilium CLI",
    });
    expect(judged({ errors }).findings).toMatchObject([{ actual: "warning: hubble relay is not deployed" }]);
  });
  test("irrelevant, erring", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(judge(row, { ciliumStatus: trouble("command-missing") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { profileOf } from "../testing/profile.ts";
import { look, trouble } from "../testing/sources.ts";
import everyExpectedNodeIsReady from "./every-expected-node-is-ready.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ nodes: [{ name: "cp1", address: "10.25.11.11", role: "control-plane" }] });
const node = {
  metadata: { name: "cp1" },
  status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2026-11-21T11:40:00Z" }] },
};
const lease = { metadata: { name: "cp1" }, spec: { renewTime: "2026-11-21T11:59:55.000000Z" } };
const judged = (nodes: object[], leases: object[]) =>
  judge(everyExpectedNodeIsReady, { nodes: look(nodes), nodeLeases: look(leases) }, { profile, now });

describe("kubernetes/every-expected-node-is-ready", () => {
  test("a registered, Ready node that is heard from passes", () => {
    expect(judged([node], [lease])).toMatchObject({ verdict: "pass", examined: 1, findings: [] });
  });

  test("a node that never joined", () => {
    expect(judged([], [lease])).toMatchObject({
      verdict: "fail",
      findings: [{ subject: "node/cp1", expected: "a registered Node", actual: "none" }],
    });
  });

  test("a node that is not Ready says why and since when", () => {
    const conditions = [
      {
        type: "Ready",
        status: "False",
        reason: "KubeletNotReady",
        message: "cni plugin not initialized",
        lastTransitionTime: "2026-11-21T11:50:00Z",
      },
    ];
    expect(judged([{ ...node, status: { conditions } }], [lease]).findings).toEqual([
      {
        subject: "node/cp1",
        expected: "Ready=True",
        actual: "Ready=False (KubeletNotReady: cni plugin not initialized)",
        since: "2026-11-21T11:50:00Z",
      },
    ]);
  });

  test("a node without status", () => {
    expect(judged([{ metadata: { name: "cp1" } }], [lease]).findings).toMatchObject([{ actual: "no Ready condition" }]);
  });

  test("a silent kubelet under Ready=True", () => {
    const quiet = { ...lease, spec: { renewTime: "2026-11-21T11:58:30.000000Z" } };
    expect(judged([node], [quiet]).findings).toMatchObject([
      { expected: "a heartbeat within 40s", actual: "silent for 1m30s, though Ready=True" },
    ]);
    const none = [{ subject: "node/cp1", expected: "a renewed node lease", actual: "none" }];
    expect(judged([node], []).findings).toEqual(none);
    expect(judged([node], [{ metadata: { name: "cp1" } }]).findings).toEqual(none);
    const inTime = { ...lease, spec: { renewTime: "2026-11-21T11:59:20.000000Z" } };
    expect(judged([node], [inTime]).verdict).toBe("pass");
  });

  test("a cordoned node, unless the profile allows it", () => {
    const drained = { ...node, spec: { unschedulable: true } };
    expect(judged([drained], [lease]).findings).toEqual([
      { subject: "node/cp1", expected: "schedulable", actual: "cordoned" },
    ]);
    const kubernetes = { endpoint: "https://10.25.11.10:6443", allowCordoned: ["cp1"] };
    const results = { nodes: look([drained]), nodeLeases: look([lease]) };
    expect(judge(everyExpectedNodeIsReady, results, { profile: profileOf({ kubernetes }), now }).verdict).toBe("pass");
  });

  test("a stranger", () => {
    expect(judged([node, { metadata: { name: "who" } }], [lease]).findings).toMatchObject([
      { subject: "node/who", expected: "no node that the profile does not name" },
    ]);
    expect(judged([node, {}], [lease]).findings).toMatchObject([{ subject: "node/undefined" }]);
    const nodes = [
      { name: "cp1", address: "10.25.11.11", role: "control-plane" as const },
      { name: "cp2", address: "10.25.11.12", role: "control-plane" as const },
    ];
    const of = (name: string, object: object) => ({ ...object, metadata: { name } });
    const results = {
      nodes: look([node, of("cp2", node)]),
      nodeLeases: look([lease, of("cp2", lease)]),
    };
    expect(judge(everyExpectedNodeIsReady, results, { profile: profileOf({ nodes }), now }).verdict).toBe("pass");
  });

  test("a source that is missing or errs", () => {
    const context = { profile, now };
    expect(judge(everyExpectedNodeIsReady, { nodes: look([node]) }, context)).toMatchObject({
      verdict: "inconclusive",
      reason: "nodeLeases: was not looked at",
    });
    expect(
      judge(everyExpectedNodeIsReady, { nodes: trouble("forbidden"), nodeLeases: look([lease]) }, context),
    ).toMatchObject({
      verdict: "inconclusive",
      reason: "nodes: forbidden",
    });
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./cluster-mesh-is-connected.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const given = profileOf({ cilium: { ...infra, clusterMesh: { clusters: ["apps"] } } });
const mesh = {
  clusters: { apps: { configured: 1, connected: 1 } },
  total: 1,
  notReady: 0,
  errors: [],
  transcript: "t",
};
const judged = (parts: object = {}) =>
  judge(row, { clusterMesh: look({ ...mesh, ...parts }) }, { profile: given, now });

describe("cilium/cluster-mesh-is-connected", () => {
  test("connected from every node", () => expect(judged()).toMatchObject({ verdict: "pass", examined: 1 }));
  test("not configured, half configured, not connected (0 is left out by the CLI)", () => {
    expect(judged({ clusters: {} }).findings).toEqual([
      { subject: "cluster/apps", expected: "configured on every node", actual: "not configured" },
    ]);
    const two = profileOf({
      cilium: { ...infra, clusterMesh: { clusters: ["apps"] } },
      nodes: [
        { name: "a", address: "10.0.0.1", role: "control-plane" },
        { name: "b", address: "10.0.0.2", role: "worker" },
      ],
    });
    expect(judge(row, { clusterMesh: look(mesh) }, { profile: two, now }).findings).toMatchObject([
      { expected: "configured on 2 nodes", actual: "on 1" },
    ]);
    expect(judged({ clusters: { apps: { configured: 1 } } }).findings).toMatchObject([
      { expected: "connected from 1 nodes", actual: "from 0" },
    ]);
  });
  test("nodes that are not ready, errors", () => {
    expect(judged({ notReady: 2, total: 3 }).findings).toEqual([
      { subject: "cluster-mesh", expected: "every agent connected to every cluster", actual: "2 of 3 not ready" },
    ]);
    expect(judged({ errors: ["cilium-a"] }).findings).toEqual([
      { subject: "cluster-mesh", expected: "no errors", actual: "errors of cilium-a" },
    ]);
  });
  test("connectivity that the CLI could not collect is unseen, not unconfigured; its errors are findings", () => {
    expect(judged({ clusters: {}, total: 0 })).toMatchObject({
      verdict: "inconclusive",
      examined: 0,
      unseen: [{ subject: "cluster/apps", reason: "cilium clustermesh status told of no agent's connectivity" }],
    });
    expect(judged({ total: 0 })).toMatchObject({ verdict: "pass", examined: 1 });
    expect(judged({ clusters: {}, total: 0, errors: ["cilium"] }).findings).toMatchObject([
      { actual: "not configured" },
      { actual: "errors of cilium" },
    ]);
  });
  test("another cluster's connection is not the declared one's", () => {
    expect(judged({ clusters: { other: { configured: 1, connected: 1 } } }).findings).toMatchObject([
      { subject: "cluster/apps", actual: "not configured" },
    ]);
  });
  test("irrelevant, erring", () => {
    expect(judge(row, {}, { profile, now }).reason).toBe("the profile declares no cluster mesh");
    expect(judge(row, {}, { profile: profileOf(), now }).reason).toBe("the profile's CNI is not Cilium");
    expect(judge(row, { clusterMesh: trouble("command-failed") }, { profile: given, now }).verdict).toBe(
      "inconclusive",
    );
  });
});

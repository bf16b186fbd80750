import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./version-is-the-profiles.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf();
const node = (kubeletVersion?: string) => ({ metadata: { name: "cp1" }, status: { nodeInfo: { kubeletVersion } } });
const judged = (gitVersion: string, nodes: object[], given = profile) =>
  judge(
    row,
    { serverVersion: look({ gitVersion, major: "1", minor: "35" }), nodes: look(nodes) },
    { profile: given, now },
  );

describe("kubernetes/version-is-the-profiles", () => {
  test("server and kubelets", () =>
    expect(judged("v1.35.0", [node("v1.35.0")])).toMatchObject({ verdict: "pass", examined: 2 }));
  test("a profile without patch takes any patch of that minor", () => {
    const minor = profileOf({ kubernetes: { endpoint: "https://x:6443", version: "v1.35" } });
    expect(judged("v1.35.4", [node("v1.35.2")], minor).verdict).toBe("pass");
    expect(judged("v1.36.0", [node("v1.35.2")], minor).verdict).toBe("fail");
  });
  test("another server, another kubelet", () => {
    expect(judged("v1.34.9", [node("v1.35.0")]).findings).toEqual([
      { subject: "cluster/version", expected: "v1.35.0", actual: "v1.34.9", hopeless: true },
    ]);
    expect(judged("v1.35.0", [node("v1.34.0")]).findings).toMatchObject([
      { subject: "node/cp1", expected: "kubelet v1.35.0", actual: "v1.34.0", hopeless: true },
    ]);
  });
  test("a node that is not there is unseen", () => {
    expect(judged("v1.35.0", [])).toMatchObject({
      verdict: "inconclusive",
      examined: 1,
      unseen: [{ subject: "node/cp1", reason: "its kubelet's version is not known" }],
    });
  });
  test("a node that says nothing of itself is unseen", () => {
    expect(judged("v1.35.0", [{ metadata: { name: "cp1" } }]).unseen).toHaveLength(1);
    expect(judged("v1.35.0", [{ metadata: { name: "cp1" }, status: {} }]).unseen).toHaveLength(1);
  });
  test("irrelevant without a version; erring", () => {
    expect(judged("v1.35.0", [], profileOf({ kubernetes: { endpoint: "https://x:6443" } })).reason).toBe(
      "the profile names no Kubernetes version",
    );
    expect(judge(row, { serverVersion: trouble("timeout"), nodes: look([]) }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
  });
});

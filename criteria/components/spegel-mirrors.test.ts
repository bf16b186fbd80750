import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./spegel-mirrors.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ releases: [{ name: "spegel", namespace: "kube-system" }] });
const pod = (parts: object = {}) => ({
  pod: "spegel-1",
  node: "cp1",
  ready: true,
  reached: true,
  detail: "200",
  ...parts,
});
const judged = (...pods: object[]) => judge(row, { spegel: look(pods) }, { profile, now });

describe("components/spegel-mirrors", () => {
  test("a ready registry on every node", () => expect(judged(pod())).toMatchObject({ verdict: "pass", examined: 1 }));
  test("none on a node, none at all", () => {
    expect(judged(pod({ node: "other" })).findings).toEqual([
      { subject: "node/cp1", expected: "a Spegel pod", actual: "none" },
    ]);
    expect(judged().verdict).toBe("fail");
  });
  test("a registry that is not ready, or was not reached", () => {
    expect(judged(pod({ ready: false, detail: "500 no peers" })).findings).toMatchObject([
      { subject: "pod/spegel-1", actual: "500 no peers" },
    ]);
    expect(judged(pod({ ready: false, reached: false, detail: "403" }))).toMatchObject({
      verdict: "inconclusive",
      examined: 0,
    });
  });
  test("a node whose registry was not reached is unseen, the others are judged", () => {
    const two = profileOf({
      releases: [{ name: "spegel", namespace: "kube-system" }],
      nodes: [
        { name: "cp1", address: "10.25.11.11", role: "control-plane" },
        { name: "cp2", address: "10.25.11.12", role: "control-plane" },
      ],
    });
    const hidden = pod({ pod: "spegel-2", node: "cp2", ready: false, reached: false, detail: "403" });
    expect(judge(row, { spegel: look([pod(), hidden]) }, { profile: two, now })).toMatchObject({
      verdict: "inconclusive",
      examined: 1,
      unseen: [{ subject: "pod/spegel-2", reason: "the API's proxy did not reach it: 403" }],
    });
  });
  test("irrelevant, erring", () => {
    const both = profileOf({ releases: ["coredns", "spegel"].map((name) => ({ name, namespace: "kube-system" })) });
    expect(judge(row, { spegel: look([pod()]) }, { profile: both, now }).verdict).toBe("pass");
    const other = profileOf({ releases: [{ name: "coredns", namespace: "kube-system" }] });
    expect(judge(row, {}, { profile: other, now }).reason).toBe("the profile lists no release spegel");
    expect(judge(row, { spegel: trouble("forbidden") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
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
  test("irrelevant, erring", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(judge(row, { spegel: trouble("forbidden") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

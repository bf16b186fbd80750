import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./access-is-enough-and-read-only.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf();
const question = (verb: string, allowed: boolean, more: object = {}) => ({
  verb,
  group: "",
  resource: "pods",
  allowed,
  rows: ["workloads/every-pod-runs"],
  ...more,
});
const judged = (questions: object[], mayWrite: string[] = [], given = profile) =>
  judge(row, { access: look({ questions, mayWrite }) }, { profile: given, now });

describe("prerequisites/access-is-enough-and-read-only", () => {
  test("everything may be read", () => {
    expect(judged([question("get", true), question("list", true)])).toMatchObject({
      verdict: "pass",
      examined: 2,
      remarks: ["this identity may only read"],
    });
  });
  test("what is refused is named once, with its checks", () => {
    const more = { group: "cilium.io", resource: "ciliumnodes", rows: ["a/1", "a/2", "a/3", "a/4"], reason: "no rule" };
    expect(
      judged([question("get", true), question("list", false, more), question("watch", false, more)]).findings,
    ).toEqual([
      {
        subject: "resource/ciliumnodes.cilium.io",
        expected: "to be allowed to list, watch",
        actual: "no list, watch (no rule): a/1, a/2, a/3 and 1 more checks cannot be judged",
      },
    ]);
  });
  test("three checks are named without a count, and five rights", () => {
    const more = { rows: ["a/1", "a/2", "a/3"] };
    expect(judged([question("list", false, more)]).findings).toMatchObject([
      { subject: "resource/pods", actual: "no list: a/1, a/2, a/3 cannot be judged" },
    ]);
    const rights = ["1", "2", "3", "4", "5"];
    expect(judged([question("get", true)], rights).remarks).toEqual(["this identity may write: 1, 2, 3, 4, 5"]);
    expect(judged([question("get", true)], [...rights, "6", "7"]).remarks).toEqual([
      "this identity may write: 1, 2, 3, 4, 5 and 2 more",
    ]);
  });
  test("an identity that may write is a remark, and a finding where the profile demands read-only", () => {
    expect(judged([question("get", true)], ["create pods"])).toMatchObject({
      verdict: "pass",
      remarks: ["this identity may write: create pods"],
    });
    const strict = profileOf({ kubernetes: { endpoint: "https://x:6443", readOnlyIdentity: true } });
    expect(judged([question("get", true)], ["create pods"], strict).findings).toEqual([
      {
        subject: "identity/rights",
        expected: "an identity that only reads",
        actual: "it may create pods",
        hopeless: true,
      },
    ]);
    expect(judged([question("get", true)], [], strict).verdict).toBe("pass");
  });
  test("no question was answered, or none could be asked", () => {
    expect(judged([])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judge(row, { access: trouble("forbidden") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./nothing-moves.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf();
const judged = (rows: object[]) => judge(row, { steadiness: look({ windowMs: 30_000, rows }) }, { profile, now });

describe("workloads/nothing-moves", () => {
  test("everything that passed passes still", () =>
    expect(judged([{ id: "a/b", verdict: "pass", findings: [] }])).toMatchObject({ verdict: "pass", examined: 1 }));
  test("what stopped passing is named with what is wrong now", () => {
    expect(
      judged([{ id: "a/b", verdict: "fail", findings: ["pod/x/y: crash-loop", "pod/x/z: too", "more"] }]).findings,
    ).toEqual([
      { subject: "check/a/b", expected: "still a pass after 30s", actual: "fail: pod/x/y: crash-loop; pod/x/z: too" },
    ]);
  });
  test("what could not be looked at again is unseen", () => {
    expect(judged([{ id: "a/b", verdict: "inconclusive", findings: ["pods: 503"] }])).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      unseen: [{ subject: "check/a/b", reason: "pods: 503" }],
    });
    expect(judged([{ id: "a/b", verdict: "inconclusive", findings: [] }]).unseen).toEqual([
      { subject: "check/a/b", reason: "could not be judged again" },
    ]);
    expect(judged([{ id: "a/b", verdict: "fail", findings: [] }]).unseen).toEqual([]);
  });
  test("nothing had passed: nothing to examine", () => {
    expect(judged([])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judge(row, { steadiness: trouble("interrupted") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

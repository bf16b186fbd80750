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
  test("an API server that was away in between, though everything passes again", () => {
    const rows = [{ id: "a/b", verdict: "pass", findings: [] }];
    const from = "2026-11-21T11:59:10.000Z";
    const silences = [
      { from, to: "2026-11-21T11:59:30.000Z", ms: 20_000, why: "connect ECONNREFUSED" },
      { from, ms: 13_000, why: "GET /readyz answered 500" },
    ];
    expect(judge(row, { steadiness: look({ windowMs: 30_000, rows, silences }) }, { profile, now }).findings).toEqual([
      {
        subject: "cluster/api",
        expected: "an API server that answers during all of the 30s",
        actual: "away for 20s: connect ECONNREFUSED",
        since: from,
        hopeless: true,
      },
      expect.objectContaining({ actual: "away for 13s, and still is: GET /readyz answered 500" }),
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

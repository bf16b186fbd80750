import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./connectivity-test-passes.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const full = profileOf({ cilium: { ...infra, connectivity: { scope: "full", minimumTests: 40, smoke: ["a", "b"] } } });
const summary = { namespace: "cilium-test-1", run: 71, failed: 0, actions: 622, skipped: 52 };
const result = {
  scope: "full",
  exit: 0,
  killed: false,
  summaries: [summary],
  failedTests: [],
  begun: 71,
  error: "",
  transcript: "t",
};
const judged = (parts: object = {}) =>
  judge(row, { ciliumConnectivity: look({ ...result, ...parts }) }, { profile: full, now });

describe("cilium/connectivity-test-passes", () => {
  test("enough tests, all passed", () =>
    expect(judged()).toMatchObject({ verdict: "pass", examined: 71, remarks: ["scope full: 71 tests, 52 skipped"] }));
  test("a summary alone is no proof: the tests themselves are not to be seen", () =>
    expect(judged({ begun: 0 })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ reason: "its output names 0 of 71 tests: it is not whole" }],
    }));
  test("some failed, by name or only by number", () => {
    expect(
      judged({ exit: 1, summaries: [{ ...summary, failed: 2 }], failedTests: ["dns-only", "to-fqdns"] }).findings,
    ).toEqual([
      { subject: "test/dns-only", expected: "passed", actual: "failed" },
      { subject: "test/to-fqdns", expected: "passed", actual: "failed" },
    ]);
    expect(judged({ exit: 1, summaries: [{ ...summary, failed: 2 }] }).findings).toMatchObject([
      { subject: "tests/cilium-test-1", actual: "2 of 71 failed" },
    ]);
  });
  test("0 tests with exit 0, and fewer than the profile wants", () => {
    expect(judged({ summaries: [{ ...summary, run: 0 }] }).findings).toMatchObject([
      { expected: "at least 40 tests", actual: "0 were run" },
    ]);
    expect(judged({ summaries: [{ ...summary, run: 39 }] }).verdict).toBe("fail");
    expect(judged({ scope: "smoke", summaries: [{ ...summary, run: 2 }] }).verdict).toBe("pass");
  });
  test("0 tests, though the profile's smoke scope names none", () => {
    const empty = profileOf({ cilium: { ...infra, connectivity: { scope: "smoke", smoke: [] } } });
    const ran = look({ ...result, scope: "smoke", summaries: [{ ...summary, run: 0, skipped: 123 }] });
    expect(judge(row, { ciliumConnectivity: ran }, { profile: empty, now }).findings).toMatchObject([
      { expected: "at least 1 tests", actual: "0 were run" },
    ]);
  });
  test("green lines and an exit code that says otherwise", () => {
    expect(judged({ exit: 1, error: "[cilium-test-1] 1 tests failed" }).findings).toMatchObject([
      { expected: "exit 0", actual: "exit 1: [cilium-test-1] 1 tests failed" },
    ]);
  });
  test("killed, or ended before any result: nothing is known", () => {
    expect(judged({ exit: undefined, killed: true, summaries: [] })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ reason: "was killed before its end" }],
    });
    for (const end of [{ exit: undefined }, { killed: true }])
      expect(judged(end)).toMatchObject({
        verdict: "inconclusive",
        unseen: [{ subject: "cilium connectivity test", reason: "was killed before its end" }],
      });
    expect(judged({ exit: 1, summaries: [] }).reason).toMatch(/before any result$/);
    expect(judged({ exit: 1, summaries: [], error: "failed to fetch cilium runtime config" })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ reason: "ended with exit 1 before any result: failed to fetch cilium runtime config" }],
    });
  });
  test("irrelevant without Cilium or where the profile leaves it off; turned off for this run it is inconclusive", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(judge(row, {}, { profile, now })).toMatchObject({
      verdict: "not-applicable",
      reason: expect.stringContaining("--connectivity full"),
    });
    expect(judge(row, { ciliumConnectivity: trouble("off") }, { profile: full, now }).verdict).toBe("inconclusive");
  });
});

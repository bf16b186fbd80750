import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import healthCommandPasses, { HEALTH_CHECKS } from "./health-command-passes.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ talos: { version: "v1.12.0" } });
const checks = HEALTH_CHECKS.map((description) => ({
  description,
  state: description === "kube-proxy to report ready" ? "SKIP" : "OK",
}));
const well = { node: "cp1", exit: 0, killed: false, checks, error: "", transcript: "t", discovered: ["10.25.11.11"] };
const judged = (health: object) =>
  judge(healthCommandPasses, { talosHealth: look({ ...well, ...health }) }, { profile, now });
const upTo = (count: number, state: string) => [
  ...checks.slice(0, count),
  { description: HEALTH_CHECKS[count] ?? "", state },
];

describe("talos/health-command-passes", () => {
  test("every check seen OK, and the one that may be skipped skipped", () => {
    expect(judged({})).toMatchObject({
      verdict: "pass",
      examined: 15,
      remarks: ['talosctl skipped "kube-proxy to report ready"'],
    });
  });

  test("a check that fails is named, with what it says", () => {
    const health = {
      exit: 1,
      error: "healthcheck error: rpc error: code = DeadlineExceeded",
      checks: upTo(12, "some nodes are not ready: [cp2]"),
    };
    expect(judged(health)).toMatchObject({
      verdict: "fail",
      examined: 13,
      unseen: [],
      findings: [
        {
          subject: "check/all k8s nodes to report ready",
          expected: "OK",
          actual: "some nodes are not ready: [cp2]",
        },
      ],
    });
  });

  test("a check that was still waiting at the time-out", () => {
    const health = { exit: 1, error: "context deadline exceeded", checks: upTo(0, "...") };
    expect(judged(health).findings).toEqual([
      {
        subject: "check/etcd to be healthy",
        expected: "OK",
        actual: "still waiting when the command ended: context deadline exceeded",
      },
    ]);
  });

  test("a signal made it exit 0 in the middle: what failed is told, what did not answer is not seen", () => {
    expect(judged({ checks: upTo(12, "some nodes are not ready: [cp2]") }).verdict).toBe("fail");
    expect(judged({ checks: upTo(12, "...") })).toMatchObject({
      verdict: "inconclusive",
      unseen: [
        { subject: "check/all k8s nodes to report ready", reason: "not reported" },
        { subject: "check/kube-proxy to report ready", reason: "not reported" },
        { subject: "check/coredns to report ready", reason: "not reported" },
        { subject: "check/all k8s nodes to report schedulable", reason: "not reported" },
      ],
    });
  });

  test("killed at its deadline, with exit 0, even with every check OK", () => {
    expect(judged({ killed: true })).toMatchObject({
      verdict: "inconclusive",
      reason: "node/cp1: talosctl health was killed: no answer",
    });
    expect(judged({ killed: true, exit: undefined, checks: upTo(0, "...") }).reason).toContain(
      'node/cp1: talosctl health was killed while it waited for "etcd to be healthy": no answer',
    );
  });

  test("killed after a check had said what is wrong: told, and that more may be", () => {
    expect(judged({ killed: true, checks: upTo(0, "2 of 3 members") })).toMatchObject({
      verdict: "fail",
      findings: [{ actual: "2 of 3 members" }],
      unseen: [{ subject: "node/cp1", reason: "talosctl health was killed before it ended" }],
    });
  });

  test("ended by a signal while a check waited: nobody said anything", () => {
    const judgement = judged({ exit: undefined, checks: upTo(0, "...") });
    expect(judgement.verdict).toBe("inconclusive");
    expect(judgement.reason).toContain("node/cp1: talosctl health was ended by a signal: without a word");
    expect(judged({ exit: 1, checks: upTo(0, "...") }).findings).toMatchObject([
      { actual: "still waiting when the command ended" },
    ]);
  });

  test("a stream that ends early exits 0 and says nothing", () => {
    const judgement = judged({ checks: [] });
    expect(judgement).toMatchObject({ verdict: "inconclusive", examined: 0 });
    expect(judgement.unseen).toHaveLength(16);
    expect(judged({ checks: undefined }).unseen).toEqual(judgement.unseen);
  });

  test("node checks that a newer Talos skips where the CNI is none", () => {
    const skipping = checks.map((check) =>
      check.description === "all k8s nodes to report ready" ? { ...check, state: "SKIP" } : check,
    );
    expect(judged({ checks: skipping })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "check/all k8s nodes to report ready", reason: "skipped, though it may not be" }],
    });
  });

  test("a node that the profile lets be cordoned is no failure, another one beside it is", () => {
    const allowing = profileOf({
      talos: { version: "v1.12.0" },
      kubernetes: { endpoint: "https://10.25.11.10:6443", allowCordoned: ["cp2"] },
    });
    const asked = (names: string) => {
      const health = { ...well, exit: 1, checks: upTo(15, `some nodes are not schedulable: [${names}]`) };
      return judge(healthCommandPasses, { talosHealth: look(health) }, { profile: allowing, now });
    };
    expect(asked("cp2")).toMatchObject({
      verdict: "pass",
      examined: 15,
      remarks: [
        'talosctl skipped "kube-proxy to report ready"',
        "talosctl health waits for cp2, which the profile lets be cordoned",
      ],
    });
    expect(asked("cp2 cp3")).toMatchObject({
      verdict: "fail",
      findings: [{ actual: "some nodes are not schedulable: [cp2 cp3]" }],
    });
  });

  test("it looked at fewer nodes than the profile has", () => {
    expect(judged({ discovered: ["10.25.11.12"] })).toMatchObject({
      verdict: "inconclusive",
      reason: "node/cp1: talosctl health did not look at 10.25.11.11: it discovered 10.25.11.12",
    });
    for (const discovered of [[], undefined])
      expect(judged({ discovered })).toMatchObject({
        verdict: "inconclusive",
        unseen: [{ subject: "command/talosctl health", reason: "it named no node that it looked at" }],
      });
  });

  test("it could not ask at all", () => {
    expect(
      judged({ exit: 1, error: "rpc error: code = PermissionDenied desc = not authorized", checks: [] }),
    ).toMatchObject({
      verdict: "inconclusive",
      unseen: expect.arrayContaining([
        {
          subject: "node/cp1",
          reason: "talosctl health exited 1: rpc error: code = PermissionDenied desc = not authorized",
        },
      ]),
    });
    expect(judged({ exit: undefined, checks: [] }).reason).toContain("was ended by a signal: without a word");
  });

  test("a source that is missing, and a profile without Talos", () => {
    expect(judge(healthCommandPasses, { talosHealth: trouble("command-missing") }, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "talosHealth: command-missing",
    });
    expect(judge(healthCommandPasses, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
  });
});

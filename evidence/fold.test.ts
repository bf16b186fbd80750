import { describe, expect, test } from "vitest";
import { diagnose } from "../diagnosis/diagnosis.ts";
import type { Link } from "../diagnosis/link.ts";
import { fold } from "./fold.ts";
import { AT, ended, finished, finding, row, runOf, saved, started } from "../reports/testing/events.ts";

const two = [row("a/one"), row("a/two")];

describe("a whole run", () => {
  test("every check passed", () => {
    const run = runOf([started(two), finished("a/one", "pass"), finished("a/two", "pass"), ended()]);
    expect(run.outcome).toEqual({
      verdict: "pass",
      exit: 0,
      interrupted: false,
      partial: false,
      counts: { pass: 2, fail: 0, inconclusive: 0, "not-applicable": 0, waived: 0 },
    });
    expect(run).toMatchObject({ startedAt: AT, endedAt: "2026-11-21T04:14:22.000Z", warnings: [] });
    expect(run.criteria[0]).toEqual({
      id: "a/one",
      title: "the fact of a/one",
      suite: "40-kubernetes",
      why: "Because it matters.",
      serves: ["AC1"],
      verdict: "pass",
      examined: 1,
      findings: [],
      unseen: [],
      remarks: [],
      patienceMs: 60_000,
      attempts: 1,
      startedAt: AT,
      tookMs: 300,
      evidence: [],
    });
  });

  test.each([
    ["fail", { verdict: "fail", exit: 1 }],
    ["inconclusive", { verdict: "inconclusive", exit: 3 }],
    ["waived", { verdict: "pass", exit: 0, partial: true }],
    ["not-applicable", { verdict: "pass", exit: 0, partial: false }],
  ] as const)("a pass and a %s", (verdict, outcome) => {
    const run = runOf([started(two), finished("a/one", "pass"), finished("a/two", verdict), ended()]);
    expect(run.outcome).toMatchObject(outcome);
  });

  test("nothing passed proves nothing", () => {
    const none = runOf([
      started(two),
      finished("a/one", "not-applicable"),
      finished("a/two", "not-applicable"),
      ended(),
    ]);
    expect(none.outcome).toMatchObject({ verdict: "inconclusive", exit: 3 });
    expect(runOf([started([]), ended()]).outcome).toMatchObject({ verdict: "inconclusive", exit: 3 });
  });

  test("checks left out make it partial", () => {
    const run = runOf([
      started(two, { filtered: true }),
      finished("a/one", "pass"),
      finished("a/two", "pass"),
      ended(),
    ]);
    expect(run.outcome).toMatchObject({ verdict: "pass", exit: 0, partial: true });
  });

  test("a refused run", () => {
    const events = [started(two), { event: "run-refused" as const, at: AT, message: "no such context" }, ended()];
    expect(runOf(events).outcome).toMatchObject({ exit: 2, refused: "no such context", verdict: "inconclusive" });
  });

  test("what was asked, run and warned of", () => {
    const run = runOf([
      started(two),
      { event: "identified", at: AT, kubeSystemUid: "uid", kubernetesVersion: "v1.35.0" },
      {
        event: "command-finished",
        at: AT,
        argv: ["flux", "check"],
        exit: 0,
        killed: false,
        tookMs: 5,
        transcript: "t",
      },
      { event: "requests", at: AT, total: 1, connections: 1, bytes: 1, byVerb: { get: 1 }, retries: 0 },
      { event: "requests", at: AT, total: 9, connections: 2, bytes: 10, byVerb: { get: 9 }, retries: 1 },
      { event: "warning", at: AT, message: "odd" },
      { event: "timeline", at: AT, timeline: { phases: [], intervals: [], criticalPath: [], remarks: [], gaps: [] } },
      ended(),
    ]);
    expect(run.cluster).toMatchObject({ name: "infra", kubeSystemUid: "uid", kubernetesVersion: "v1.35.0" });
    expect(run.requests).toEqual({ total: 9, connections: 2, bytes: 10, byVerb: { get: 9 }, retries: 1 });
    expect(run.commands).toEqual([{ argv: ["flux", "check"], exit: 0, killed: false, tookMs: 5, transcript: "t" }]);
    expect(run.warnings).toEqual(["odd"]);
    expect(run.timeline).toBeDefined();
  });
});

describe("a run that broke off", () => {
  test("the checks that nobody judged are inconclusive, and no cause of anything", () => {
    const run = fold([started(two), finished("a/one", "pass")], { diagnose });
    expect(run.outcome).toMatchObject({ verdict: "inconclusive", exit: 3, interrupted: true });
    expect(run.criteria[1]).toMatchObject({
      verdict: "inconclusive",
      reason: "never judged: the run was interrupted",
      attempts: 0,
    });
    expect(run.diagnosis).toEqual([]);
  });

  test("a fail before it still fails", () => {
    const run = runOf([started(two), finished("a/one", "fail"), ended(true)]);
    expect(run.outcome).toMatchObject({ verdict: "fail", exit: 1, interrupted: true });
  });

  test("everything passed, then Ctrl-C", () => {
    const run = runOf([started(two), finished("a/one", "pass"), finished("a/two", "pass"), ended(true)]);
    expect(run.outcome).toMatchObject({ verdict: "inconclusive", exit: 3, interrupted: true });
  });

  test("a check that was waited for says what it last looked like", () => {
    const run = runOf([
      started(two),
      { event: "row-started", at: AT, id: "a/one", suite: "s", patienceMs: 1 },
      {
        event: "row-waiting",
        at: AT,
        id: "a/one",
        attempt: 7,
        verdict: "fail",
        summary: "2 of 3 ready",
        deadline: AT,
        moving: true,
      },
    ]);
    expect(run.criteria[0]).toMatchObject({
      reason: "never judged: the run was interrupted; it last looked like: 2 of 3 ready",
      attempts: 7,
      moving: true,
      startedAt: AT,
    });
  });

  test("a journal without a first line, or without any", () => {
    const headless = runOf([finished("a/one", "fail")]);
    expect(headless.criteria).toMatchObject([{ id: "a/one", title: "a/one", verdict: "fail" }]);
    expect(headless.outcome.exit).toBe(1);
    expect(runOf([]).outcome).toMatchObject({ exit: 3, interrupted: true });
  });
});

describe("exactly one outcome a check", () => {
  test("a suite that never loaded leaves inconclusive checks", () => {
    const run = runOf([started(two), finished("a/one", "pass"), ended()]);
    expect(run.criteria[1]).toMatchObject({
      verdict: "inconclusive",
      reason: "never judged: the run ended without it",
    });
    expect(run.outcome).toMatchObject({ exit: 3, interrupted: false });
  });

  test("of two outcomes the worse counts, whichever came last", () => {
    const run = runOf([started([row("a/one")]), finished("a/one", "fail"), finished("a/one", "pass"), ended()]);
    expect(run.criteria).toMatchObject([{ verdict: "fail" }]);
    expect(run.warnings).toEqual(["a/one finished more than once; its worst outcome counts"]);
  });
});

test("evidence is what was kept, by the name of its file: a long list has another, and what was never read has none", () => {
  const evidence = ["observations/pods.json", "observations/nodes.json", "transcripts/001-flux.txt"];
  const run = runOf([
    started([row("a/one")]),
    finished("a/one", "pass", {}, { evidence }),
    saved("pods", "observations/pods.ndjson.gz"),
    ended(),
  ]);
  expect(run.criteria[0]?.evidence).toEqual(["observations/pods.ndjson.gz", "transcripts/001-flux.txt"]);
});

test("consequences name their cause, and causes their evidence", () => {
  const rows = [row("a/one"), row("a/two")];
  const links: Link[] = [{ row: "a/two", explainedBy: "a/one", because: "it waits for it" }];
  const told = [finished("a/one", "fail"), finished("a/two", "fail"), { event: "links" as const, at: AT, links }];
  const run = fold([started(rows), ...told, ended()], { diagnose });
  expect(run.diagnosis).toMatchObject([{ cause: "a/one", evidence: finding(), consequences: ["a/two"] }]);
  expect(run.criteria.map(({ consequenceOf }) => consequenceOf)).toEqual([undefined, "a/one"]);
  expect(run.criteria[0]).toMatchObject({ advice: "kubectl get one" });
});

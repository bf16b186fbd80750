import { describe, expect, test } from "vitest";
import type { Judgement, Verdict } from "../criteria/judge.ts";
import type { RunStarted } from "./event.ts";
import { ended, finished, finding, row, runOf, started } from "../reports/testing/events.ts";

const AREA = ["a/one", "a/two"];

function acOf(rows: string[], verdicts: Record<string, Verdict>, parts: Partial<RunStarted> = {}) {
  const stories = [{ id: "1.3", title: "Bootstrap", criteria: [{ ac: "AC1", statement: "It is", rows }] }];
  const ids = Object.keys(verdicts);
  const events = Object.entries(verdicts).map(([id, verdict]) => finished(id, verdict));
  return runOf([
    started(
      ids.map((id) => row(id)),
      { stories, ...parts },
    ),
    ...events,
    ended(),
  ]).stories[0]?.criteria[0];
}

describe("an acceptance criterion", () => {
  test.each([
    ["pass", "pass", "pass"],
    ["pass", "fail", "fail"],
    ["inconclusive", "fail", "fail"],
    ["pass", "inconclusive", "inconclusive"],
    ["waived", "inconclusive", "inconclusive"],
    ["pass", "waived", "waived"],
    ["pass", "not-applicable", "pass"],
    ["not-applicable", "not-applicable", "not-applicable"],
  ] as const)("of %s and %s is %s", (one, two, verdict) => {
    expect(acOf(AREA, { "a/one": one, "a/two": two })).toMatchObject({ verdict, criteria: AREA });
    expect(acOf(["a/*"], { "a/one": one, "a/two": two })).toMatchObject({ verdict, criteria: AREA });
  });

  test("a check that was not run keeps it from passing, not from failing", () => {
    expect(acOf(AREA, { "a/one": "pass" })).toMatchObject({ verdict: "not-run", criteria: AREA });
    expect(acOf(AREA, { "a/one": "not-applicable" })).toMatchObject({ verdict: "not-run" });
    expect(acOf(AREA, { "a/one": "fail" })).toMatchObject({ verdict: "fail" });
    expect(acOf(AREA, {})).toMatchObject({ verdict: "not-run" });
  });

  test("an area without checks was not run", () => {
    expect(acOf(["b/*"], { "a/one": "pass" })).toMatchObject({ verdict: "not-run", criteria: ["b/*"] });
    expect(acOf([], { "a/one": "pass" })).toMatchObject({ verdict: "not-run", criteria: [] });
  });

  test("part of an area does not prove the whole", () => {
    expect(acOf(["a/*"], { "a/one": "pass" }, { filtered: true })).toMatchObject({ verdict: "not-run" });
    expect(acOf(["a/*"], { "a/one": "pass" }, { filtered: true, leftOut: ["a/two"] })).toMatchObject({
      verdict: "not-run",
      criteria: ["a/one", "a/two"],
    });
    expect(acOf(["a/*"], { "a/one": "pass" }, { filtered: true, leftOut: ["b/x"] })).toMatchObject({ verdict: "pass" });
  });

  test("areas are whole words", () => {
    expect(acOf(["a/*"], { "ab/one": "pass" })).toMatchObject({ verdict: "not-run" });
  });
});

describe("a part of a check", () => {
  const only = ["cert-manager/*"];
  const partOf = (verdict: Verdict, parts: Partial<Judgement>) =>
    runOf([
      started([row("a/one")], {
        stories: [
          { id: "1.3", title: "x", criteria: [{ ac: "AC1", statement: "x", rows: [{ check: "a/one", only }] }] },
        ],
      }),
      finished("a/one", verdict, parts),
      ended(),
    ]).stories[0]?.criteria[0];
  const narrowed = [{ only, examined: 3 }];
  const ofThem = finding({ subject: "deployment/cert-manager/cert-manager" });
  const ofOthers = finding({ subject: "daemonset/kube-system/cilium" });

  test.each<[string, Verdict, Partial<Judgement>, string]>([
    ["passes though another subject is wrong", "fail", { findings: [ofOthers], narrowed }, "pass"],
    ["fails where one of its own is", "fail", { findings: [ofOthers, ofThem], narrowed }, "fail"],
    ["is waived with the check", "waived", { findings: [ofThem], narrowed }, "waived"],
    [
      "is not judged where something went unseen",
      "fail",
      { findings: [ofOthers], unseen: [{ subject: "pods", reason: "403" }], narrowed },
      "inconclusive",
    ],
    [
      "is not judged where the check is not",
      "inconclusive",
      { reason: "deployments: 403", examined: 0 },
      "inconclusive",
    ],
    ["never passes where none of it was examined", "pass", { narrowed: [{ only, examined: 0 }] }, "inconclusive"],
    ["never passes where the check does not name what it examined", "pass", {}, "inconclusive"],
    ["does not apply where the check does not", "not-applicable", {}, "not-applicable"],
  ])("%s", (_, verdict, parts, expected) =>
    expect(partOf(verdict, parts)).toMatchObject({ verdict: expected, criteria: ["a/one"] }),
  );

  test("is not run where the check is not", () => {
    const stories = [
      { id: "1", title: "x", criteria: [{ ac: "AC1", statement: "x", rows: [{ check: "b/x", only }] }] },
    ];
    expect(
      runOf([started([row("a/one")], { stories }), finished("a/one", "pass"), ended()]).stories[0]?.criteria[0],
    ).toMatchObject({ verdict: "not-run" });
  });
});

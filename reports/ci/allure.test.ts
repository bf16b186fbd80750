import path from "node:path";
import { LabelName, Stage, type TestResult } from "allure-js-commons";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../criteria/judge.ts";
import { allureReporter, complete, labelsOf } from "./allure.ts";
import { ended, finished, finding, row, started } from "../testing/events.ts";

const stories = [
  {
    id: "1.3",
    title: "Bootstrap",
    criteria: [
      { ac: "AC1", statement: "Talos is up", rows: ["a/*"] },
      { ac: "AC2", statement: "Other", rows: ["b/x"] },
    ],
  },
];
const result = (name: string): TestResult => ({
  uuid: "u",
  name,
  labels: [
    { name: LabelName.SUITE, value: "vitest's" },
    { name: LabelName.FRAMEWORK, value: "vitest" },
  ],
  links: [],
  statusDetails: {},
  stage: Stage.FINISHED,
  steps: [],
  attachments: [],
  parameters: [],
});

function completed(verdict: Verdict, parts = {}): TestResult {
  const written = result("the fact of a/one");
  complete(written, [started([row("a/one")], { stories }), finished("a/one", verdict, parts), ended()]);
  return written;
}

describe("an Allure result", () => {
  test.each([
    ["pass", "passed"],
    ["fail", "failed"],
    ["inconclusive", "broken"],
    ["waived", "passed"],
    ["not-applicable", "skipped"],
  ] as const)("of a %s is %s", (verdict, status) => {
    expect(completed(verdict).status).toBe(status);
  });

  test("says what vitest drops: reasons and findings", () => {
    expect(completed("not-applicable", { reason: "no mesh" }).statusDetails.message).toBe("no mesh");
    expect(completed("waived", { findings: [finding()], reason: "waived by ops" }).statusDetails.message).toBe(
      "WAIVED: waived by ops\nnode/cp1: expected Ready=True, actual Ready=False",
    );
  });

  test("of a check that never finished is broken", () => {
    const written = result("the fact of a/one");
    complete(written, [started([row("a/one")])]);
    expect(written).toMatchObject({
      status: "broken",
      statusDetails: { message: "never judged: the run was interrupted" },
    });
  });

  test("replaces vitest's labels by ours, and leaves the others", () => {
    expect(completed("pass").labels).toEqual([
      { name: "framework", value: "vitest" },
      ...labelsOf(row("a/one"), { stories, backend: "live" }),
    ]);
  });

  test("of another test is left alone", () => {
    const written = result("something else");
    complete(written, [started([row("a/one")]), finished("a/one", "fail")]);
    expect(written).toEqual(result("something else"));
  });
});

describe("labels", () => {
  test("follow the story", () => {
    expect(labelsOf(row("a/one"), { stories, backend: "lab" })).toEqual([
      { name: "row", value: "a/one" },
      { name: "suite", value: "40-kubernetes" },
      { name: "severity", value: "critical" },
      { name: "epic", value: "Story 1.3: Bootstrap" },
      { name: "feature", value: "AC1: Talos is up" },
      { name: "story", value: "the fact of a/one" },
      { name: "tag", value: "AC1" },
      { name: "tag", value: "SIMULATED" },
    ]);
  });

  test("of what no story asks for", () => {
    const labels = labelsOf(row("c/one", { serves: ["reliability"] }), { stories, backend: "live" });
    expect(labels).toContainEqual({ name: "epic", value: "Beyond the stories" });
    expect(labels).toContainEqual({ name: "feature", value: "c" });
    expect(labels).toContainEqual({ name: "severity", value: "normal" });
  });
});

test("the reporter's results go to the run's folder", () => {
  expect(allureReporter("/x")).toMatchObject([
    "allure-vitest/reporter",
    { resultsDir: path.join("/x", "allure-results") },
  ]);
});

import { describe, expect, test } from "vitest";
import { junit } from "./junit.ts";
import { ended, finished, finding, row, runOf, started } from "../testing/events.ts";

const rows = [
  row("a/pass"),
  row("a/fail"),
  row("a/unknown"),
  row("b/none", { suite: "50-crds" }),
  row("b/waived", { suite: "50-crds" }),
];
const report = junit(
  runOf([
    started(rows, { backend: "lab" }),
    finished("a/pass", "pass"),
    finished("a/fail", "fail", { findings: [finding(), finding({ subject: "node/cp2" })] }),
    finished("b/none", "not-applicable", { reason: "no mesh" }),
    finished("b/waived", "waived", { findings: [finding()], reason: "waived by ops" }),
    ended(true),
  ]),
);
const caseOf = (name: string): string =>
  report.split("<testcase ").find((part) => part.includes(`name="${name}"`)) ?? "";

describe("junit.xml", () => {
  test("counts every check once, in its suite", () => {
    expect(report).toContain(
      `<testsuites name="assay infra (SIMULATED)" tests="5" failures="1" errors="1" skipped="1" time="240.000">`,
    );
    expect(report).toContain(
      `<testsuite name="40-kubernetes" tests="3" failures="1" errors="1" skipped="0" time="0.600" timestamp="2026-11-21T04:10:22">`,
    );
    expect(report).toContain(`<testsuite name="50-crds" tests="2" failures="0" errors="0" skipped="1"`);
    expect(report.match(/<testcase /g)).toHaveLength(5);
  });

  test("a fail says what was expected", () => {
    expect(caseOf("a/fail")).toContain(
      `<failure message="the fact of a/fail: node/cp1: expected Ready=True, actual Ready=False (and 1 more)" type="fail">node/cp1: expected Ready=True, actual Ready=False\nnode/cp2: `,
    );
  });

  test("what was not judged is an error, never a pass", () => {
    expect(caseOf("a/unknown")).toContain(
      `<error message="the fact of a/unknown: never judged: the run was interrupted" type="inconclusive">`,
    );
  });

  test("not applicable is skipped, with the reason", () => {
    expect(caseOf("b/none")).toContain(`<skipped message="no mesh"/>`);
  });

  test("waived passes, and says by whom", () => {
    expect(caseOf("b/waived")).toContain(`<property name="waiver" value="waived by ops"/>`);
    expect(caseOf("b/waived")).not.toMatch(/<failure|<error|<skipped/);
    expect(caseOf("a/pass")).not.toMatch(/<failure|<error|<skipped/);
  });

  test("carries the run's facts", () => {
    for (const property of [
      `<property name="stamp" value="SIMULATED: judged against`,
      `<property name="interrupted" value=`,
      `<property name="verdict" value="fail"/>`,
      `<property name="profile-digest" value="sha256:abc"/>`,
    ])
      expect(report).toContain(property);
  });
});

test("a run of nothing is well-formed", () => {
  expect(junit(runOf([]))).toContain(
    `<testsuites name="assay unknown" tests="0" failures="0" errors="0" skipped="0" time="0.000">`,
  );
});

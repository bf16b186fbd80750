import { expect, test } from "vitest";
import { ended, finished, finding, row, runOf, started } from "../testing/events.ts";
import { stepSummary } from "./summary.ts";

test("the summary of a job has the verdict, and each cause with its next command", () => {
  const rows = [row("a/one", { fails: "Two managers" }), row("a/two")];
  const findings = [finding({ subject: "release/kube-system/cilium" })];
  const text = stepSummary(
    runOf([
      started(rows, { backend: "lab" }),
      finished("a/one", "fail", { findings }),
      finished("a/two", "pass"),
      ended(),
    ]),
  );
  expect(text).toContain("# FAIL: 1 cause, 1 check (infra)");
  expect(text).toContain("### 1. Two managers: release/kube-system/cilium");
  expect(text).toContain("Next: `kubectl get one`");
  expect(text).toContain("SIMULATED");
  expect(text).not.toContain("## Every check");
});

test("it stays below what GitHub takes", () => {
  const rows = Array.from({ length: 2_000 }, (_, index) => row(`a/${index}`));
  const long = finding({ actual: "x".repeat(600), because: "y".repeat(600) });
  const text = stepSummary(
    runOf([started(rows), ...rows.map(({ id }) => finished(id, "fail", { findings: [long] })), ended()]),
  );
  expect(Buffer.byteLength(text)).toBeLessThan(1_048_576);
  expect(text).toContain("### 1. ");
});

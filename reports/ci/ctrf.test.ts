import { describe, expect, test } from "vitest";
import { ctrf } from "./ctrf.ts";
import { ended, finished, row, runOf, saved, started } from "../testing/events.ts";

const rows = ["pass", "fail", "inconclusive", "not-applicable", "waived"] as const;

describe("ctrf.json", () => {
  const report = ctrf(
    runOf([
      started(rows.map((verdict) => row(`a/${verdict}`))),
      ...rows.map((verdict) =>
        finished(`a/${verdict}`, verdict, {}, { attempts: 3, evidence: ["observations/nodes.json"] }),
      ),
      saved("nodes"),
      ended(),
    ]),
  );

  test("has a word for every verdict, and never passed for what was not judged", () => {
    expect(report).toMatchObject({
      reportFormat: "CTRF",
      results: {
        summary: { tests: 5, passed: 2, failed: 1, skipped: 1, pending: 0, other: 1 },
        tests: [
          { name: "a/pass", status: "passed", rawStatus: "pass" },
          { name: "a/fail", status: "failed", message: "node/cp1: expected Ready=True, actual Ready=False" },
          { name: "a/inconclusive", status: "other" },
          { name: "a/not-applicable", status: "skipped" },
          { name: "a/waived", status: "passed", rawStatus: "waived" },
        ],
        environment: { appName: "infra", testEnvironment: "live", healthy: false },
      },
    });
  });

  test("times are milliseconds, attempts are retries, evidence is attached", () => {
    expect(report).toMatchObject({
      results: {
        summary: { start: 1_795_234_222_000, stop: 1_795_234_462_000 },
        tests: rows.map(() => ({
          duration: 300,
          start: 1_795_234_222_000,
          stop: 1_795_234_222_300,
          retries: 2,
          attachments: [
            { name: "observations/nodes.json", contentType: "application/json", path: "observations/nodes.json" },
          ],
        })),
      },
    });
  });

  test("an interrupted run is not healthy, a simulated one is stamped", () => {
    const run = runOf([started([row("a/pass")], { backend: "lab" }), finished("a/pass", "pass")]);
    expect(ctrf(run)).toMatchObject({
      results: {
        environment: {
          healthy: false,
          reportName: "assay infra (SIMULATED)",
          extra: { stamp: expect.stringContaining("SIMULATED") },
        },
      },
    });
  });
});

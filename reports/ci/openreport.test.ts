import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ended, finding, finished, row, runOf, started } from "../testing/events.ts";
import { openReport } from "./openreport.ts";

const text = z.string();
const count = z.int().min(0);
const reference = z.strictObject({
  apiVersion: text.optional(),
  kind: text.optional(),
  name: text.optional(),
  namespace: text.optional(),
  uid: text.optional(),
});

/**
 * The fields of the CRD as far as they are written: a field that it does not know the API server would drop.
 * https://github.com/openreports/reports-api/blob/main/config/crd/openreports.io_clusterreports.yaml
 */
const clusterReport = z.strictObject({
  apiVersion: z.literal("openreports.io/v1alpha1"),
  kind: z.literal("ClusterReport"),
  metadata: z.strictObject({
    name: z.string().regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/),
    labels: z.record(text, text),
  }),
  source: text.optional(),
  scope: reference.optional(),
  summary: z.strictObject({ pass: count, fail: count, warn: count, error: count, skip: count }),
  results: z.array(
    z.strictObject({
      source: text.optional(),
      policy: text,
      rule: text.optional(),
      category: text.optional(),
      result: z.enum(["pass", "fail", "warn", "error", "skip"]).optional(),
      scored: z.boolean().optional(),
      severity: z.enum(["critical", "high", "low", "medium", "info"]).optional(),
      message: text.optional(),
      timestamp: z.strictObject({ seconds: z.int(), nanos: z.int().min(0).max(999_999_999) }).optional(),
      properties: z.record(text, text).optional(),
      resources: z.array(reference).optional(),
    }),
  ),
});

const run = runOf([
  started([row("a/fail"), row("a/unknown"), row("a/waived"), row("a/na"), row("a/pass"), row("a/never")]),
  finished("a/fail", "fail", { findings: Array.from({ length: 12 }, () => finding({ subject: "node/x" })) }),
  finished("a/unknown", "inconclusive", { reason: "answered 403" }),
  finished("a/waived", "waived", { reason: "until 2026-12-01" }),
  finished("a/na", "not-applicable", { reason: "the profile names none" }),
  finished("a/pass", "pass"),
  ended(),
]);

describe("openreport.json", () => {
  test("has the fields of the CRD, and no others", () => {
    expect(clusterReport.safeParse(JSON.parse(JSON.stringify(openReport(run)))).error).toBeUndefined();
  });

  test("one result a check and one of the run; what could not be judged is an error, never a pass", () => {
    const { results, summary } = openReport(run);
    expect(Object.fromEntries(results.map(({ rule, result }) => [rule, result]))).toEqual({
      run: "fail",
      "a/fail": "fail",
      "a/unknown": "error",
      "a/waived": "warn",
      "a/na": "skip",
      "a/pass": "pass",
      "a/never": "error",
    });
    expect(summary).toEqual({ pass: 1, fail: 2, warn: 1, error: 2, skip: 1 });
    expect(results[1]?.message).toContain("and 2 more");
    expect(results[2]?.message).toContain("answered 403");
  });

  test("a run that was refused or interrupted is no pass, though no check of it failed", () => {
    const interrupted = runOf([started([row("a/pass")]), finished("a/pass", "pass"), ended(true)]);
    expect(openReport(interrupted).results[0]).toMatchObject({ rule: "run", result: "error" });
    const empty = openReport(runOf([started([]), ended()]));
    expect([empty.summary.pass, empty.results[0]?.result]).toEqual([0, "error"]);
  });

  test("the lab says so", () => {
    const lab = runOf([started([row("a/pass")], { backend: "lab" }), finished("a/pass", "pass"), ended()]);
    const [whole, check] = openReport(lab).results;
    expect(whole?.message).toContain("SIMULATED");
    expect(check?.properties["stamp"]).toBe("SIMULATED");
  });

  test("the name of a hostile cluster is one that Kubernetes takes", () => {
    for (const name of ["", "-", "../x", "A_B", "ü"]) {
      const cluster = { name, server: "", profile: "", profileDigest: "" };
      const report = openReport(runOf([started([], { cluster }), ended()]));
      expect(clusterReport.safeParse(report).error).toBeUndefined();
    }
  });
});

import type { Finding } from "../../criteria/criterion.ts";
import type { Verdict } from "../../criteria/judge.ts";
import { placeOf } from "../places.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import * as wording from "../wording.ts";

type Status = "passed" | "failed" | "skipped" | "other";

/**
 * `ctrf.json`, the Common Test Report Format. It has no status for inconclusive: that is `other`, never `passed`.
 * https://github.com/ctrf-io/ctrf/blob/main/schema/ctrf.schema.json
 */
export function ctrf(run: Run): object {
  const tests = run.criteria.map(test);
  const count = (status: Status): number => tests.filter((test) => test.status === status).length;
  const [start, stop] = [epoch(run.startedAt), epoch(run.endedAt)];
  const stamp = wording.stampOf(run);
  return {
    reportFormat: "CTRF",
    specVersion: "1.0.0",
    ...(stop > 0 && { timestamp: new Date(stop).toISOString() }),
    generatedBy: `${run.tool.name} ${run.tool.version}`,
    results: {
      tool: { name: run.tool.name, version: run.tool.version },
      summary: {
        tests: tests.length,
        passed: count("passed"),
        failed: count("failed"),
        skipped: count("skipped"),
        pending: 0,
        other: count("other"),
        suites: new Set(run.criteria.map(({ suite }) => suite)).size,
        start,
        stop,
        extra: { ...run.outcome },
      },
      tests,
      environment: {
        reportName: `assay ${run.cluster.name}${stamp === undefined ? "" : ` (${wording.stampWordOf(run)})`}`,
        appName: run.cluster.name,
        ...(run.cluster.kubernetesVersion !== undefined && { appVersion: run.cluster.kubernetesVersion }),
        ...(run.repository && { commit: run.repository.commit }),
        testEnvironment: run.backend,
        healthy: run.outcome.verdict === "pass",
        extra: { ...run.cluster, ...(stamp !== undefined && { stamp }) },
      },
    },
  };
}

function test(check: RunCheck) {
  const message = messageOf(check);
  return {
    name: check.id,
    status: STATUS[check.verdict],
    rawStatus: check.verdict,
    duration: Math.round(check.tookMs),
    ...(check.startedAt && { start: epoch(check.startedAt), stop: epoch(check.startedAt) + Math.round(check.tookMs) }),
    suite: [check.suite],
    ...(message !== undefined && { message }),
    ...(check.serves.length > 0 && { tags: check.serves }),
    type: "acceptance",
    filePath: `suites/${check.suite}.ts`,
    retries: Math.max(0, check.attempts - 1),
    ...(check.evidence.length > 0 && {
      attachments: check.evidence.map((path) => ({ name: path, contentType: contentTypeOf(path), path })),
    }),
    extra: {
      title: check.title,
      examined: check.examined,
      findings: check.findings.slice(0, wording.SHOWN).map(small),
      ...(check.notices && { notices: check.notices.slice(0, wording.SHOWN).map(small) }),
      ...(check.consequenceOf !== undefined && { consequenceOf: check.consequenceOf }),
      ...(check.advice !== undefined && { advice: check.advice }),
    },
  };
}

/** A copy with long texts cut; `run.json` has them whole. */
const small = (finding: Finding): unknown =>
  JSON.parse(JSON.stringify(finding, (_, value: unknown) => (typeof value === "string" ? line(value, 2_000) : value)));

/** A waived check counts as passed here too; `rawStatus` and the message say that it is waived. */
const STATUS: Record<Verdict, Status> = {
  pass: "passed",
  fail: "failed",
  inconclusive: "other",
  waived: "passed",
  "not-applicable": "skipped",
};

function messageOf({ findings, reason }: RunCheck): string | undefined {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
  const place = first?.where ? `${placeOf(first.where)}: ` : "";
  const found = first && `${place}${first.subject}: expected ${first.expected}, actual ${first.actual}${more}`;
  const parts = [reason, found].filter((part) => part !== undefined);
  return parts.length > 0 ? line(parts.join("; "), 2_000) : undefined;
}

const epoch = (at: string): number => {
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? 0 : ms;
};

function contentTypeOf(path: string): string {
  if (path.endsWith(".gz")) return "application/gzip";
  return path.endsWith(".json") ? "application/json" : "text/plain";
}

import type { Verdict } from "../../criteria/judge.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import { headline } from "../headlines.ts";
import { briefly } from "../places.ts";
import * as wording from "../wording.ts";

/** A ClusterReport as the CRD has it. */
export interface OpenReport {
  apiVersion: "openreports.io/v1alpha1";
  kind: "ClusterReport";
  metadata: { name: string; labels: Record<string, string> };
  source: "assay";
  scope: { apiVersion: string; kind: string; name: string; uid?: string };
  summary: Record<Result, number>;
  results: ReportResult[];
}

type Result = "pass" | "fail" | "warn" | "error" | "skip";

interface ReportResult {
  source: "assay";
  policy: string;
  rule: string;
  category: string;
  result: Result;
  scored: boolean;
  severity?: "high" | "medium";
  message: string;
  timestamp: { seconds: number; nanos: number };
  properties: Record<string, string>;
}

/**
 * `openreport.json`: the run for Policy Reporter and whatever else reads OpenReports. One result a check, and one of the
 * run as a whole: of a run that was refused or interrupted its checks alone would tell nothing bad. Inconclusive is
 * `error`, never `pass`; waived is `warn`.
 * https://github.com/openreports/reports-api/blob/main/config/crd/openreports.io_clusterreports.yaml
 */
export function openReport(run: Run): OpenReport {
  const results = [ofRun(run), ...run.criteria.map((check) => ofCheck(check, run))];
  const count = (which: Result): number => results.filter(({ result }) => result === which).length;
  const uid = run.cluster.kubeSystemUid;
  return {
    apiVersion: "openreports.io/v1alpha1",
    kind: "ClusterReport",
    metadata: {
      name: reportName(run.cluster.name),
      labels: { "app.kubernetes.io/managed-by": "assay" },
    },
    source: "assay",
    // what stands for the cluster as a whole
    scope: {
      apiVersion: "v1",
      kind: "Namespace",
      name: "kube-system",
      ...(uid !== undefined && { uid: line(uid, 100) }),
    },
    summary: {
      pass: count("pass"),
      fail: count("fail"),
      warn: count("warn"),
      error: count("error"),
      skip: count("skip"),
    },
    results,
  };
}

/** A name that Kubernetes accepts: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const reportName = (cluster: string): string =>
  `assay-${cluster
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, 200)
    .replace(/^-+|-+$/g, "")}`.replace(/-+$/, "");

const RESULTS: Record<Verdict, Result> = {
  pass: "pass",
  fail: "fail",
  inconclusive: "error",
  waived: "warn",
  "not-applicable": "skip",
};

/** The same words as the exit codes: what refuses a run (2) or leaves it open (3) is no pass. */
function ofRun(run: Run): ReportResult {
  const { exit } = run.outcome;
  const stamp = wording.stampOf(run);
  return {
    source: "assay",
    policy: "assay",
    rule: "run",
    category: "run",
    result: exit === 0 ? "pass" : exit === 1 ? "fail" : "error",
    scored: true,
    ...(exit !== 0 && { severity: "high" }),
    message: line(`${stamp === undefined ? "" : `${stamp} `}${wording.verdictWord(run)}: ${headline(run)}`, MOST),
    timestamp: timestamp(run.endedAt, run),
    properties: { cluster: line(run.cluster.name, 200), version: line(run.tool.version, 100), exit: String(exit) },
  };
}

function ofCheck(check: RunCheck, run: Run): ReportResult {
  const result = RESULTS[check.verdict];
  const stamp = wording.stampWordOf(run);
  return {
    source: "assay",
    policy: line(check.suite, 200),
    rule: line(check.id, 200),
    category: line(check.id.split("/")[0] ?? check.suite, 200),
    result,
    scored: result !== "skip",
    ...(result === "fail" && { severity: check.consequenceOf === undefined ? "high" : "medium" }),
    message: messageOf(check),
    timestamp: timestamp(check.startedAt, run),
    properties: {
      title: line(check.title, 300),
      verdict: check.verdict,
      examined: String(check.examined),
      ...(check.consequenceOf !== undefined && { "consequence-of": line(check.consequenceOf, 200) }),
      ...(check.advice !== undefined && { advice: line(check.advice, 500) }),
      ...(stamp !== undefined && { stamp }),
    },
  };
}

/** Of all objects etcd takes 1.5 MiB: a hundred checks of this length are far below. */
const MOST = 2_000;

function messageOf({ verdict, findings, reason, title }: RunCheck): string {
  if (verdict === "pass") return line(title, MOST);
  const found = findings.slice(0, 10).map((finding) => briefly(finding));
  const more = findings.length > found.length ? [`and ${findings.length - found.length} more`] : [];
  return line([...(reason === undefined ? [] : [reason]), ...found, ...more].join("; ") || title, MOST);
}

/** A check that was never begun has no time of its own. */
function timestamp(at: string, { endedAt }: Run): ReportResult["timestamp"] {
  const own = Date.parse(at);
  const ms = Number.isNaN(own) ? Date.parse(endedAt) : own;
  return { seconds: Math.floor((Number.isNaN(ms) ? 0 : ms) / 1000), nanos: 0 };
}

import { createHash } from "node:crypto";
import type { Finding, Notice } from "../../criteria/criterion.ts";
import type { Where } from "../../observations/checkout.ts";
import { partsOf, placeOf, subjectOf } from "../places.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import * as wording from "../wording.ts";

type Level = "error" | "warning" | "note";
/** A finding that has a place, its check and its level. */
interface Placed {
  check: RunCheck;
  finding: Finding & { where: Where };
  level: Level;
}

/**
 * `report.sarif`, for code scanning: the findings that have a place in the checkout. `undefined` where none has.
 * SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, within what GitHub accepts:
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function sarif(run: Run): object | undefined {
  const placed = placedIn(run);
  if (placed.length === 0) return undefined;
  const checks = run.criteria.filter((check) => placed.some((one) => one.check === check));
  const stamp = wording.stampOf(run);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: line(run.tool.name, 100),
            version: line(run.tool.version, 100),
            rules: checks.map(ruleOf),
          },
        },
        // so that GitHub keeps the results of several clusters of one repository apart
        automationDetails: {
          id: `assay/${encodeURIComponent(line(run.cluster.name, 100))}/`,
          ...(stamp !== undefined && { description: { text: stamp } }),
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [ROOT]: { description: { text: "The root of the checkout that was judged." } } },
        invocations: [invocationOf(run)],
        results: resultsOf(placed.slice(0, MOST), checks, wording.stampWordOf(run)),
        properties: {
          verdict: run.outcome.verdict,
          ...(stamp !== undefined && { stamp }),
          ...(run.repository && { commit: line(run.repository.commit, 100), dirty: run.repository.dirty }),
          leftOut: Math.max(0, placed.length - MOST),
        },
      },
    ],
  };
}

const ROOT = "%SRCROOT%";

/** GitHub keeps the first 5,000 results of a run. */
const MOST = 5_000;

/** Errors first, because GitHub keeps only so many results. */
function placedIn({ criteria }: Run): Placed[] {
  const placed = (check: RunCheck, findings: readonly Finding[], level: (finding: Finding) => Level): Placed[] =>
    findings.flatMap((finding) => {
      const { where } = finding;
      return where ? [{ check, finding: { ...finding, where }, level: level(finding) }] : [];
    });
  const notices = criteria.flatMap((check) =>
    placed(check, check.notices ?? [], (notice) => ((notice as Notice).severity === "warning" ? "warning" : "note")),
  );
  return [
    ...criteria.flatMap((check) => placed(check, check.findings, () => "error")),
    ...notices.filter(({ level }) => level === "warning"),
    ...notices.filter(({ level }) => level === "note"),
  ];
}

function ruleOf(check: RunCheck) {
  const { id, title, why, advice = "", serves } = check;
  const help = [why, advice && `Next: ${advice}`].map((text) => line(text, 2_000)).filter(Boolean);
  return {
    id: line(id, 200),
    shortDescription: { text: line(title, 1_000) || line(id, 200) },
    fullDescription: { text: line(why, 1_000) || line(title, 1_000) || line(id, 200) },
    help: { text: help.join("\n\n") || line(id, 200) },
    defaultConfiguration: { level: "error" },
    properties: { tags: ["bootstrap", ...serves.map((served) => line(served, 50))].slice(0, 10) },
  };
}

function resultsOf(placed: readonly Placed[], checks: readonly RunCheck[], stamp: string | undefined): object[] {
  const seen = new Map<string, number>();
  return placed.map(({ check, finding, level }) => {
    const print = fingerprintOf(check, finding);
    const count = (seen.get(print) ?? 0) + 1;
    seen.set(print, count);
    return {
      ruleId: line(check.id, 200),
      ruleIndex: checks.indexOf(check),
      level,
      message: { text: `${stamp === undefined ? "" : `${stamp}. `}${messageOf(finding)}` },
      locations: [{ physicalLocation: locationOf(finding.where) }],
      ...(relatedOf(finding).length > 0 && { relatedLocations: relatedOf(finding) }),
      partialFingerprints: { "assay/v1": `${print}:${count}` },
      ...(check.verdict === "waived" && {
        suppressions: [{ kind: "external", status: "accepted", justification: line(check.reason ?? "", 1_000) }],
      }),
    };
  });
}

/** GitHub shows the first sentence in lists, and all of it beside the line. */
function messageOf(finding: Finding): string {
  const subject = subjectOf(finding);
  const parts = partsOf(finding).map(([label, text]) => `${label[0]?.toUpperCase()}${label.slice(1)}: ${line(text)}`);
  // square brackets would be read as links to related locations (§3.11.6)
  return [...(subject === undefined ? [] : [line(subject, 300)]), ...parts].join("\n").replace(/[\\[\]]/g, "\\$&");
}

/** The places of both definitions, where a finding compares two. */
function relatedOf({ differs }: Finding): object[] {
  if (!differs) return [];
  return [differs.left, differs.right].flatMap(({ by, where }, index) =>
    where
      ? [
          {
            id: index + 1,
            physicalLocation: locationOf(where),
            message: { text: line(`${by}: ${placeOf(where)}`, 500) },
          },
        ]
      : [],
  );
}

function locationOf({ file, line: lineNumber, column }: Where) {
  const isCount = (count: number): boolean => Number.isSafeInteger(count) && count > 0;
  return {
    artifactLocation: { uri: uriOf(file), uriBaseId: ROOT },
    ...(isCount(lineNumber) && { region: { startLine: lineNumber, ...(isCount(column) && { startColumn: column }) } }),
  };
}

/** A relative reference (RFC 3986): every segment escaped, none that leads upwards, no scheme. */
function uriOf(file: string): string {
  const segments = file.slice(0, 1_000).toWellFormed().split("/");
  return (
    segments
      .filter((part) => part !== "" && part !== "." && part !== "..")
      .map(encodeURIComponent)
      .join("/") || "."
  );
}

/**
 * Identifies a finding across commits: it stays the same when lines are added above, because line numbers are left out
 * of the texts. Where two definitions are compared the key identifies it, whatever the values are. Two equal findings
 * in one file are numbered in their order.
 */
function fingerprintOf({ id }: RunCheck, { subject, expected, actual, where, differs }: Placed["finding"]): string {
  const texts = differs ? [differs.key] : [expected, actual].map(withoutLines);
  const parts = [id, subject, where.file, ...texts].map((text) => text.slice(0, 4_000));
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

/** `a/b.yaml:12:3` becomes `a/b.yaml`. */
const withoutLines = (text: string): string => text.slice(0, 8_000).replace(/(\.\w{1,12}):\d+(?::\d+)?(?!\w)/g, "$1");

function invocationOf(run: Run) {
  const unjudged = wording.checksWith(run, "inconclusive").slice(0, 100);
  return {
    executionSuccessful: !run.outcome.interrupted && run.outcome.refused === undefined,
    ...times(run),
    exitCode: run.outcome.exit,
    ...(unjudged.length > 0 && {
      toolExecutionNotifications: unjudged.map(({ id, reason }) => ({
        level: "warning",
        message: { text: line(`${id} could not be judged: ${reason ?? "no reason given"}`, 1_000) },
      })),
    }),
  };
}

function times({ startedAt, endedAt }: Run): object {
  const utc = (at: string): string | undefined =>
    Number.isNaN(Date.parse(at)) ? undefined : new Date(at).toISOString();
  const [start, end] = [utc(startedAt), utc(endedAt)];
  return { ...(start !== undefined && { startTimeUtc: start }), ...(end !== undefined && { endTimeUtc: end }) };
}

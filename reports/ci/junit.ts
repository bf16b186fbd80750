import type { Finding } from "../../criteria/criterion.ts";
import { briefly, noticesOf, partsOf, placeOf, SEVERITIES, subjectOf, type Severity } from "../places.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import { xml, xmlBlock } from "../../evidence/text.ts";
import * as words from "../wording.ts";

/**
 * `junit.xml`, for CI. `file` and `line` are those of a check's first finding that has a place: GitLab and
 * mikepenz/action-junit-report show it there, Jenkins and others read the message, which begins with it. What could not
 * be judged is an `error`, so that no CI counts it as passed; what the profile leaves out is `skipped` with the reason;
 * a waived check passes, with its waiver as a property.
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function junit(run: Run): string {
  const suites = [...new Set(run.criteria.map(({ suite }) => suite))];
  const took = Date.parse(run.endedAt) - Date.parse(run.startedAt);
  const simulated = words.stampOf(run) === undefined ? "" : " (SIMULATED)";
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="${xml(`assay ${run.cluster.name}${simulated}`)}"${totals(run.criteria)} time="${seconds(took)}">`,
    ...suites.flatMap((suite) => testsuite(suite, run)),
    `</testsuites>`,
    "",
  ].join("\n");
}

function testsuite(name: string, run: Run): string[] {
  const rows = run.criteria.filter(({ suite }) => suite === name);
  const took = rows.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const [started = run.startedAt] = rows.map(({ startedAt }) => startedAt).filter(Boolean);
  return [
    `  <testsuite name="${xml(name)}"${totals(rows)} time="${seconds(took)}" timestamp="${xml(started.replace(/(\.\d+)?Z$/, ""))}">`,
    ...properties(propertiesOf(run), "    "),
    ...rows.flatMap(testcase),
    `  </testsuite>`,
  ];
}

function testcase(row: RunCheck): string[] {
  const attributes = `classname="${xml(row.id.split("/")[0] ?? row.suite)}" name="${xml(row.id)}" time="${seconds(row.tookMs)}"${placeAttributes(row)}`;
  return [
    `    <testcase ${attributes}>`,
    ...properties(
      [
        ["title", row.title],
        ["verdict", row.verdict],
        ["serves", row.serves.join(" ")],
        ...(row.consequenceOf === undefined ? [] : [["consequence-of", row.consequenceOf] as const]),
        ...(row.verdict === "waived" ? [["waiver", row.reason ?? ""] as const] : []),
      ],
      "      ",
    ),
    ...result(row),
    `    </testcase>`,
  ];
}

function result(row: RunCheck): string[] {
  switch (row.verdict) {
    case "pass":
      return row.notices ? [`      <system-out>${xmlBlock(noticed(row).join("\n"))}</system-out>`] : [];
    case "waived":
      return [`      <system-out>${xmlBlock(details(row))}</system-out>`];
    case "fail":
      return [`      <failure message="${xml(summary(row))}" type="fail">${xmlBlock(details(row))}</failure>`];
    case "inconclusive":
      return [`      <error message="${xml(summary(row))}" type="inconclusive">${xmlBlock(details(row))}</error>`];
    case "not-applicable":
      return [`      <skipped message="${xml(row.reason ?? "not applicable")}"/>`];
  }
}

function placeAttributes({ findings, notices = [] }: RunCheck): string {
  const where = [...findings, ...notices].find((finding) => finding.where)?.where;
  return where ? ` file="${xml(where.file, 1_000)}" line="${xml(String(where.line), 20)}"` : "";
}

function summary({ title, findings, reason }: RunCheck): string {
  const [first] = findings;
  if (!first) return `${title}: ${reason ?? "could not be judged"}`;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
  if (first.where) return `${briefly(first, 600)}; expected ${first.expected}${more}`;
  return `${title}: ${first.subject}: expected ${first.expected}, actual ${first.actual}${more}`;
}

/** Each on a line of its own; a newline inside a text must not look like another finding. */
function details(row: RunCheck): string {
  return [
    ...row.findings.slice(0, words.SHOWN).map((finding) => told(finding)),
    ...(row.findings.length > words.SHOWN ? [`… and ${row.findings.length - words.SHOWN} more in run.json`] : []),
    ...row.unseen.slice(0, words.SHOWN).map(({ subject, reason }) => flat(`not seen: ${subject}: ${reason}`)),
    ...(row.reason === undefined ? [] : [flat(`reason: ${row.reason}`)]),
    ...(row.consequenceOf === undefined ? [] : [flat(`consequence of ${row.consequenceOf}`)]),
    ...(row.advice ? [...row.advice.split("\n").map((step) => flat(`next: ${step}`))] : []),
    ...row.evidence.map((file) => flat(`evidence: ${file}`)),
    ...noticed(row),
  ].join("\n");
}

/** `file:line:column: subject: expected …, actual …, because …, mend …`. */
function told(finding: Finding): string {
  const place = finding.where ? [placeOf(finding.where)] : [];
  const subject = subjectOf(finding);
  const parts = partsOf(finding).map(([label, text]) => `${label} ${text}`);
  return flat([...place, ...(subject === undefined ? [] : [subject]), parts.join(", ")].join(": "));
}

const noticed = (row: RunCheck): string[] =>
  (Object.keys(SEVERITIES) as Severity[]).flatMap((severity) => {
    const notices = noticesOf(row, severity);
    const more = notices.length - words.SHOWN;
    return [
      ...notices.slice(0, words.SHOWN).map((notice) => `${severity}: ${told(notice)}`),
      ...(more > 0 ? [`${severity}: … and ${more} more in run.json`] : []),
    ];
  });

const flat = (text: string): string => text.slice(0, 2_000).replace(/\s+/g, " ");

function propertiesOf(run: Run): [string, string][] {
  const stamp = words.stampOf(run);
  return [
    ...(stamp === undefined ? [] : [["stamp", stamp] as [string, string]]),
    ...words.reservationsOf(run).map(({ mark, meaning }): [string, string] => [mark.toLowerCase(), meaning]),
    ["verdict", run.outcome.verdict],
    ...words.runDetails(run).map(([label, value]): [string, string] => [label.toLowerCase().replace(/ /g, "-"), value]),
  ];
}

const properties = (pairs: (readonly [string, string])[], indent: string): string[] => [
  `${indent}<properties>`,
  ...pairs.map(([name, value]) => `${indent}  <property name="${xml(name)}" value="${xml(value)}"/>`),
  `${indent}</properties>`,
];

function totals(rows: readonly RunCheck[]): string {
  const count = (verdict: RunCheck["verdict"]): number => rows.filter((row) => row.verdict === verdict).length;
  return ` tests="${rows.length}" failures="${count("fail")}" errors="${count("inconclusive")}" skipped="${count("not-applicable")}"`;
}

const seconds = (ms: number): string => (Number.isFinite(ms) ? ms / 1000 : 0).toFixed(3);

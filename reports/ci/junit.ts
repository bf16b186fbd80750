import type { Finding } from "../../criteria/criterion.ts";
import { briefly, noticesOf, partsOf, placeOf, SEVERITIES, subjectOf, type Severity } from "../places.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import { xml, xmlBlock } from "../../evidence/text.ts";
import * as wording from "../wording.ts";

/**
 * `junit.xml`, for CI.
 * `file` and `line` are those of a check's first finding that has a place. GitLab and mikepenz/action-junit-report show
 * it there; Jenkins and others read the message, which begins with it.
 * An inconclusive check is an `error`, so that no CI counts it as passed. One that is not applicable is `skipped` with
 * the reason. A waived check passes, with its waiver as a property.
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function junit(run: Run): string {
  const suites = [...new Set(run.criteria.map(({ suite }) => suite))];
  const took = Date.parse(run.endedAt) - Date.parse(run.startedAt);
  const stamp = wording.stampWordOf(run);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="${xml(`assay ${run.cluster.name}${stamp === undefined ? "" : ` (${stamp})`}`)}"${totals(run.criteria)} time="${seconds(took)}">`,
    ...suites.flatMap((suite) => testsuite(suite, run)),
    `</testsuites>`,
    "",
  ].join("\n");
}

function testsuite(name: string, run: Run): string[] {
  const checks = run.criteria.filter(({ suite }) => suite === name);
  const took = checks.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const [started = run.startedAt] = checks.map(({ startedAt }) => startedAt).filter(Boolean);
  return [
    `  <testsuite name="${xml(name)}"${totals(checks)} time="${seconds(took)}" timestamp="${xml(started.replace(/(\.\d+)?Z$/, ""))}">`,
    ...properties(propertiesOf(run), "    "),
    ...checks.flatMap(testcase),
    `  </testsuite>`,
  ];
}

function testcase(check: RunCheck): string[] {
  const attributes = `classname="${xml(check.id.split("/")[0] ?? check.suite)}" name="${xml(check.id)}" time="${seconds(check.tookMs)}"${placeAttributes(check)}`;
  return [
    `    <testcase ${attributes}>`,
    ...properties(
      [
        ["title", check.title],
        ["verdict", check.verdict],
        ["serves", check.serves.join(" ")],
        ...(check.consequenceOf === undefined ? [] : [["consequence-of", check.consequenceOf] as const]),
        ...(check.verdict === "waived" ? [["waiver", check.reason ?? ""] as const] : []),
      ],
      "      ",
    ),
    ...result(check),
    `    </testcase>`,
  ];
}

function result(check: RunCheck): string[] {
  switch (check.verdict) {
    case "pass":
      return check.notices ? [`      <system-out>${xmlBlock(noticed(check).join("\n"))}</system-out>`] : [];
    case "waived":
      return [`      <system-out>${xmlBlock(details(check))}</system-out>`];
    case "fail":
      return [`      <failure message="${xml(summary(check))}" type="fail">${xmlBlock(details(check))}</failure>`];
    case "inconclusive":
      return [`      <error message="${xml(summary(check))}" type="inconclusive">${xmlBlock(details(check))}</error>`];
    case "not-applicable":
      return [`      <skipped message="${xml(check.reason ?? "not applicable")}"/>`];
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

/** One line for each finding: newlines inside a text are removed, so that they do not look like another finding. */
function details(check: RunCheck): string {
  return [
    ...check.findings.slice(0, wording.SHOWN).map((finding) => findingLine(finding)),
    ...(check.findings.length > wording.SHOWN
      ? [`… and ${check.findings.length - wording.SHOWN} more in run.json`]
      : []),
    ...check.unseen.slice(0, wording.SHOWN).map(({ subject, reason }) => flat(`not seen: ${subject}: ${reason}`)),
    ...(check.reason === undefined ? [] : [flat(`reason: ${check.reason}`)]),
    ...(check.consequenceOf === undefined ? [] : [flat(`consequence of ${check.consequenceOf}`)]),
    ...(check.advice ? [...check.advice.split("\n").map((step) => flat(`next: ${step}`))] : []),
    ...check.evidence.map((file) => flat(`evidence: ${file}`)),
    ...noticed(check),
  ].join("\n");
}

/** `file:line:column: subject: expected …, actual …, because …, mend …`. */
function findingLine(finding: Finding): string {
  const place = finding.where ? [placeOf(finding.where)] : [];
  const subject = subjectOf(finding);
  const parts = partsOf(finding).map(([label, text]) => `${label} ${text}`);
  return flat([...place, ...(subject === undefined ? [] : [subject]), parts.join(", ")].join(": "));
}

const noticed = (check: RunCheck): string[] =>
  (Object.keys(SEVERITIES) as Severity[]).flatMap((severity) => {
    const notices = noticesOf(check, severity);
    const more = notices.length - wording.SHOWN;
    return [
      ...notices.slice(0, wording.SHOWN).map((notice) => `${severity}: ${findingLine(notice)}`),
      ...(more > 0 ? [`${severity}: … and ${more} more in run.json`] : []),
    ];
  });

const flat = (text: string): string => text.slice(0, 2_000).replace(/\s+/g, " ");

function propertiesOf(run: Run): [string, string][] {
  const stamp = wording.stampOf(run);
  return [
    ...(stamp === undefined ? [] : [["stamp", stamp] as [string, string]]),
    ...wording.reservationsOf(run).map(({ mark, meaning }): [string, string] => [mark.toLowerCase(), meaning]),
    ["verdict", run.outcome.verdict],
    ...wording
      .runDetails(run)
      .map(([label, value]): [string, string] => [label.toLowerCase().replace(/ /g, "-"), value]),
  ];
}

const properties = (pairs: (readonly [string, string])[], indent: string): string[] => [
  `${indent}<properties>`,
  ...pairs.map(([name, value]) => `${indent}  <property name="${xml(name)}" value="${xml(value)}"/>`),
  `${indent}</properties>`,
];

function totals(checks: readonly RunCheck[]): string {
  const count = (verdict: RunCheck["verdict"]): number => checks.filter((check) => check.verdict === verdict).length;
  return ` tests="${checks.length}" failures="${count("fail")}" errors="${count("inconclusive")}" skipped="${count("not-applicable")}"`;
}

const seconds = (ms: number): string => (Number.isFinite(ms) ? ms / 1000 : 0).toFixed(3);

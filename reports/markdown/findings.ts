import type { Finding } from "../../criteria/criterion.ts";
import { complianceOf } from "../compliance.ts";
import { differencesOf, keysInWords, KEYS_SHOWN, TABLES_SHOWN, type Differences } from "../differences.ts";
import {
  alike,
  NOTICES_SHOWN,
  noticesInWords,
  noticesOf,
  placeOf,
  checksWithNotices,
  SEVERITIES,
  subjectOf,
  type Severity,
} from "../places.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import {
  markdownCell as cell,
  markdownCode as code,
  markdownProse as prose,
  markdownText as text,
} from "../../evidence/text.ts";
import { MARKS, moment, SHOWN } from "../wording.ts";

/** Findings as tables. Findings with the same reason and the same remedy share a table, which has both below it. */
export function findingTables(all: readonly Finding[], most = SHOWN): string {
  const findings = all.filter(({ differs }) => !differs);
  const keys = keysInWords(all);
  const more = findings.length - most;
  const head = findings.some(({ where }) => where) ? "Where" : "Subject";
  const groups = alike(findings.slice(0, most)).map((group) => {
    const since = group.some((finding) => finding.since !== undefined);
    const rows = group.map((finding) => [
      headOf(finding),
      cell(finding.expected),
      cell(finding.actual),
      ...(since ? [finding.since === undefined ? "" : text(moment(finding.since))] : []),
    ]);
    const [first] = group;
    return [table([head, "Expected", "Actual", ...(since ? ["Since"] : [])], rows), ...(first ? reasons(first) : [])];
  });
  return [
    ...groups.flat(),
    ...(more > 0 ? [`… and ${more} more in run.json`] : []),
    ...(keys === "" ? [] : [`${text(keys)}: see “Two definitions, key by key”.`]),
  ].join("\n\n");
}

function headOf(finding: Finding): string {
  const subject = subjectOf(finding);
  const parts = [
    ...(subject === undefined ? [] : [cell(subject)]),
    ...(finding.where ? [cell(placeOf(finding.where), 1_100)] : []),
  ];
  return parts.join("<br>");
}

const reasons = ({ because, mend }: Finding): string[] => reasonsInWords([because ?? ""], [mend ?? ""]);

function reasonsInWords(because: string[], mend: string[]): string[] {
  const labelled = (label: string, parts: string[]): string[] =>
    parts
      .filter(Boolean)
      .slice(0, SHOWN)
      .map((part) => `${label}: ${prose(part)}`);
  const lines = [...labelled("Why it matters", because), ...labelled("Mend", mend)];
  return lines.length > 0 ? [lines.join("<br>\n")] : [];
}

/** What is worth mending though it fails nothing: by check, worst first, folded away. */
export function noticesSection(run: Run): string | undefined {
  const checks = checksWithNotices(run);
  if (checks.length === 0) return undefined;
  const folded = checks.map(
    (check) =>
      `<details><summary>${text(check.title)}: ${noticesInWords([check])}</summary>\n\n${code(check.id)}\n\n${noticesOfCheck(check)}\n\n</details>`,
  );
  return `## Notices\n\n${noticesInWords(checks)}. Nothing fails by them.\n\n${folded.join("\n\n")}`;
}

const noticesOfCheck = (check: RunCheck): string =>
  (Object.keys(SEVERITIES) as Severity[])
    .flatMap((severity) => {
      const notices = noticesOf(check, severity);
      if (notices.length === 0) return [];
      const { glyph, one, many } = SEVERITIES[severity];
      const alone = notices.length === check.notices?.length;
      return [
        ...(alone ? [] : [`**${glyph} ${notices.length} ${notices.length === 1 ? one : many}**`]),
        findingTables(notices, NOTICES_SHOWN),
      ];
    })
    .join("\n\n");

/** The patterns of bootstrapping with the verdicts of their checks. */
export function complianceSection(run: Run): string | undefined {
  const matrix = complianceOf(run);
  if (matrix.length === 0) return undefined;
  const rows = matrix.map(({ pattern, asks, verdict, checks, seen }) => [
    `**${text(pattern)}**<br>${text(asks)}`,
    `${MARKS[verdict].glyph} ${MARKS[verdict].word}`.replace(/ /g, "\u00a0"),
    seen === "" ? "" : cell(seen),
    checks.map(({ id, verdict }) => `${MARKS[verdict].glyph}\u00a0${cell(id)}`).join("<br>"),
  ]);
  return `## Pattern compliance\n\n${table(["Pattern", "Verdict", "Seen", "Proven by"], rows)}`;
}

/** A release that helmfile and Flux both define, key by key. */
export function differencesSection(run: Run): string | undefined {
  const tables = differencesOf(run);
  if (tables.length === 0) return undefined;
  const more = tables.length - TABLES_SHOWN;
  return [
    "## Two definitions, key by key",
    ...tables.slice(0, TABLES_SHOWN).map(differenceTable),
    ...(more > 0 ? [`… and ${more} more in run.json`] : []),
  ].join("\n\n");
}

function differenceTable({ subject, check, left, right, keys, because, mend }: Differences): string {
  const side = ({ says, where }: Differences["keys"][number]["left"]): string =>
    `${cell(says)}${where ? `<br>${cell(placeOf(where), 1_100)}` : ""}`;
  const rows = keys
    .slice(0, KEYS_SHOWN)
    .map(({ key, left, right, weight }) => [cell(key), side(left), side(right), text(weight)]);
  const more = keys.length - KEYS_SHOWN;
  return [
    `### ${text(subject)}`,
    `${keys.length} ${keys.length === 1 ? "key" : "keys"} · ${code(check)}`,
    table(["Key", headOfSide(left), headOfSide(right), "Weight"], rows),
    ...(more > 0 ? [`… and ${more} more in run.json`] : []),
    ...reasonsInWords(because, mend),
  ].join("\n\n");
}

const headOfSide = ({ by, where }: Differences["left"]): string =>
  `${text(by)}${where ? `<br>${cell(placeOf(where), 1_100)}` : ""}`;

export const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

import type { Finding, Notice } from "../criteria/criterion.ts";
import { fullestFirst } from "../criteria/fullest.ts";
import type { Where } from "../observations/checkout.ts";
import type { Run, RunCheck } from "../evidence/run.ts";
import { line } from "../evidence/text.ts";
import { moment } from "./wording.ts";

export type Severity = Notice["severity"];

/** Worst first: the words for one and for several, and a sign, so that no format relies on colour alone. */
export const SEVERITIES: Record<Severity, { glyph: string; one: string; many: string }> = {
  warning: { glyph: "!", one: "warning", many: "warnings" },
  information: { glyph: "i", one: "for information", many: "for information" },
  policy: { glyph: "§", one: "of policy", many: "of policy" },
};

/**
 * `file:line:column`, which terminals and editors turn into a link. Made harmless, but never cut: half of it would lead
 * nowhere.
 */
export const placeOf = ({ file, line: lineNumber, column }: Where): string =>
  `${line(file, 1_000)}:${line(`${lineNumber}:${column}`, 40)}`;

/** The subject, unless it is only the file that the place names already. */
export const subjectOf = ({ subject, where }: Finding): string | undefined =>
  where && subject === `file/${where.file}` ? undefined : subject;

/** Place, subject and what is there, in one line; the last cut to `most` characters. */
export function briefly(finding: Finding, most = 200): string {
  const subject = subjectOf(finding);
  const parts = [
    finding.where && placeOf(finding.where),
    subject === undefined ? undefined : line(subject, 120),
    line(finding.actual, most),
  ];
  return parts.filter(Boolean).join(": ");
}

/** What else there is to say of a finding after its place and subject, in the order that every format uses. */
export function partsOf({ expected, actual, since, because, mend }: Finding): [label: string, text: string][] {
  const parts: [string, string | undefined][] = [
    ["expected", expected],
    ["actual", actual],
    ["since", since === undefined ? undefined : moment(since)],
    ["because", because],
    ["mend", mend],
  ];
  return parts.flatMap(([label, text]): [string, string][] => (text ? [[label, text]] : []));
}

/** A run whose checks have their findings in the order in which they are told. Subjects are counted once for all. */
export function inOrder(run: Run): Run {
  const all = countedBySubject(run.criteria);
  const ordered = (check: RunCheck): RunCheck => {
    if (check.findings.length < 2) return check;
    const own = countedBySubject([check]);
    const spokenOf = (subject: string): number => (all.get(subject) ?? 0) - (own.get(subject) ?? 0);
    return { ...check, findings: fullestFirst(check.findings, spokenOf) };
  };
  return { ...run, criteria: run.criteria.map(ordered) };
}

function countedBySubject(checks: readonly Pick<RunCheck, "findings">[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { findings } of checks)
    for (const { subject } of findings) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return counts;
}

/** Groups of findings that have the same reason and the same remedy, in the order of their first members. */
export function alike<One extends Finding>(findings: readonly One[]): One[][] {
  const groups = new Map<string, One[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.because, finding.mend]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

export const noticesOf = ({ notices = [] }: Pick<RunCheck, "notices">, severity: Severity): Notice[] =>
  notices.filter((notice) => notice.severity === severity);

/** `3 warnings, 12 for information`; empty where there is none. */
export function noticesInWords(checks: readonly Pick<RunCheck, "notices">[]): string {
  return (Object.keys(SEVERITIES) as Severity[])
    .flatMap((severity) => {
      const count = checks.reduce((sum, check) => sum + noticesOf(check, severity).length, 0);
      const { one, many } = SEVERITIES[severity];
      return count > 0 ? [`${count} ${count === 1 ? one : many}`] : [];
    })
    .join(", ");
}

export const checksWithNotices = ({ criteria }: Run): RunCheck[] =>
  criteria.filter(({ notices = [] }) => notices.length > 0);

/** At most this many notices of a check are shown to people; `run.json` has all. */
export const NOTICES_SHOWN = 100;

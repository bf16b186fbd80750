import type { Finding, Notice } from "../criteria/criterion.ts";
import type { Where } from "../observations/checkout.ts";
import type { Run, RunCheck } from "../evidence/run.ts";
import { line } from "../evidence/text.ts";
import { moment } from "./wording.ts";

export type Severity = Notice["severity"];

/** Worst first, with the words for one and for several, and the sign that no format tells by colour alone. */
export const SEVERITIES: Record<Severity, { glyph: string; one: string; many: string }> = {
  warning: { glyph: "!", one: "warning", many: "warnings" },
  information: { glyph: "i", one: "for information", many: "for information" },
  policy: { glyph: "§", one: "of policy", many: "of policy" },
};

/** `file:line:column`, which terminals and editors make a link. Inert, and whole: cut in two it leads nowhere. */
export const placeOf = ({ file, line: row, column }: Where): string =>
  `${line(file, 1_000)}:${line(`${row}:${column}`, 40)}`;

/** What it is about, unless that is only the file that the place already names. */
export const subjectOf = ({ subject, where }: Finding): string | undefined =>
  where && subject === `file/${where.file}` ? undefined : subject;

/** Place, subject and what is there, in a line; `most` characters of the latter. */
export function briefly(finding: Finding, most = 200): string {
  const subject = subjectOf(finding);
  const parts = [
    finding.where && placeOf(finding.where),
    subject === undefined ? undefined : line(subject, 120),
    line(finding.actual, most),
  ];
  return parts.filter(Boolean).join(": ");
}

/** What there is to say of a finding after its subject and place, in the order in which every format says it. */
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

/** What the other checks of a run found. */
export const foundByOthers = ({ criteria }: Pick<Run, "criteria">, id: string): Finding[] =>
  criteria.flatMap((row) => (row.id === id ? [] : row.findings));

/** Findings that break the same thing and are mended the same way, told once for all: in order of the first. */
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
export function noticesInWords(rows: readonly Pick<RunCheck, "notices">[]): string {
  return (Object.keys(SEVERITIES) as Severity[])
    .flatMap((severity) => {
      const count = rows.reduce((sum, row) => sum + noticesOf(row, severity).length, 0);
      const { one, many } = SEVERITIES[severity];
      return count > 0 ? [`${count} ${count === 1 ? one : many}`] : [];
    })
    .join(", ");
}

export const rowsWithNotices = ({ criteria }: Run): RunCheck[] =>
  criteria.filter(({ notices = [] }) => notices.length > 0);

/** At most this many notices of a check are shown to people; `run.json` has all. */
export const NOTICES_SHOWN = 100;

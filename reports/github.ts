import type { Run, RunRow } from "./run.ts";
import { line } from "./text.ts";
import * as words from "./words.ts";

/**
 * Workflow commands that GitHub shows as annotations: causes first, for it keeps ten of a kind per step. Printed only
 * where GITHUB_ACTIONS is set.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function annotations(run: Run): string[] {
  const stamp = words.stampOf(run);
  const causes = new Set(run.diagnosis.map(({ cause }) => cause));
  const first = (row: RunRow): number => (causes.has(row.id) ? 0 : 1);
  const rows = (verdict: RunRow["verdict"]): RunRow[] =>
    words
      .rowsWith(run, verdict)
      .filter(({ consequenceOf }) => consequenceOf === undefined)
      .sort((a, b) => first(a) - first(b));
  return [
    ...(stamp === undefined ? [] : [command("notice", "SIMULATED", stamp)]),
    ...words.reservationsOf(run).map(({ mark, meaning }) => command("warning", mark, meaning)),
    ...(run.outcome.refused === undefined ? [] : [command("error", "assay refused to run", run.outcome.refused)]),
    ...rows("fail").map((row) => command("error", row.id, messageOf(row, run))),
    ...rows("inconclusive").map((row) => command("warning", row.id, messageOf(row, run))),
  ];
}

function messageOf(row: RunRow, { diagnosis }: Run): string {
  const [finding] = row.findings;
  const what = finding
    ? `${finding.subject}: expected ${finding.expected}, actual ${finding.actual}`
    : (row.reason ?? "could not be judged");
  const more = row.findings.length > 1 ? ` (and ${row.findings.length - 1} more)` : "";
  const fell = diagnosis.find(({ cause }) => cause === row.id)?.consequences.length ?? 0;
  const after = fell > 0 ? `; ${fell} ${fell === 1 ? "consequence" : "consequences"}` : "";
  return `${words.claimOf(row.verdict)}: ${row.title}. ${what}${more}${after}${row.advice ? `. Next: ${row.advice}` : ""}`;
}

/** Escaped as actions/toolkit does it: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
const command = (level: "error" | "warning" | "notice", title: string, message: string): string =>
  `::${level} title=${property(title)}::${data(message)}`;

const data = (text: string): string => line(text, 2_000).replace(/%/g, "%25");
const property = (text: string): string => data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");

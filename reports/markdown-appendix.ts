import { inWords } from "../criteria/derive/duration.ts";
import type { Phase, Timeline } from "../criteria/derive/timeline/timeline.ts";
import type { Run } from "./run.ts";
import { markdownCell as cell, markdownText as text } from "./text.ts";
import { budgetInWords, budgetOf, endOf, moment } from "./words.ts";

/** The bootstrap in phases against its budget, what decided its end, and what is not known. */
export function timelineSection(timeline: Timeline | undefined): string | undefined {
  if (!timeline) return undefined;
  const { phases, criticalPath, remarks, gaps } = timeline;
  const rows = phases.map((phase) => [
    text(phase.title),
    edge(phase.start),
    edge(phase.end),
    phase.tookMs === undefined ? "unknown" : inWords(phase.tookMs),
    text(budgetOf(phase)),
  ]);
  return [
    "## Timeline",
    text(budgetInWords(timeline)),
    phases.length > 0 ? table(["Phase", "Start", "End", "Took", "Budget"], rows) : undefined,
    criticalPath.length > 0
      ? `Critical path:\n\n${criticalPath.map(({ name, tookMs, what }, index) => `${index + 1}. ${text(name)}, ${inWords(tookMs)}: ${text(what)}`).join("\n")}`
      : undefined,
    remarks.length > 0 ? remarks.map((remark) => `- ${text(remark)}`).join("\n") : undefined,
    gaps.length > 0 ? `Not known:\n\n${gaps.map((gap) => `- ${text(gap)}`).join("\n")}` : undefined,
  ]
    .filter(Boolean)
    .join("\n\n");
}

export function commandTable({ commands, requests }: Run): string {
  const { total, connections, bytes, byVerb, retries } = requests;
  const verbs = Object.entries(byVerb).map(([verb, count]) => `${text(verb)} ${count}`);
  const api = `API requests: ${total}${verbs.length > 0 ? ` (${verbs.join(", ")})` : ""} on ${connections} connections, ${(bytes / 1e6).toFixed(1)} MB, ${retries} tried again.`;
  const rows = commands.map((command) => [
    cell(command.argv.join(" "), 300),
    text(endOf(command)),
    inWords(command.tookMs),
    cell(command.transcript),
  ]);
  const ran = rows.length > 0 ? table(["Command", "Ended", "Took", "Transcript"], rows) : "No commands were run.";
  return `## Requests and commands\n\n${api}\n\n${ran}`;
}

const edge = (point: Phase["start"]): string =>
  point ? `${moment(point.at)} ±${inWords(point.precisionMs)}<br>${point.basis}, ${text(point.source)}` : "unknown";

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

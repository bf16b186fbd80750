import { inWords } from "../../clusters/notation/duration.ts";
import { drawTimeline } from "../../timeline/drawing.ts";
import { basisInWords } from "../../timeline/standing.ts";
import type { Phase, Timeline } from "../../timeline/timeline.ts";
import type { Run } from "../../evidence/run.ts";
import { markdownBlock, markdownCell as cell, markdownText as text } from "../../evidence/text.ts";
import { budgetInWords, budgetOf, endOf, moment, phaseTook } from "../wording.ts";

/** The bootstrap in phases against its budget, what decided its end, and what is not known. */
export function timelineSection(timeline: Timeline | undefined): string | undefined {
  if (!timeline) return undefined;
  const { phases, criticalPath, remarks, gaps } = timeline;
  // texts of the cluster follow below, each made harmless there
  const drawn = { ...timeline, criticalPath: [], remarks: [], gaps: [] };
  const rows = phases.map((phase) => [
    text(phase.title),
    edge(phase.start),
    edge(phase.end),
    phaseTook(phase),
    text(budgetOf(phase)),
  ]);
  return [
    "## Timeline",
    text(budgetInWords(timeline)),
    isDrawable(timeline) ? markdownBlock(drawTimeline(drawn), "text") : undefined,
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

/** False where a time cannot be parsed, as in a damaged journal: the report must still be written. */
const isDrawable = ({ start, end, phases }: Timeline): boolean =>
  [start, end, ...phases.flatMap((phase) => [phase.start, phase.end])].every(
    (point) => point === undefined || !Number.isNaN(Date.parse(point.at)),
  );

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
  point
    ? `${text(moment(point.at))} ±${inWords(point.precisionMs)}<br>${basisInWords(point.basis)}, ${text(point.source)}`
    : "unknown";

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

import { inWords } from "../duration.ts";
import { headOf, spanOf, tookInWords, type Span } from "./drawing.ts";
import { msOf } from "./points.ts";
import type { Interval, Phase, Timeline } from "./timeline.ts";

const WIDTH = 960;
const LEFT = 130;
const RIGHT = 170;
const ROW = 26;
const TOP = 44;

/** The timeline as one self-contained SVG: phases as bars, image pulls below them, the budget as a line. */
export function timelineSvg(timeline: Timeline): string {
  const span = spanOf(timeline);
  const head = headOf(timeline);
  const pulls = timeline.intervals.filter(({ kind }) => kind === "pull");
  const rows = timeline.phases.length + (pulls.length > 0 ? 1 : 0);
  const height = TOP + rows * ROW + 16;
  const whole = span && { from: span.from, to: Math.max(span.to, deadlineOf(timeline) ?? span.to) };
  const body = whole
    ? [
        ...timeline.phases.map((phase, index) => phaseRow(phase, index, whole)),
        ...(pulls.length > 0 ? [pullRow(pulls, timeline.phases.length, whole)] : []),
        deadline(timeline, whole, height),
      ]
    : [];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="currentColor">`,
    `<title>${escape(head)}</title>`,
    text(0, 20, head, 'font-weight="600"'),
    ...body,
    "</svg>",
  ].join("\n");
}

function phaseRow(phase: Phase, index: number, span: Span): string {
  const y = TOP + index * ROW;
  const label = text(0, y + 14, phase.name);
  const took = text(WIDTH - RIGHT + 10, y + 14, tookInWords(phase));
  if (!phase.start) return `${label}${took}`;
  const from = msOf(phase.start);
  const to = phase.end ? msOf(phase.end) : from + (phase.atLeastMs ?? 0);
  const isOver = phase.budgetMs !== undefined && (phase.tookMs ?? phase.atLeastMs ?? 0) > phase.budgetMs;
  const style = `fill="${isOver ? "#c62828" : "#2e7d32"}" fill-opacity="${phase.end ? 0.85 : 0.35}"`;
  return `${label}${bar({ from, to, y, style, title: `${phase.title}: ${tookInWords(phase)}` }, span)}${took}`;
}

function pullRow(pulls: readonly Interval[], index: number, span: Span): string {
  const y = TOP + index * ROW;
  const bars = pulls.map(({ name, start, end }) => {
    const [from, to] = [Math.max(msOf(start), span.from), msOf(end)];
    const title = `${name}: ${inWords(msOf(end) - msOf(start))}`;
    return bar({ from, to, y, style: 'fill="#ef6c00" fill-opacity="0.35"', title }, span);
  });
  return `${text(0, y + 14, "image pulls")}${bars.join("")}`;
}

interface Bar {
  from: number;
  to: number;
  y: number;
  style: string;
  title: string;
}

function bar({ from, to, y, style, title }: Bar, span: Span): string {
  const [left, right] = [x(from, span), x(Math.min(to, span.to), span)];
  const width = Math.max(1.5, right - left).toFixed(1);
  return `<rect x="${left.toFixed(1)}" y="${y}" width="${width}" height="18" rx="2" ${style}><title>${escape(title)}</title></rect>`;
}

function deadline(timeline: Timeline, span: Span, height: number): string {
  const at = deadlineOf(timeline);
  if (at === undefined) return "";
  const left = x(at, span).toFixed(1);
  const line = `<line x1="${left}" y1="${TOP - 6}" x2="${left}" y2="${height - 8}" stroke="#c62828" stroke-dasharray="4 3"/>`;
  return `${line}${text(Number(left), TOP - 10, "budget", 'text-anchor="middle" fill="#c62828"')}`;
}

const deadlineOf = ({ start, budget }: Timeline): number | undefined =>
  start && budget ? msOf(start) + budget.totalMs : undefined;

const x = (ms: number, { from, to }: Span): number => LEFT + ((ms - from) / (to - from)) * (WIDTH - LEFT - RIGHT);

const text = (left: number, top: number, content: string, more = ""): string =>
  `<text x="${left}" y="${top}"${more ? ` ${more}` : ""}>${escape(content)}</text>`;

const escape = (content: string): string =>
  content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

import { inWords } from "../clusters/notation/duration.ts";
import { basesInWords } from "./standing.ts";
import { msOf } from "./points.ts";
import type { Phase, Timeline } from "./timeline.ts";

const COLUMNS = 100;
const LABEL = 14;
const BAR = 56;

/**
 * The timeline for a terminal or a Markdown code block, at most 100 columns wide. `█`: both ends are exact or observed;
 * `▒`: one of them is inferred; `░`: there is no end yet, or none is remembered.
 */
export function drawTimeline(timeline: Timeline): string {
  const span = spanOf(timeline);
  const lines = [
    headOf(timeline),
    ...(span ? [axis(span), ...timeline.phases.map((phase) => row(phase, span))] : []),
    ...section("Critical path", path(timeline)),
    ...section("What ate the time", timeline.remarks),
    ...section("Not known", timeline.gaps),
  ];
  return lines.flatMap(wrapped).join("\n");
}

interface Span {
  from: number;
  to: number;
}

/**
 * From the start, or that of the first phase, to the end, or the last known moment. `undefined` where nothing is known.
 */
function spanOf({ start, end, phases }: Timeline): Span | undefined {
  const points = [start, end, ...phases.flatMap((phase) => [phase.start, phase.end])];
  const moments = points.flatMap((point) => (point ? [msOf(point)] : []));
  const open = phases.flatMap((phase) =>
    phase.start && phase.atLeastMs !== undefined ? [msOf(phase.start) + phase.atLeastMs] : [],
  );
  if (moments.length === 0) return undefined;
  const [from, to] = [Math.min(...moments), Math.max(...moments, ...open)];
  return { from, to: Math.max(to, from + 1) };
}

function headOf(timeline: Timeline): string {
  const { budget, start, end } = timeline;
  if (!budget) return start && end ? `Bootstrap: ${inWords(msOf(end) - msOf(start))}` : "Bootstrap: duration not known";
  const { tookMs, totalMs, slackMs = 0, atLeastMs } = budget;
  if (tookMs === undefined) {
    const least = atLeastMs === undefined ? "duration not known" : `at least ${inWords(atLeastMs)}`;
    return `Bootstrap: ${least}, budget ${inWords(totalMs)}`;
  }
  const slack = slackMs < 0 ? `${inWords(-slackMs)} over` : `slack ${inWords(slackMs)}`;
  return `Bootstrap: ${inWords(tookMs)} of ${inWords(totalMs)}, ${slack} (${basesInWords(timeline)})`;
}

/** `5m3s of 5m0s, over`. For an open phase: the least that it took. */
function tookInWords({ tookMs, atLeastMs, budgetMs }: Phase): string {
  const ms = tookMs ?? atLeastMs;
  if (ms === undefined) return "not known";
  const took = tookMs === undefined ? `≥${inWords(ms)}` : inWords(ms);
  if (budgetMs === undefined) return took;
  return `${took} of ${inWords(budgetMs)}${ms > budgetMs ? ", over" : ""}`;
}

function axis({ from, to }: Span): string {
  const [first, last] = [clock(from), clock(to)];
  return `${" ".repeat(LABEL)}${first}${last.padStart(BAR - first.length)}`;
}

const clock = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)}Z`;

function row(phase: Phase, { from, to }: Span): string {
  const label = phase.name.padEnd(LABEL);
  if (!phase.start) return `${label}${"?".padEnd(BAR)} no start`;
  const at = (ms: number) => Math.round(((ms - from) / (to - from)) * BAR);
  const begin = Math.min(at(msOf(phase.start)), BAR - 1);
  const until = phase.end ? msOf(phase.end) : msOf(phase.start) + (phase.atLeastMs ?? 0);
  const length = Math.max(1, at(until) - begin);
  const isKnown = phase.start.basis !== "inferred" && phase.end?.basis !== "inferred";
  const mark = phase.end ? (isKnown ? "█" : "▒") : "░";
  return `${label}${" ".repeat(begin)}${mark.repeat(length)}`.padEnd(LABEL + BAR) + ` ${tookInWords(phase)}`;
}

const path = ({ criticalPath }: Timeline): string[] =>
  criticalPath.map(({ name, tookMs, what }) => `${inWords(tookMs).padStart(7)}  ${name}: ${what}`);

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];

/** Breaks long lines; continuation lines are indented, all equally. */
function wrapped(line: string): string[] {
  const hanging = " ".repeat(line.length - line.trimStart().length + 4);
  const lines: string[] = [];
  let rest = line.trimEnd();
  while (rest.length > COLUMNS) {
    const space = rest.lastIndexOf(" ", COLUMNS);
    const at = space > hanging.length ? space : COLUMNS;
    lines.push(rest.slice(0, at));
    rest = `${hanging}${rest.slice(at).trimStart()}`;
  }
  return [...lines, rest];
}

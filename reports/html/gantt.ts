import { inWords } from "../../clusters/notation/duration.ts";
import type { Interval, Phase, Point, Timeline } from "../../timeline/timeline.ts";
import { basisInWords } from "../../timeline/standing.ts";
import { html } from "../../evidence/text.ts";

/** At most this many intervals are drawn below the phases, the longest ones: hundreds would show nothing. */
const MOST_INTERVALS = 24;

interface Lane {
  label: string;
  kind: "phase" | "interval";
  from: number;
  to: number;
  inferred: boolean;
  critical: boolean;
  /** It has no end, and is drawn with the least that it took. */
  open: boolean;
  title: string;
}

/** What is drawn, in milliseconds since 1970. */
interface Axis {
  begin: number;
  end: number;
  /** When the budget is spent, where that is on the axis. */
  due?: number;
}

/**
 * The bootstrap as lanes: phases, then the longest intervals, folded. Bars are placed in percent of their lane, so that
 * they fit every width without a script; the script moves them when somebody zooms. `undefined` where nothing has a
 * start and an end.
 */
export function gantt(timeline: Timeline): string | undefined {
  const phases = timeline.phases.flatMap((phase) => phaseLane(phase) ?? []);
  const intervals = longest(timeline);
  const axis = axisOf([...phases, ...intervals], timeline);
  if (!axis) return undefined;
  const drawn = (lanes: Lane[]): string =>
    `<ol class="lanes">${lanes.map((lane) => laneInWords(lane, axis)).join("\n")}</ol>`;
  const count = `The ${intervals.length === 1 ? "step" : `${intervals.length} steps`} that took longest`;
  return [
    `<div class="gantt" data-whole="${axis.end - axis.begin}" role="group" aria-label="Timeline of the bootstrap">`,
    HATCH,
    ticks(axis),
    phases.length > 0 ? drawn(phases) : "",
    intervals.length > 0
      ? `<details${phases.length === 0 ? " open" : ""}><summary>${count}</summary>${drawn(intervals)}</details>`
      : "",
    `<p class="soft legend">Solid: measured or observed. Hatched: reconstructed, or without an end. Outlined in red: on the critical path.${axis.due === undefined ? "" : " Red line: the budget is spent."}</p>`,
    TOOLS,
    `</div>`,
  ]
    .filter(Boolean)
    .join("\n");
}

/** What only the script can do, and shows. */
const TOOLS = `<p class="tools" hidden><button type="button" data-zoom="in">Zoom in</button> <button type="button" data-zoom="out">Zoom out</button> <button type="button" data-zoom="all">Whole</button> <span class="soft hint">In a lane: ↑ ↓ another lane, ← → earlier and later, + − zoom, Enter this lane, 0 the whole</span></p>
<output class="tools told" hidden></output>`;

/** Inferred intervals are hatched, so that they do not look like measured ones. */
const HATCH = `<svg class="defs" aria-hidden="true" width="0" height="0"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="hatch-ground"/><rect width="2.5" height="6" class="hatch-line"/></pattern></defs></svg>`;

/**
 * Where the budget is more than this many times as long as the bootstrap it is not drawn: it would leave no room for
 * the rest.
 */
const LONGEST_AXIS = 4;

function axisOf(lanes: Lane[], { start, budget }: Timeline): Axis | undefined {
  if (lanes.length === 0) return undefined;
  const begin = Math.min(...lanes.map(({ from }) => from), ...timesOf(start));
  const last = Math.max(...lanes.map(({ to }) => to));
  const until = budget && start ? Date.parse(start.at) + budget.totalMs : Number.NaN;
  const due = until <= begin + LONGEST_AXIS * (last - begin) ? until : undefined;
  const span = Math.max(last, due ?? last) - begin;
  const quarter = QUARTERS.find((step) => step * 4 >= span) ?? Math.ceil(span / 4);
  return { begin, end: begin + quarter * 4, ...(due !== undefined && { due }) };
}

const MINUTE = 60_000;
/** What a quarter of the axis may be, in milliseconds. */
const QUARTERS = [
  ...[250, 500, 1000, 2500, 5000, 10_000, 15_000, 30_000],
  ...[1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360].map((minutes) => minutes * MINUTE),
];

const ticks = ({ begin, end }: Axis): string =>
  `<p class="axis" aria-hidden="true">${[0, 1, 2, 3].map((quarter) => `<span>${shortly(((end - begin) / 4) * quarter)}</span>`).join("")}</p>`;

/** `5m` and not `5m0s`: whole minutes are all that the axis has. */
const shortly = (ms: number): string => inWords(ms).replace(/(?<=m)0s$/, "");

/** The phases stand first in the drawing and are no intervals of it. */
function longest({ intervals, criticalPath }: Timeline): Lane[] {
  const critical = new Set(criticalPath.map(({ name }) => name));
  return intervals
    .filter(({ kind }) => kind !== "phase")
    .filter(({ start, end }) => timesOf(start).length > 0 && timesOf(end).length > 0)
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, MOST_INTERVALS)
    .sort((a, b) => Date.parse(a.start.at) - Date.parse(b.start.at))
    .map(({ name, start, end }) => laneOf("interval", name, start, end, critical.has(name)));
}

/** A phase without an end is drawn with the least that it took. */
function phaseLane({ title, start, end, atLeastMs }: Phase): Lane | undefined {
  if (!start || timesOf(start).length === 0) return undefined;
  if (end && timesOf(end).length > 0) return laneOf("phase", title, start, end, false);
  if (atLeastMs === undefined) return undefined;
  const at = new Date(Date.parse(start.at) + atLeastMs).toISOString();
  return { ...laneOf("phase", title, start, { ...start, at, source: "no end" }, false), inferred: true, open: true };
}

function laneOf(kind: Lane["kind"], label: string, start: Point, end: Point, critical: boolean): Lane {
  const [from, to] = [Date.parse(start.at), Date.parse(end.at)];
  const inferred = start.basis === "inferred" || end.basis === "inferred";
  const how = `from ${start.source} (${basisInWords(start.basis)}, ±${inWords(start.precisionMs)}) to ${end.source} (${basisInWords(end.basis)}, ±${inWords(end.precisionMs)})`;
  const title = `${label}: ${inWords(to - from)}${critical ? ", on the critical path" : ""}, ${how}`;
  return { label, kind, from, to: Math.max(from, to), inferred, critical, open: false, title };
}

function laneInWords({ label, kind, from, to, inferred, critical, open, title }: Lane, axis: Axis): string {
  const since = (time: number): number => time - axis.begin;
  const percent = (ms: number): number => Math.round((ms / Math.max(1, axis.end - axis.begin)) * 100_000) / 1000;
  // in milliseconds since the begin for the script, in percent for everybody
  const left = (time: number): string => `data-from="${since(time)}" x="${percent(since(time))}%"`;
  const right = `data-to="${since(to)}" width="${percent(to - from)}%"`;
  const bar = `<rect class="bar ${kind}${critical ? " critical" : ""}" ${left(from)} ${right} y="25%" height="50%"${inferred ? ` fill="url(#hatch)"` : ""}/>`;
  const due = axis.due === undefined ? "" : `<rect class="due" ${left(axis.due)} width="2" y="0" height="100%"/>`;
  return `<li class="lane"><span class="label">${html(label, 60)}</span> <span class="took">${open ? "≥" : ""}${inWords(to - from)}</span> <svg class="track" role="img"><title>${html(title, 400)}</title>${bar}${due}</svg></li>`;
}

const lengthOf = ({ start, end }: Interval): number => Date.parse(end.at) - Date.parse(start.at);

const timesOf = (point: Point | undefined): number[] => {
  const time = Date.parse(point?.at ?? "");
  return Number.isNaN(time) ? [] : [time];
};

import { inWords } from "../../clusters/notation/duration.ts";
import type { Interval, Phase, Point, Timeline } from "../../timeline/timeline.ts";
import { basisInWords } from "../../timeline/standing.ts";
import { fit } from "../terminal/layout.ts";
import { html } from "../../evidence/text.ts";
import { budgetInWords } from "../wording.ts";

/** In pixels of the drawing. */
const WIDTH = 960;
const LEFT = 230;
const RIGHT = 70;
const LANE = 22;
const TOP = 26;
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

/**
 * The bootstrap as a drawing: phases, the longest intervals, the budget. `undefined` where nothing has a start and an
 * end.
 */
export function timelineSvg(timeline: Timeline): string | undefined {
  const lanes = lanesOf(timeline);
  if (lanes.length === 0) return undefined;
  const begin = Math.min(...lanes.map(({ from }) => from), ...timesOf(timeline.start));
  const last = Math.max(...lanes.map(({ to }) => to));
  const due = dueWithin(timeline, begin + LONGEST_AXIS * (last - begin));
  const end = Math.max(last, ...(due === undefined ? [] : [due]));
  const x = (time: number): number => LEFT + ((time - begin) / Math.max(1, end - begin)) * (WIDTH - LEFT - RIGHT);
  const height = TOP + lanes.length * LANE + 22;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="timeline-title timeline-desc">`,
    `<title id="timeline-title">Timeline of the bootstrap</title>`,
    `<desc id="timeline-desc">${html(budgetInWords(timeline))} The table below has the same phases.</desc>`,
    HATCH,
    ...axis(begin, end, x, height),
    ...lanes.map((lane, index) => drawn(lane, TOP + index * LANE, x)),
    ...(due === undefined ? [] : budgetLine(x(due), height)),
    `</svg>`,
  ].join("\n");
}

/**
 * Where the budget is more than this many times as long as the bootstrap it is not drawn: it would leave no room for
 * the rest.
 */
const LONGEST_AXIS = 4;

function dueWithin({ budget, start }: Timeline, until: number): number | undefined {
  const due = budget && start ? Date.parse(start.at) + budget.totalMs : Number.NaN;
  return due <= until ? due : undefined;
}

/** Inferred intervals are hatched, so that they do not look like measured ones. */
const HATCH = `<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="hatch-ground"/><rect width="2.5" height="6" class="hatch-line"/></pattern></defs>`;

function lanesOf({ phases, intervals, criticalPath }: Timeline): Lane[] {
  const critical = new Set(criticalPath.map(({ name }) => name));
  const whole = intervals
    .filter(({ kind }) => kind !== "phase")
    .filter(({ start, end }) => timesOf(start).length > 0 && timesOf(end).length > 0)
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, MOST_INTERVALS)
    .sort((a, b) => Date.parse(a.start.at) - Date.parse(b.start.at));
  return [
    ...phases.flatMap((phase) => phaseLane(phase) ?? []),
    ...whole.map((interval) =>
      laneOf("interval", interval.name, interval.start, interval.end, critical.has(interval.name)),
    ),
  ];
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
  return {
    label,
    kind,
    from,
    to: Math.max(from, to),
    inferred,
    critical,
    open: false,
    title: `${label}: ${inWords(to - from)}, ${how}`,
  };
}

function drawn(
  { label, kind, from, to, inferred, critical, open, title }: Lane,
  y: number,
  x: (time: number) => number,
): string {
  const height = kind === "phase" ? 14 : 8;
  const width = Math.max(2, x(to) - x(from));
  const bar = `<rect x="${round(x(from))}" y="${y + (LANE - height) / 2}" width="${round(width)}" height="${height}" rx="2" class="${kind}${critical ? " critical" : ""}"${inferred ? ` fill="url(#hatch)"` : ""}/>`;
  const name = `<text x="${LEFT - 10}" y="${y + 15}" text-anchor="end" class="label ${kind}-label">${html(fit(label, 36))}</text>`;
  const took = `<text x="${round(x(from) + width + 6)}" y="${y + 15}" class="took">${open ? "≥" : ""}${inWords(to - from)}</text>`;
  return `<g><title>${html(title)}</title>${name}${bar}${took}</g>`;
}

function axis(begin: number, end: number, x: (time: number) => number, height: number): string[] {
  const step = STEPS.find((step) => (end - begin) / step <= 10) ?? (end - begin) / 10;
  const count = Math.floor((end - begin) / step) + 1;
  return Array.from({ length: count }, (_, index) => {
    const at = round(x(begin + index * step));
    return `<line x1="${at}" y1="${TOP - 4}" x2="${at}" y2="${height - 18}" class="tick"/><text x="${at}" y="${TOP - 10}" text-anchor="middle" class="tick-label">${index === 0 ? "0" : inWords(index * step).replace(/(?<=[hm])0[ms]/g, "")}</text>`;
  });
}

const budgetLine = (at: number, height: number): string[] => [
  `<line x1="${round(at)}" y1="${TOP - 4}" x2="${round(at)}" y2="${height - 18}" class="budget"/>`,
  `<text x="${round(at) + 4}" y="${height - 5}" class="budget-label" text-anchor="end">budget</text>`,
];

const MINUTE = 60_000;
const STEPS = [1000, 5000, 15_000, 30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE];

const lengthOf = ({ start, end }: Interval): number => Date.parse(end.at) - Date.parse(start.at);

const timesOf = (point: Point | undefined): number[] => {
  const time = Date.parse(point?.at ?? "");
  return Number.isNaN(time) ? [] : [time];
};

const round = (value: number): number => Math.round(value * 10) / 10;

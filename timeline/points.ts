import type { Point } from "./timeline.ts";

/** The API truncates its times to seconds; Helm and leases keep fractions. */
const SECOND = 1000;

/** A moment that is written somewhere; `undefined` where it is not, or is no time. */
export function pointAt(
  at: string | null | undefined,
  source: string,
  { basis = "exact", precisionMs }: { basis?: Point["basis"]; precisionMs?: number } = {},
): Point | undefined {
  if (!at || Number.isNaN(Date.parse(at))) return undefined;
  return { at, source, precisionMs: precisionMs ?? (/\.\d/.test(at) ? 1 : SECOND), basis };
}

export function msOf(point: Point): number {
  const known = parsed.get(point);
  if (known !== undefined) return known;
  const ms = Date.parse(point.at);
  parsed.set(point, ms);
  return ms;
}

/** Parsing the times again for each comparison took most of a timeline's time. */
const parsed = new WeakMap<Point, number>();

export const earliest = (points: readonly (Point | undefined)[]): Point | undefined => inOrder(points)[0];
export const latest = (points: readonly (Point | undefined)[]): Point | undefined => inOrder(points).at(-1);

const inOrder = (points: readonly (Point | undefined)[]): Point[] =>
  points.filter((point) => point !== undefined).toSorted((a, b) => msOf(a) - msOf(b));

/** How far a moment may be off, not counting the second that every API time is truncated to. In milliseconds. */
export const doubtOf = (point: Point): number => (point.precisionMs > SECOND ? point.precisionMs : 0);

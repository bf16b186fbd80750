import { inWords } from "../clusters/notation/duration.ts";
import { IDLE } from "./critical-path.ts";
import { doubtOf } from "./points.ts";
import type { Point, Timeline } from "./timeline.ts";

/** How a duration compares with its budget when both of its ends may be uncertain. */
export type Standing = "under" | "over" | "either";

/**
 * The start is the earliest possible one; the end may be off in both directions. The truncation of API times to seconds
 * does not count as uncertainty: otherwise nothing could be said of exactly 30 minutes.
 */
export function standingOf(tookMs: number, budgetMs: number, { start, end }: { start: Point; end: Point }): Standing {
  if (tookMs + doubtOf(end) <= budgetMs) return "under";
  return tookMs - doubtOf(end) - doubtOf(start) > budgetMs ? "over" : "either";
}

/** Whether it was measured from a mark, observed, or reconstructed. */
export const basisInWords = (basis: Point["basis"]): string =>
  ({ exact: "measured", observed: "observed", inferred: "reconstructed" })[basis];

/** Helm writes nanoseconds. */
const toTheSecond = (at: string): string => at.replace(/\.\d+(?=Z|[+-]\d\d:\d\d$)/, "");

/** How both ends of the bootstrap are known: `observed`, or `start reconstructed, end observed`. */
export function basesInWords({ start, end, budget }: Timeline): string {
  const [first, last] = [start?.basis ?? budget?.basis ?? "inferred", end?.basis];
  if (last === undefined || first === last) return basisInWords(first);
  return `start ${basisInWords(first)}, end ${basisInWords(last)}`;
}

export const pointInWords = ({ at, source, precisionMs, basis }: Point): string =>
  `${toTheSecond(at)} (${source}, ±${inWords(precisionMs)}, ${basisInWords(basis)})`;

/** The timeline in sentences, the phases first. */
export const phasesInWords = ({ phases }: Timeline): string[] =>
  phases.map(({ name, start, end, tookMs, atLeastMs }) => {
    const took =
      tookMs !== undefined ? inWords(tookMs) : atLeastMs !== undefined ? `at least ${inWords(atLeastMs)}` : "?";
    return `${name}: ${took}, from ${start ? pointInWords(start) : "?"} to ${end ? pointInWords(end) : "?"}`;
  });

/**
 * The longest step of the critical path that did work of its own; for a phase, the step that it ended with. "" where no
 * step is known.
 */
export function heldUp({ criticalPath }: Timeline, end?: Point): string {
  const [longest] = criticalPath
    .filter(({ name }) => name !== IDLE && (end === undefined || end.source.endsWith(` of ${name}`)))
    .toSorted((one, other) => other.tookMs - one.tookMs);
  return longest ? `; ${inWords(longest.tookMs)} of it ${longest.name} ${longest.what}` : "";
}

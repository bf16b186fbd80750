/**
 * The bootstrap as it can be rebuilt from what the cluster remembers: points → intervals → phases → judgement → drawing.
 * Times are RFC 3339; durations in milliseconds.
 */
export interface Timeline {
  /** When the bootstrap began, who says so, how exactly; `undefined` where nothing does. */
  start?: Point;
  /** When the last awaited resource became ready. */
  end?: Point;
  phases: Phase[];
  intervals: Interval[];
  budget?: {
    totalMs: number;
    tookMs?: number;
    slackMs?: number;
    /** What it took at the least, doubts taken off, where it has no end. */
    atLeastMs?: number;
    basis: "exact" | "observed" | "inferred";
  };
  /** The chain of intervals that decided the end, first to last. */
  criticalPath: { name: string; tookMs: number; what: string }[];
  /** Sentences: "9 of 22 minutes pulled images on one node". */
  remarks: string[];
  /** What could not be found: a phase without an end, a source that was not read. */
  gaps: string[];
  /** Sources that the timeline needed and that were not read. */
  unread?: string[];
  /** When the activity of the bootstrap ceased: what was made later is not of it (see window.ts). */
  windowEnd?: string;
}

export interface Point {
  at: string;
  source: string;
  /** Uncertainty in milliseconds: 1000 for API times, less for leases and Helm. */
  precisionMs: number;
  basis: "exact" | "observed" | "inferred";
}

export interface Interval {
  name: string;
  kind: "phase" | "release" | "node" | "pod" | "pull" | "crd" | "kustomization" | "machine";
  start: Point;
  end: Point;
}

export type PhaseName = "machines" | "control-plane" | "crds" | "core" | "flux" | "workloads";

export interface Phase {
  name: PhaseName;
  title: string;
  start?: Point;
  end?: Point;
  tookMs?: number;
  budgetMs?: number;
  /** Members that are not ready yet: the phase goes on, and has taken at least `atLeastMs`. */
  ongoing?: { name: string; reason: string }[];
  /** Members whose first readiness the cluster no longer remembers: the phase's end is not known. */
  lost?: { name: string; reason: string }[];
  /** What it took at the least, where it has no end. */
  atLeastMs?: number;
}

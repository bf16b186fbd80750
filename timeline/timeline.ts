/** The bootstrap as rebuilt from what the cluster remembers. Times are RFC 3339, durations in milliseconds. */
export interface Timeline {
  /** When the bootstrap began, with its source and precision; `undefined` where nothing says. */
  start?: Point;
  /** When the last awaited resource became ready. */
  end?: Point;
  phases: Phase[];
  intervals: Interval[];
  budget?: {
    totalMs: number;
    tookMs?: number;
    slackMs?: number;
    /** The least that it took, less the uncertainty, where it has no end. */
    atLeastMs?: number;
    basis: "exact" | "observed" | "inferred";
  };
  /** The chain of intervals that decided the end, first to last. */
  criticalPath: { name: string; tookMs: number; what: string }[];
  /** Sentences: "9 of 22 minutes pulled images on one node". */
  remarks: string[];
  /** What could not be found: a phase without an end, a source that was not read. */
  gaps: string[];
  /** The sources that it needs and that could not be read. */
  unread?: string[];
  /** The end of the bootstrap's activity; what was made later does not belong to it (window.ts). */
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
  /** The members that are not ready yet: the phase goes on. */
  ongoing?: { name: string; reason: string }[];
  /** The members whose first readiness the cluster no longer remembers: the end of the phase is not known. */
  lost?: { name: string; reason: string }[];
  /** The least that it took, where it has no end. */
  atLeastMs?: number;
}

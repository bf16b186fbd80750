import type { Interval, PhaseName, Point } from "../timeline.ts";

/** One thing that the bootstrap made and that had to become ready. */
export interface Member {
  /** As findings name it: `pod/kube-system/cilium-x`. */
  name: string;
  kind: Interval["kind"];
  phase: PhaseName;
  start?: Point;
  end?: Point;
  /** Why it has no end yet, or why it cannot have one. */
  ongoing?: string;
  lost?: string;
  /** Named by the profile: it is awaited whenever it was made. */
  expected: boolean;
  /** Where it runs: its times are of that node's clock. */
  node?: string;
  /** Stretches in which it was certainly busy, in milliseconds: what keeps the window open. */
  busy: [from: number, to: number][];
}

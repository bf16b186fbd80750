import type { Interval, PhaseName, Point } from "../timeline.ts";

/** One thing that the bootstrap made and that had to become ready. */
export interface Member {
  /** The subject as findings name it: `pod/kube-system/cilium-x`. */
  name: string;
  kind: Interval["kind"];
  phase: PhaseName;
  start?: Point;
  end?: Point;
  /** Why it has no end yet, or why it cannot have one. */
  ongoing?: string;
  lost?: string;
  /** Whether the profile names it: it is awaited no matter when it was made. */
  expected: boolean;
  /** The node that it runs on, whose clock wrote its times. */
  node?: string;
  /** The stretches in which it was certainly busy, in milliseconds. They keep the window of the bootstrap open. */
  busy: [from: number, to: number][];
}

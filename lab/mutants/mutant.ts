import type { Fault } from "../scenario.ts";

/** One small change of a healthy world that a real cluster could show. */
export interface Mutant {
  /** Its place and change, the same in every run: `Deployment kube-system/coredns status.readyReplicas: 0`. */
  id: string;
  /** `objects`, `machines` or a command's name. */
  area: string;
  /** What is changed, without names and indices: `Deployment status.readyReplicas`. Justifications speak of it. */
  at: string;
  /** In a few words: `removed`, `0`, `one more`, `flipped`. */
  change: string;
  fault: Fault;
}

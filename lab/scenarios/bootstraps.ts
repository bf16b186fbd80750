import { slowPulls } from "../faults/pulls.ts";
import type { Scenario } from "../scenario.ts";

const MINUTE = 60_000;

/** Bootstraps whose timeline is the story: everything is well in the end, and too late, or told by clocks that differ. */
export const BOOTSTRAPS: readonly Scenario[] = [
  {
    name: "slow-pulls-on-one-node",
    title:
      "The bootstrap takes more than half an hour: one node pulls every image fourteen minutes longer than the others",
    from: "faults.md S4: bootstrap exceeds 30 minutes (image pulls on one node)",
    faults: [slowPulls("lab-cp-02", { since: 31 * 60, byMs: 14 * MINUTE })],
    expect: {
      first: ["budget/phases-took-under-theirs"],
      falls: ["budget/bootstrap-took-under-the-budget"],
    },
  },
];

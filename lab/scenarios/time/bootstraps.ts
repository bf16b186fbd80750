import { slowPulls } from "../../faults/pulls.ts";
import { edit, specOf, statusOf, type Json } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";

const MINUTE = 60_000;

/** What its kubelet writes is so much earlier than what the API server writes of the same pods. */
const clockBehind = (node: string, byMs: number): Fault =>
  edit("Pod", undefined, (pod) => {
    if (specOf(pod)["nodeName"] !== node) return;
    for (const it of statusOf(pod)["conditions"] as Json[]) {
      if (it["type"] === "PodScheduled") continue;
      const at = Date.parse(String(it["lastTransitionTime"])) - byMs;
      it["lastTransitionTime"] = `${new Date(at).toISOString().slice(0, 19)}Z`;
    }
  });

/** Bootstraps whose timeline is the story: everything is well in the end, and too late, or told by clocks that differ. */
export const BOOTSTRAPS: readonly Scenario[] = [
  {
    name: "slow-pulls-on-one-node",
    title:
      "The bootstrap takes more than half an hour: one node pulls every image fourteen minutes longer than the others",
    from: "story 1.3",
    faults: [slowPulls("lab-cp-02", { since: 31 * 60, byMs: 14 * MINUTE })],
    expect: {
      first: ["budget/phases-took-under-theirs"],
      falls: ["budget/bootstrap-took-under-the-budget"],
    },
  },
  {
    name: "clocks-that-disagree",
    title: "A node's clock is three minutes behind, and the whole was near its budget: over or under cannot be told",
    from: "a known problem with times",
    profile: (lab) => ({
      ...lab,
      ...(lab.budget && { budget: { ...lab.budget, total: 23 * MINUTE } }),
    }),
    faults: [clockBehind("lab-cp-03", 3 * MINUTE)],
    expect: {
      first: ["budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/bootstrap-took-under-the-budget"],
    },
  },
];

/** The same, where it does not matter. */
export const STEADY_BOOTSTRAPS: readonly Scenario[] = [
  {
    name: "clock-behind-well-within-the-budget",
    title: "A node's clock is three minutes behind: the timeline says so, and the budget is kept all the same",
    from: "a known problem with times",
    faults: [clockBehind("lab-cp-03", 3 * MINUTE)],
  },
];

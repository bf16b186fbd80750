/** Checks that no scenario can make fail, by design, each with why; they must be left unjudged first in one. */
export const CANNOT_FAIL: ReadonlyMap<string, string> = new Map([
  [
    "budget/timeline-is-whole",
    "what is missing from a timeline was not seen, rather than wrong, because a cluster forgets; it is inconclusive then, and never passes",
  ],
  [
    "prerequisites/profile-covers-the-cluster",
    "a profile that is silent about what runs is no fault of the cluster: nobody judged it, and the run is partial",
  ],
]);

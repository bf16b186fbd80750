/** Rows that no scenario can make fail, by design, each with why; they must be left unjudged first in one. */
export const CANNOT_FAIL: ReadonlyMap<string, string> = new Map([
  [
    "budget/timeline-is-whole",
    "what is missing from a timeline was not seen, rather than wrong, because a cluster forgets; it is inconclusive then, and never passes",
  ],
]);

/**
 * Checks of a command's end or of the whole bootstrap, each with why: what they say names no object, so that it falls with
 * whatever they rest on and does not hold.
 */
export const OF_THE_WHOLE: ReadonlyMap<string, string> = new Map([
  ["talos/health-command-passes", "says how one command ended for the whole cluster"],
  ["flux/check-passes", "says how one command ended"],
  ["cilium/connectivity-test-passes", "says how one test of the whole network ended"],
  ["cilium/cluster-mesh-is-connected", "speaks of other clusters"],
  ["budget/timeline-is-whole", "speaks of the whole bootstrap"],
  [
    "budget/bootstrap-took-under-the-budget",
    "speaks of the whole bootstrap, which is not over while something is wrong",
  ],
  ["budget/phases-took-under-theirs", "speaks of phases, which are not over while something is wrong"],
  ["kubernetes/api-is-ready", "says what the API server says of itself as a whole"],
]);

/** Faults that keep others from being seen, by the names of their scenarios, each with why. */
export const HIDES: readonly { by: RegExp; hidden: RegExp; because: string }[] = [
  {
    by: /^claim-lost$/,
    hidden: /^database-instance-down$/,
    because: "the claim that is lost is one of the database's: its instance cannot run without",
  },
  {
    by: /^etcd-gone-from-one$/,
    hidden: /^etcd-two-terms$/,
    because: "a member that no leader reaches and a member that is down are one quorum's matter",
  },
  {
    by: /^node-lost/,
    hidden: /^secret-stale$/,
    because: "Connect's pod stood on the node that is lost: what it serves is not refreshed",
  },
  {
    by: /^cilium-release-failed$/,
    hidden: /^gateway-not-programmed$/,
    because: "Cilium's operator serves the Gateways, and its release failed",
  },
  {
    by: /^connect-is-gone$/,
    hidden: /^endpoint-not-ready$/,
    because: "the pod whose endpoint is not ready went with its Deployment",
  },
];

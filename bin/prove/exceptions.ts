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
    by: /^source-controller-down$/,
    hidden: /^flux-may-reach-git-alone$/,
    because: "the policy selects source-controller's pods, and there is none",
  },
  {
    by: /^bootstrap-stopped-at-404$/,
    hidden: /^conversion-without-endpoint$/,
    because: "the bootstrap stopped before the CRD whose conversion nobody answers",
  },
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
  {
    by: /^nodes-in-the-pod-network$/,
    hidden: /^cluster-id-twice$/,
    because: "both are found at one release of helmfile, whose values have no line of their own",
  },
  {
    by: /^(?:issuer-not-ready|cilium-operator-deleted)$/,
    hidden: /^gateway-not-programmed$/,
    because: "a Gateway waits for its certificate's issuer, and for Cilium's operator",
  },
  {
    by: /^(?:release-missing|crd-missing)$/,
    hidden: /^(?:external-secrets-operator-down|release-failed)$/,
    because: "it is the very release that is missing, or one whose CRD is",
  },
  {
    by: /^two-helm-releases$/,
    hidden: /^image-of-another-version$/,
    because: "a release that two manage runs what either of them says",
  },
  {
    by: /^bootstrap-stopped-at-404$/,
    hidden: /^(?:kubelet-silent|pod-evicted|stranger-release-pending)$/,
    because: "without a CNI no node is Ready, and neither the pod nor the release was ever made",
  },
  {
    by: /^operator-removed-with-its-objects$/,
    hidden: /^storage-class-missing$/,
    because: "a chart that was uninstalled may have brought any StorageClass",
  },
  {
    by: /^root-behind-after-a-cycle$/,
    hidden: /^root-applies-another-path$/,
    because: "both are of the root Kustomization",
  },
  {
    by: /^machine-lost$/,
    hidden: /^certificate-not-issued$/,
    because: "cert-manager's pod stood on the machine that is lost",
  },
  {
    by: /^node-not-ready$/,
    hidden: /^scheduler-crashes$/,
    because: "a static pod is its machine's, and this is the machine",
  },
  {
    by: /^path-leads-nowhere$/,
    hidden: /^(?:address-outside-every-pool|dns-outside-the-service-network)$/,
    because: "what stands below the path is not built, and its pools and addresses not read",
  },
  {
    by: /^state-does-not-parse$/,
    hidden: /^health-check-of-what-helmfile-installs$/,
    because: "what helmfile installs cannot be read",
  },
  {
    by: /^kustomization-never-applied$/,
    hidden: /^route-not-accepted$/,
    because: "the Gateway that the route asks for was never made",
  },
  {
    by: /^agents-nowhere$/,
    hidden: /^agent-taint-stays$/,
    because: "the agent that would take the taint away runs on no node",
  },
];

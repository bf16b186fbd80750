import { criterion, each, together, type Examination, type Finding } from "../criterion.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource } from "../../observations/objects.ts";

/**
 * The operator validates what the API server let in; what it refuses no agent enforces.
 * https://docs.cilium.io/en/stable/security/policy/ (condition Valid)
 */
export default criterion({
  id: "cilium/policies-are-accepted",
  title: "Every Cilium policy is valid: none was thrown away",
  fails: "A Cilium policy is not in force",
  why: "A policy that is not valid is not enforced: what it should keep out comes in, and nothing else says so.",
  serves: ["T7"],
  needs: ["ciliumNetworkPolicies", "ciliumClusterwideNetworkPolicies", "ciliumEndpoints"],
  wants: ["ciliumConfig"],
  restsOn: ["crds/required-are-established", "cilium/status-is-ok"],
  advice:
    "kubectl get ciliumnetworkpolicies -A; kubectl get ciliumclusterwidenetworkpolicies; " +
    "kubectl -n <namespace> describe ciliumnetworkpolicy <name>",

  irrelevant: withoutCilium,

  examine({ ciliumNetworkPolicies, ciliumClusterwideNetworkPolicies, ciliumEndpoints, ciliumConfig }) {
    const validates = ciliumConfig?.data["validate-network-policy"] !== "false";
    return together(
      // a cluster without a policy is well: then each endpoint is one that lacks none
      { examined: ciliumEndpoints.length, findings: [] },
      policiesExamined("ciliumnetworkpolicy", ciliumNetworkPolicies, validates),
      policiesExamined("ciliumclusterwidenetworkpolicy", ciliumClusterwideNetworkPolicies, validates),
    );
  },
});

function policiesExamined(kind: string, policies: readonly CustomResource[], validates: boolean): Examination {
  const unjudged = policies
    .filter((policy) => conditionOf(policy, "Valid") === undefined)
    .map((policy) => subjectOf(kind, policy));
  return {
    ...each(policies, (policy) => refused(kind, policy)),
    unseen: validates ? unjudged.map((subject) => ({ subject, reason: "has no condition Valid" })) : [],
    remarks: validates
      ? []
      : unjudged.map((subject) => `${subject} was not validated: validate-network-policy is false`),
  };
}

function refused(kind: string, policy: CustomResource): Finding | undefined {
  const valid = conditionOf(policy, "Valid");
  if (valid === undefined || valid.status === "True") return undefined;
  return {
    subject: subjectOf(kind, policy),
    expected: "Valid=True",
    actual: inWords(valid),
    hopeless: true,
    ...(valid.lastTransitionTime && { since: valid.lastTransitionTime }),
  };
}

import { add, ago, condition } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import type { LabObject } from "../../world.ts";

const policy =
  (kind: string, metadata: LabObject["metadata"], message: string): Fault =>
  (world) =>
    add({
      ...{ apiVersion: "cilium.io/v2", kind, metadata },
      spec: { endpointSelector: {} },
      status: {
        conditions: [
          { type: "Valid", status: "False", reason: "PolicyInvalid", message, lastTransitionTime: ago(world, 700) },
        ],
      },
    })(world);

/** Policies that were thrown away. */
export const POLICIES: readonly Scenario[] = [
  {
    name: "network-policy-invalid",
    title: "The API server took a CiliumNetworkPolicy, and Cilium threw it away",
    from: "a bug report",
    faults: [
      policy(
        "CiliumNetworkPolicy",
        { name: "deny-metadata", namespace: "nessie" },
        "Combining ToEntities and ToCIDRSet is not supported yet",
      ),
    ],
    expect: { first: ["cilium/policies-are-accepted"] },
  },
  {
    name: "clusterwide-policy-invalid",
    title: "A CiliumClusterwideNetworkPolicy for the nodes is not valid: their firewall is not there",
    from: "a bug report",
    faults: [
      policy(
        "CiliumClusterwideNetworkPolicy",
        { name: "host-firewall" },
        "Rule is invalid: CIDR must be in canonical form",
      ),
    ],
    expect: { first: ["cilium/policies-are-accepted"] },
  },
];

/** Policies that hold. */
export const POLICIES_HARMLESS: readonly Scenario[] = [
  {
    name: "policies-that-hold",
    title: "There are policies, and all are valid",
    from: "a healthy variant",
    faults: [
      policy("CiliumNetworkPolicy", { name: "allow-dns", namespace: "nessie" }, "Policy validation succeeded"),
      condition("CiliumNetworkPolicy", "nessie/allow-dns", "Valid", {
        ...{ status: "True", reason: "", message: "Policy validation succeeded" },
      }),
    ],
  },
];

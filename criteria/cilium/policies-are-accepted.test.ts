import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { profileOf } from "../testing/profile.ts";
import { look, trouble } from "../testing/sources.ts";
import row from "./policies-are-accepted.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ cilium: { clusterId: 1, clusterName: "infra" } });
const ENDPOINTS = [{ metadata: { name: "a", namespace: "x" } }];
const judged = (parts: { policies?: object[]; clusterwide?: object[]; endpoints?: object[]; config?: object }) =>
  judge(
    row,
    {
      ciliumNetworkPolicies: look(parts.policies ?? []),
      ciliumClusterwideNetworkPolicies: look(parts.clusterwide ?? []),
      ciliumEndpoints: look(parts.endpoints ?? ENDPOINTS),
      ...(parts.config && { ciliumConfig: look({ data: parts.config }) }),
    },
    { profile, now },
  );
const policy = (valid?: object, namespace?: string) => ({
  metadata: { name: "p", ...(namespace && { namespace }) },
  status: { conditions: valid ? [{ type: "Valid", ...valid }] : [] },
});

describe("cilium/policies-are-accepted", () => {
  test("none is there, or all are valid", () => {
    expect(judged({})).toMatchObject({ verdict: "pass", examined: 1 });
    expect(judged({ policies: [policy({ status: "True" }, "x")] })).toMatchObject({ verdict: "pass", examined: 2 });
  });

  test("one was thrown away", () => {
    const bad = { status: "False", message: "not supported yet", lastTransitionTime: "2026-11-21T11:00:00Z" };
    expect(judged({ policies: [policy(bad, "x")] }).findings).toEqual([
      {
        subject: "ciliumnetworkpolicy/x/p",
        expected: "Valid=True",
        actual: "Valid=False (not supported yet)",
        hopeless: true,
        since: "2026-11-21T11:00:00Z",
      },
    ]);
    expect(judged({ clusterwide: [policy({ status: "Unknown" })] }).findings).toMatchObject([
      { subject: "ciliumclusterwidenetworkpolicy/p", actual: "Valid=Unknown" },
    ]);
  });

  test("nobody looked at it, or nobody looks at any", () => {
    expect(judged({ policies: [policy(undefined, "x")] })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "ciliumnetworkpolicy/x/p", reason: "has no condition Valid" }],
    });
    expect(
      judged({ policies: [policy(undefined, "x")], config: { "validate-network-policy": "false" } }),
    ).toMatchObject({
      verdict: "pass",
      remarks: ["ciliumnetworkpolicy/x/p was not validated: validate-network-policy is false"],
    });
  });

  test("nothing to examine, irrelevant, erring", () => {
    expect(judged({ endpoints: [] }).reason).toBe("nothing to examine");
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    const results = { ciliumNetworkPolicies: trouble("forbidden") };
    expect(judge(row, results, { profile, now }).verdict).toBe("inconclusive");
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./load-balancer-pools-serve.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const given = profileOf({ cilium: { ...infra, loadBalancerPools: ["main"] } });
const pool = (parts: object = {}, conditions: object[] = [], name = "main") => ({
  metadata: { name },
  spec: { blocks: [{ cidr: "10.25.11.96/27" }], ...parts },
  status: { conditions },
});
const service = (ip: string | undefined, parts: { spec?: object; conditions?: object[] } = {}) => ({
  metadata: { name: "gw", namespace: "network", creationTimestamp: "2026-11-21T11:00:00Z" },
  spec: { type: "LoadBalancer", ...parts.spec },
  status: { loadBalancer: { ingress: ip ? [{ ip }] : [] }, conditions: parts.conditions },
});
const judged = (pools: object[], services: object[]) =>
  judge(row, { ciliumLoadBalancerIPPools: look(pools), services: look(services) }, { profile: given, now });

describe("cilium/load-balancer-pools-serve", () => {
  test("an address from a pool", () =>
    expect(judged([pool()], [service("10.25.11.100")])).toMatchObject({ verdict: "pass", examined: 2 }));
  test("ranges and single addresses", () => {
    expect(
      judged([pool({ blocks: [{ start: "10.25.11.100", stop: "10.25.11.101" }] })], [service("10.25.11.101")]).verdict,
    ).toBe("pass");
    expect(judged([pool({ blocks: [{ start: "10.25.11.100" }] })], [service("10.25.11.101")]).verdict).toBe("fail");
  });
  test("a pool that is missing, disabled, in conflict, exhausted", () => {
    expect(judged([pool({}, [], "other")], []).findings).toMatchObject([
      { subject: "ciliumloadbalancerippool/main", actual: "none" },
    ]);
    expect(judged([pool({ disabled: true })], []).findings).toMatchObject([{ actual: "disabled" }]);
    const conflict = {
      type: "cilium.io/PoolConflict",
      status: "True",
      reason: "cidr_overlap",
      message: "with other",
      lastTransitionTime: "t",
    };
    expect(judged([pool({}, [conflict])], []).findings).toMatchObject([
      { actual: "cilium.io/PoolConflict=True (cidr_overlap: with other)", since: "t" },
    ]);
    expect(
      judged([pool({}, [{ type: "cilium.io/IPsAvailable", status: "Unknown", message: "0" }])], []).findings,
    ).toMatchObject([{ actual: "0 available" }]);
  });
  test("a Service without an address, with a refusal, with an address of no pool", () => {
    expect(judged([pool()], [service(undefined)]).findings).toEqual([
      {
        subject: "service/network/gw",
        expected: "an address from a pool",
        actual: "none",
        since: "2026-11-21T11:00:00Z",
      },
    ]);
    const refused = [
      { type: "cilium.io/IPAMRequestSatisfied", status: "False", reason: "no_pool", lastTransitionTime: "t" },
    ];
    expect(judged([pool()], [service(undefined, { conditions: refused })]).findings).toMatchObject([
      { actual: "cilium.io/IPAMRequestSatisfied=False (no_pool)", since: "t" },
    ]);
    expect(judged([pool()], [service("10.25.11.10")]).findings).toMatchObject([
      { expected: "an address of a pool", actual: "10.25.11.10 lies in none" },
    ]);
  });
  test("Services of another class or type are somebody else's", () => {
    const others = [
      service(undefined, { spec: { loadBalancerClass: "tailscale" } }),
      service(undefined, { spec: { type: "ClusterIP" } }),
    ];
    expect(judged([pool()], others)).toMatchObject({
      verdict: "pass",
      examined: 1,
      remarks: ["no Service of type LoadBalancer"],
    });
  });
  test("nothing at all, irrelevant, erring", () => {
    expect(
      judge(
        row,
        { ciliumLoadBalancerIPPools: look([]), services: look([]) },
        { profile: profileOf({ cilium: { ...infra, loadBalancerPools: [] } }), now },
      ).verdict,
    ).toBe("inconclusive");
    expect(judge(row, {}, { profile, now }).verdict).toBe("not-applicable");
    expect(
      judge(row, { ciliumLoadBalancerIPPools: trouble("not-served"), services: look([]) }, { profile: given, now })
        .verdict,
    ).toBe("inconclusive");
  });
});

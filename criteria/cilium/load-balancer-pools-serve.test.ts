import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./load-balancer-pools-serve.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const given = profileOf({ cilium: { ...infra, loadBalancerPools: ["main"] } });
const free = (message: string) => ({ type: "cilium.io/IPsAvailable", status: "Unknown", reason: "noreason", message });
const unconflicted = { type: "cilium.io/PoolConflict", status: "False", reason: "resolved" };
const pool = (parts: object = {}, conditions: object[] = [unconflicted, free("30")], name = "main") => ({
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
    expect(judged([pool({}, undefined, "other")], []).findings).toMatchObject([
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
    expect(judged([pool({}, [unconflicted, free("0")])], []).findings).toEqual([
      { subject: "ciliumloadbalancerippool/main", expected: "free addresses", actual: "0 available" },
    ]);
  });
  test("a pool that the operator has not judged is unseen", () => {
    const reason = "has no condition of the operator: neither PoolConflict nor IPsAvailable";
    for (const status of [undefined, null, { conditions: [] }]) {
      expect(judged([{ ...pool(), status }], [service("10.25.11.100")])).toMatchObject({
        verdict: "inconclusive",
        examined: 1,
        unseen: [{ subject: "ciliumloadbalancerippool/main", reason }],
        remarks: [],
      });
    }
  });
  test("a count that is missing or no number is unknown: said, and neither free nor exhausted", () => {
    for (const conditions of [
      [unconflicted],
      [unconflicted, free("")],
      [unconflicted, free("some")],
      [unconflicted, free("0 of 30")],
      [unconflicted, free("~0")],
    ]) {
      expect(judged([pool({}, conditions)], [service("10.25.11.100")])).toMatchObject({
        verdict: "pass",
        remarks: ["ciliumloadbalancerippool/main does not say how many addresses are free"],
      });
    }
    expect(judged([pool({}, [unconflicted, free("36893488147419103232")])], []).verdict).toBe("pass");
  });
  test("a pool that the profile does not name may be off or used up, but not in conflict", () => {
    const other = (conditions: object[], parts: object = {}) =>
      judged([pool(), pool({ blocks: [], ...parts }, conditions, "other")], []);
    expect(other([unconflicted, free("0")], { disabled: true }).verdict).toBe("pass");
    expect(other([{ ...unconflicted, status: "True" }]).findings).toMatchObject([
      { subject: "ciliumloadbalancerippool/other", expected: "no conflict" },
    ]);
  });
  test("a count alone is the operator's word, though it wraps it in white space", () => {
    expect(judged([pool({}, [free(" 30\n")])], [])).toMatchObject({
      verdict: "pass",
      remarks: ["no Service of type LoadBalancer"],
    });
    expect(judged([pool({}, [{ type: "cilium.io/IPsAvailable" }])], [])).toMatchObject({ verdict: "pass" });
  });
  test("Cilium's own classes are held to the pools; a block of nothing holds nothing", () => {
    const own = { spec: { loadBalancerClass: "io.cilium/l2-announcer" } };
    expect(judged([pool()], [service("10.9.9.9", own)]).findings).toMatchObject([
      { subject: "service/network/gw", actual: "10.9.9.9 lies in none" },
    ]);
    expect(judged([pool({ blocks: [{}] })], [service("10.9.9.9")]).verdict).toBe("fail");
    expect(judged([pool()], [service("junk")]).findings).toMatchObject([{ actual: "junk lies in none" }]);
    expect(judged([pool({ blocks: [{ cidr: "junk" }] })], [service("junk")]).verdict).toBe("fail");
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
  test("the older name of the operator's condition counts too", () => {
    const refused = [{ type: "io.cilium/lb-ipam-request-satisfied", status: "False", reason: "out_of_ips" }];
    expect(judged([pool()], [service("10.25.11.100", { conditions: refused })]).findings).toMatchObject([
      { actual: "io.cilium/lb-ipam-request-satisfied=False (out_of_ips)" },
    ]);
  });
  test("a second address outside the pools, a host name alone, nulls", () => {
    const with2 = {
      ...service("10.25.11.100"),
      status: { loadBalancer: { ingress: [{ ip: "10.25.11.100" }, { ip: "10.9.9.9" }] } },
    };
    expect(judged([pool()], [with2]).findings).toMatchObject([{ actual: "10.9.9.9 lies in none" }]);
    for (const ingress of [null, [{ ip: null }], [{ hostname: "lb.example.org" }]]) {
      expect(
        judged([pool()], [{ ...service(undefined), status: { loadBalancer: { ingress } } }]).findings,
      ).toMatchObject([{ expected: "an address from a pool", actual: "none" }]);
    }
    const blocks = [{ cidr: "10.25.11.96/27", start: null, stop: null }];
    expect(judged([pool({ blocks })], [service("10.25.11.100")]).verdict).toBe("pass");
    expect(judged([pool({ blocks: null })], [service("10.25.11.100")]).verdict).toBe("fail");
  });
  test("Services of another class need an address, though of no pool; other types need none", () => {
    const tailscale = { spec: { loadBalancerClass: "tailscale" } };
    expect(judged([pool()], [service("100.64.0.9", tailscale)])).toMatchObject({ verdict: "pass", examined: 2 });
    const byName = {
      ...service(undefined, tailscale),
      status: { loadBalancer: { ingress: [{ hostname: "gw.ts.net" }] } },
    };
    expect(judged([pool()], [byName]).verdict).toBe("pass");
    expect(judged([pool()], [service(undefined, tailscale)]).findings).toMatchObject([
      { subject: "service/network/gw", expected: "an address of tailscale", actual: "none" },
    ]);
    expect(judged([pool()], [service(undefined, { spec: { type: "ClusterIP" } })])).toMatchObject({
      verdict: "pass",
      examined: 1,
      remarks: ["no Service of type LoadBalancer"],
    });
  });
  test("an empty list names no pool: the existing ones and the Services are judged", () => {
    const empty = profileOf({ cilium: { ...infra, loadBalancerPools: [] } });
    const results = { ciliumLoadBalancerIPPools: look([]), services: look([service("10.25.11.100")]) };
    expect(judge(row, results, { profile: empty, now }).findings).toMatchObject([
      { actual: "10.25.11.100 lies in none" },
    ]);
  });
  test("nothing at all, irrelevant, erring", () => {
    expect(
      judge(
        row,
        { ciliumLoadBalancerIPPools: look([]), services: look([]) },
        { profile: profileOf({ cilium: { ...infra, loadBalancerPools: [] } }), now },
      ).verdict,
    ).toBe("inconclusive");
    expect(judge(row, {}, { profile, now }).reason).toBe("the profile names no load-balancer pools");
    expect(judge(row, {}, { profile: profileOf(), now }).reason).toBe("the profile's CNI is not Cilium");
    expect(
      judge(row, { ciliumLoadBalancerIPPools: trouble("not-served"), services: look([]) }, { profile: given, now })
        .verdict,
    ).toBe("inconclusive");
  });
});

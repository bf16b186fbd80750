import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./routing-is-native.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const given = profileOf({ cilium: { ...infra, routing: { mode: "native", cidr: "10.244.0.0/16" } } });
const config = { "routing-mode": "native", "ipv4-native-routing-cidr": "10.244.0.0/16" };
const node = (...podCIDRs: string[]) => ({ metadata: { name: "cp1" }, spec: { podCIDRs } });
const judged = (data: object = config, nodes: object[] = [node("10.244.1.0/24")], ciliumNodes?: object[]) =>
  judge(
    row,
    { ciliumConfig: look({ data }), nodes: look(nodes), ...(ciliumNodes && { ciliumNodes: look(ciliumNodes) }) },
    { profile: given, now },
  );

describe("cilium/routing-is-native", () => {
  test("mode, CIDR and every node's pods", () => expect(judged()).toMatchObject({ verdict: "pass", examined: 3 }));
  test("tunnel, another CIDR, none", () => {
    expect(judged({ ...config, "routing-mode": "tunnel" }).findings).toMatchObject([
      { expected: "routing-mode native", actual: "tunnel" },
    ]);
    expect(judged({ ...config, "ipv4-native-routing-cidr": "10.246.0.0/16" }).findings).toEqual([
      {
        subject: "configmap/cilium-config",
        expected: "ipv4-native-routing-cidr 10.244.0.0/16",
        actual: "10.246.0.0/16",
        hopeless: true,
      },
    ]);
    expect(judged({ "routing-mode": "native" }).findings).toMatchObject([{ actual: "not set" }]);
  });
  test("a node's pod CIDR outside the native one; Cilium's own word counts first", () => {
    expect(judged(config, [node("10.245.0.0/24")]).findings).toEqual([
      { subject: "node/cp1", expected: "a pod CIDR within 10.244.0.0/16", actual: "10.245.0.0/24" },
    ]);
    const own = [{ metadata: { name: "cp1" }, spec: { ipam: { podCIDRs: ["10.245.9.0/24"] } } }];
    expect(judged(config, [node("10.244.1.0/24")], own).findings).toMatchObject([{ actual: "10.245.9.0/24" }]);
  });
  test("dual stack: only its own family is compared", () =>
    expect(judged(config, [node("10.244.1.0/24", "fd00::/64")]).verdict).toBe("pass"));
  test("a node without a pod CIDR is unseen; a CIDR that is none fails, or is unseen in the profile", () => {
    for (const nodes of [[node()], [], [{ metadata: { name: "cp1" } }], [{ metadata: { name: "cp1" }, spec: {} }]])
      expect(judged(config, nodes)).toMatchObject({
        verdict: "inconclusive",
        examined: 2,
        unseen: [{ subject: "node/cp1", reason: "has no pod CIDR of that family" }],
      });
    expect(judged(config, [node("junk", "10.244.1.0/24")]).verdict).toBe("pass");
    expect(judged(config, [node("10.244.1.0/24")], [{ metadata: { name: "cp1" } }]).verdict).toBe("pass");
    expect(judged({ ...config, "ipv4-native-routing-cidr": "x" }).verdict).toBe("fail");
    // no profile that was loaded has one
    const odd = {
      ...given,
      cilium: given.cilium && { ...given.cilium, routing: { mode: "native" as const, cidr: "x" } },
    };
    const sources = { ciliumConfig: look({ data: { ...config, "ipv4-native-routing-cidr": "x" } }), nodes: look([]) };
    expect(judge(row, sources, { profile: odd, now })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "profile", reason: "x is no network" }],
    });
  });
  test("a profile with tunnel routing compares the mode alone", () => {
    const tunnel = profileOf({ cilium: { ...infra, routing: { mode: "tunnel" } } });
    const sources = { ciliumConfig: look({ data: { "routing-mode": "tunnel" } }), nodes: look([]) };
    expect(judge(row, sources, { profile: tunnel, now })).toMatchObject({ verdict: "pass", examined: 1 });
    const both = profileOf({ cilium: { ...infra, routing: { mode: "tunnel", cidr: "10.244.0.0/16" } } });
    expect(judge(row, sources, { profile: both, now })).toMatchObject({ verdict: "pass", examined: 1 });
    const native = profileOf({ cilium: { ...infra, routing: { mode: "native" } } });
    const data = look({ data: { "routing-mode": "native" } });
    expect(judge(row, { ...sources, ciliumConfig: data }, { profile: native, now })).toMatchObject({
      verdict: "pass",
      examined: 1,
    });
  });
  test("irrelevant, erring", () => {
    expect(judge(row, {}, { profile, now }).reason).toBe("the profile says nothing of Cilium's routing");
    expect(judge(row, { ciliumConfig: trouble("not-found"), nodes: look([]) }, { profile: given, now }).verdict).toBe(
      "inconclusive",
    );
  });
});

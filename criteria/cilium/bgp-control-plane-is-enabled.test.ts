import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./bgp-control-plane-is-enabled.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const given = profileOf({ cilium: { ...infra, bgp: { peers: 1 } } });
const on = { data: { "enable-bgp-control-plane": "true" } };
const config = (...states: (string | undefined)[]) => ({
  metadata: { name: "cp1" },
  status: {
    bgpInstances: [{ name: "i", peers: states.map((peeringState) => ({ peerAddress: "10.25.11.1", peeringState })) }],
  },
});
const judged = (ciliumConfig: object, nodeConfigs?: object[], clusterConfigs: object[] = []) =>
  judge(
    row,
    {
      ciliumConfig: look(ciliumConfig),
      ...(nodeConfigs && { ciliumBGPNodeConfigs: look(nodeConfigs) }),
      ciliumBGPClusterConfigs: look(clusterConfigs),
    },
    { profile: given, now },
  );

describe("cilium/bgp-control-plane-is-enabled", () => {
  test("on, and every session established", () =>
    expect(judged(on, [config("established")])).toMatchObject({ verdict: "pass", examined: 2, remarks: [] }));
  test("off, or not set", () => {
    expect(judged({ data: { "enable-bgp-control-plane": "false" } }, [config("established")]).findings).toMatchObject([
      { actual: "false", hopeless: true },
    ]);
    expect(judged({ data: {} }, [config("established")]).findings).toMatchObject([{ actual: "not set" }]);
  });
  test("a session that is idle, one without a state, a node without any", () => {
    expect(judged(on, [config("idle")]).findings).toEqual([
      { subject: "node/cp1", expected: "session with 10.25.11.1 established", actual: "idle" },
    ]);
    expect(judged(on, [config("established", undefined)]).findings).toMatchObject([{ actual: "no state" }]);
    expect(judged(on, []).findings).toEqual([{ subject: "node/cp1", expected: "1 sessions established", actual: "0" }]);
  });
  test("fewer sessions than declared: what is there and idle is said alone", () => {
    const two = profileOf({ cilium: { ...infra, bgp: { peers: 2 } } });
    const of = (...states: string[]) =>
      judge(row, { ciliumConfig: look(on), ciliumBGPNodeConfigs: look([config(...states)]) }, { profile: two, now });
    expect(of("idle").findings).toMatchObject([{ expected: "session with 10.25.11.1 established" }]);
    expect(of("established").findings).toMatchObject([{ expected: "2 sessions established", actual: "1" }]);
    expect(of("established", "established", "established")).toMatchObject({ verdict: "pass", examined: 4 });
  });
  test("an abnormal condition of the cluster's configuration", () => {
    const abnormal = {
      metadata: { name: "bgp" },
      status: {
        conditions: [{ type: "cilium.io/MissingPeerConfigs", status: "True", message: "x", lastTransitionTime: "t" }],
      },
    };
    expect(judged(on, [config("established")], [abnormal]).findings).toMatchObject([
      { subject: "ciliumbgpclusterconfig/bgp", since: "t" },
    ]);
  });
  test("sessions that could not be read are unseen; without declared peers they are not needed", () => {
    expect(judged(on)).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "ciliumbgpnodeconfigs", reason: "were not read" }],
      remarks: [],
    });
    const lax = profileOf({ cilium: { ...infra, bgp: {} } });
    const results = { ciliumConfig: look(on), ciliumBGPNodeConfigs: look([]), ciliumBGPClusterConfigs: look([]) };
    expect(judge(row, results, { profile: lax, now })).toMatchObject({ verdict: "pass", remarks: [] });
    expect(
      judge(row, { ciliumConfig: look(on) }, { profile: profileOf({ cilium: { ...infra, bgp: {} } }), now }).verdict,
    ).toBe("pass");
  });
  test("without the status report no session can be seen, which is not the same as none", () => {
    const quiet = { data: { ...on.data, "enable-bgp-control-plane-status-report": "false" } };
    expect(judged(quiet, [config()])).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      unseen: [
        {
          subject: "ciliumbgpnodeconfigs",
          reason: "hold no sessions: enable-bgp-control-plane-status-report is false",
        },
      ],
    });
  });
  test("a node config without status, or of nulls, has no session", () => {
    const none = [{ subject: "node/cp1", expected: "1 sessions established", actual: "0" }];
    expect(judged(on, [{ metadata: { name: "cp1" } }]).findings).toEqual(none);
    expect(judged(on, [{ metadata: { name: "cp1" }, status: { bgpInstances: [{ peers: null }] } }]).findings).toEqual(
      none,
    );
    expect(judged(on, [{ ...config("established"), metadata: { name: "cp2" } }]).findings).toEqual(none);
  });
  test("what decided nothing because it was not read is said", () => {
    const lax = profileOf({ cilium: { ...infra, bgp: {} } });
    const results = { ciliumConfig: look(on), ciliumBGPNodeConfigs: trouble("forbidden") };
    expect(judge(row, results, { profile: lax, now }).remarks).toEqual([
      "peer sessions were not judged: ciliumbgpnodeconfigs were not read",
      "conditions of ciliumbgpclusterconfigs were not read",
    ]);
  });
  test("irrelevant, erring", () => {
    expect(judge(row, {}, { profile, now }).reason).toBe("the profile leaves BGP off");
    expect(judge(row, {}, { profile: profileOf(), now }).reason).toBe("the profile's CNI is not Cilium");
    expect(judge(row, { ciliumConfig: trouble("forbidden") }, { profile: given, now }).verdict).toBe("inconclusive");
  });
});

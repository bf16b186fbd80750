import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import { answered, resource, silent } from "../testing/talos.ts";
import linksCarryTheMtu from "./links-carry-the-mtu.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ talos: { mtu: 9000 } });
const ether = { type: "ether", kind: "", operationalState: "up", linkState: true, mtu: 9000 };
const bond0 = resource("bond0", { ...ether, kind: "bond" });
const enp1s0 = resource("enp1s0", ether);
const lo = resource("lo", { type: "loopback", operationalState: "unknown", linkState: true, mtu: 65536 });
const judged = (links: object[], wanted = profile) =>
  judge(linksCarryTheMtu, { talosLinks: look([answered("cp1", links)]) }, { profile: wanted, now });

describe("talos/links-carry-the-mtu", () => {
  test("physical links and bonds that are up; not the loopback, a pod's veth or an unplugged port", () => {
    const veth = resource("lxc1", { ...ether, kind: "veth", mtu: 1500 });
    const unplugged = resource("enp9s0", { ...ether, operationalState: "down", linkState: false, mtu: 1500 });
    expect(judged([bond0, enp1s0, lo, veth, unplugged])).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("1500 on one link", () => {
    expect(judged([bond0, resource("enp1s0", { ...ether, mtu: 1500 })]).findings).toEqual([
      { subject: "node/cp1", expected: "mtu 9000 on enp1s0", actual: "mtu 1500", hopeless: true },
    ]);
    expect(judged([resource("bond0", { ...ether, mtu: undefined })]).findings).toMatchObject([{ actual: "not said" }]);
  });

  test("only the links that the profile names, each of them", () => {
    const named = profileOf({ talos: { mtu: 9000, links: ["bond0"] } });
    expect(judged([bond0, resource("enp1s0", { ...ether, mtu: 1500 })], named).verdict).toBe("pass");
    expect(judged([enp1s0], named)).toMatchObject({ verdict: "inconclusive", reason: "node/cp1: has no link bond0" });
  });

  test("a wrong MTU on a link that the profile names, and on one of two", () => {
    const two = profileOf({ talos: { mtu: 9000, links: ["bond0", "enp1s0"] } });
    const small = resource("bond0", { ...ether, kind: "bond", mtu: 1500 });
    expect(judged([small, enp1s0], two).findings).toMatchObject([
      { expected: "mtu 9000 on bond0", actual: "mtu 1500" },
    ]);
    expect(judged([small], two)).toMatchObject({
      findings: [{ expected: "mtu 9000 on bond0" }],
      unseen: [{ subject: "node/cp1", reason: "has no link enp1s0" }],
    });
  });

  test("a bond is judged, and a link that either the kernel or its carrier calls up", () => {
    const wrong = (id: string, spec: object) => resource(id, { ...ether, mtu: 1500, ...spec });
    expect(judged([enp1s0, wrong("bond0", { kind: "bond" })]).findings).toMatchObject([
      { expected: "mtu 9000 on bond0" },
    ]);
    expect(judged([enp1s0, wrong("enp2s0", { linkState: false })]).findings).toHaveLength(1);
    expect(judged([enp1s0, wrong("enp2s0", { operationalState: "unknown" })]).findings).toHaveLength(1);
    expect(judged([enp1s0, wrong("wg0", { type: "none" })]).verdict).toBe("pass");
  });

  test("links without a spec", () => {
    expect(judged([enp1s0, resource("enp2s0", null)]).verdict).toBe("pass");
    const named = profileOf({ talos: { mtu: 9000, links: ["enp2s0"] } });
    expect(judged([enp1s0, resource("enp2s0", null)], named).findings).toMatchObject([{ actual: "not said" }]);
  });

  test("a link whose id lost its zeros on the way", () => {
    const named = profileOf({ talos: { mtu: 9000, links: ["007"] } });
    expect(judged([resource(7, ether)], named).verdict).toBe("pass");
  });

  test("no link to judge, or a silent node", () => {
    expect(judged([lo])).toMatchObject({
      verdict: "inconclusive",
      reason: "node/cp1: has no physical link or bond that is up",
    });
    expect(judge(linksCarryTheMtu, { talosLinks: look([silent("cp1", "reset")]) }, { profile, now }).reason).toBe(
      "node/cp1: reset",
    );
  });

  test("a source that is missing, and a profile without an MTU", () => {
    expect(judge(linksCarryTheMtu, { talosLinks: trouble("timeout") }, { profile, now }).verdict).toBe("inconclusive");
    expect(judge(linksCarryTheMtu, {}, { profile: profileOf({ talos: {} }), now }).reason).toBe(
      "the profile names no MTU",
    );
  });
});

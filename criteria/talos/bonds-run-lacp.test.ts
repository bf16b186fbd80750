import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import { answered, resource, silent } from "../testing/talos.ts";
import bondsRunLacp from "./bonds-run-lacp.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ talos: { bonds: [{ name: "bond0", members: 2 }] } });
const up = { operationalState: "up", linkState: true };
const bond = { ...up, index: 4, kind: "bond", bondMaster: { mode: "802.3ad" } };
const member = (id: string, spec: object = {}) => resource(id, { ...up, masterIndex: 4, slaveKind: "bond", ...spec });
const members = [member("enp1s0"), member("enp1s1")];
const judged = (links: object[]) =>
  judge(bondsRunLacp, { talosLinks: look([answered("cp1", links)]) }, { profile, now });

describe("talos/bonds-run-lacp", () => {
  test("802.3ad with both members up", () => {
    expect(judged([resource("bond0", bond), ...members])).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("a member without carrier, or gone from the bond", () => {
    const down = member("enp1s1", { operationalState: "down", linkState: false });
    expect(judged([resource("bond0", bond), member("enp1s0"), down]).findings).toEqual([
      {
        subject: "node/cp1",
        expected: "2 members of bond0 up",
        actual: "1 of 2 up: enp1s1 down",
        since: "2026-11-21T11:41:00Z",
      },
    ]);
    expect(judged([resource("bond0", bond), member("enp1s0"), resource("enp1s1", up)]).findings).toMatchObject([
      { actual: "1 of 2 up" },
    ]);
  });

  test("another mode, no bond, a bond that is down", () => {
    const backup = { ...bond, bondMaster: { mode: "active-backup" } };
    expect(judged([resource("bond0", backup), ...members]).findings).toEqual([
      { subject: "node/cp1", expected: "bond0 in mode 802.3ad", actual: "mode active-backup", hopeless: true },
    ]);
    expect(judged(members).findings).toEqual([{ subject: "node/cp1", expected: "bond bond0", actual: "none" }]);
    expect(judged([resource("bond0", { ...bond, linkState: false }), ...members]).findings).toMatchObject([
      { expected: "bond0 up", actual: "without carrier" },
    ]);
  });

  test("a bond that says nothing has no members: links without a master are not its own", () => {
    expect(judged([resource("bond0", {}), resource("enp1s0", up), resource("enp1s1", up)]).findings).toMatchObject([
      { actual: "bond0 is no bond" },
      { actual: "state not said" },
      { actual: "0 of 2 up" },
    ]);
  });

  test("carrier alone is not up, nor is the kernel's word alone", () => {
    expect(
      judged([resource("bond0", bond), member("enp1s0"), member("enp1s1", { operationalState: "dormant" })]),
    ).toMatchObject({
      findings: [{ actual: "1 of 2 up: enp1s1 dormant" }],
    });
    expect(judged([resource("bond0", bond), member("enp1s0"), member("enp1s1", { linkState: false })])).toMatchObject({
      findings: [{ actual: "1 of 2 up: enp1s1 without carrier" }],
    });
    expect(judged([resource("bond0", { ...bond, operationalState: "dormant" }), ...members]).findings).toEqual([
      { subject: "node/cp1", expected: "bond0 up", actual: "dormant", since: "2026-11-21T11:41:00Z" },
    ]);
  });

  test("a bond without a mode or an index, and links without a spec", () => {
    const modeless = { ...bond, bondMaster: undefined };
    expect(judged([resource("bond0", modeless), ...members]).findings).toMatchObject([{ actual: "mode not said" }]);
    const orphans = [resource("enp1s0", { ...up, masterIndex: 0 }), resource("enp1s1", { ...up, masterIndex: 0 })];
    expect(judged([resource("bond0", { ...bond, index: 0 }), ...orphans]).findings).toMatchObject([
      { actual: "0 of 2 up" },
    ]);
    expect(judged([resource("bond0", null), resource("enp1s0", null)]).findings).toMatchObject([
      { actual: "bond0 is no bond" },
      { actual: "state not said" },
      { actual: "0 of 2 up" },
    ]);
    expect(judged([resource("bond0", bond), ...members, resource("lo", null)]).verdict).toBe("pass");
  });

  test("no links, or a silent node", () => {
    expect(judged([])).toMatchObject({ verdict: "inconclusive", reason: "node/cp1: lists no links" });
    expect(judge(bondsRunLacp, { talosLinks: look([silent("cp1", "reset")]) }, { profile, now }).reason).toBe(
      "node/cp1: reset",
    );
  });

  test("a source that is missing, and a profile without bonds", () => {
    expect(judge(bondsRunLacp, { talosLinks: trouble("timeout") }, { profile, now }).verdict).toBe("inconclusive");
    expect(judge(bondsRunLacp, {}, { profile: profileOf({ talos: {} }), now }).reason).toBe(
      "the profile names no bonds",
    );
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { profileOf } from "../testing/profile.ts";
import { look, trouble } from "../testing/sources.ts";
import row from "./node-addresses-are-the-profiles.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ talos: {} });
const judged = (...nodes: object[]) => judge(row, { nodes: look(nodes) }, { profile, now });
const node = (...addresses: [type: string, address: string][]) => ({
  metadata: { name: "cp1" },
  status: { addresses: addresses.map(([type, address]) => ({ type, address })) },
});

describe("kubernetes/node-addresses-are-the-profiles", () => {
  test("one of its internal addresses is the profile's", () => {
    expect(judged(node(["Hostname", "cp1"], ["InternalIP", "10.25.11.11"])).verdict).toBe("pass");
    expect(judged(node(["InternalIP", "fd00::11"], ["InternalIP", "10.25.11.11"])).verdict).toBe("pass");
    const v6 = profileOf({ talos: {}, nodes: [{ name: "cp1", address: "fd00::b", role: "control-plane" }] });
    const nodes = look([node(["InternalIP", "fd00:0:0::000b"])]);
    expect(judge(row, { nodes }, { profile: v6, now }).verdict).toBe("pass");
  });

  test("another, or none", () => {
    expect(judged(node(["InternalIP", "192.168.77.12"], ["ExternalIP", "10.25.11.11"])).findings).toEqual([
      { subject: "node/cp1", expected: "InternalIP 10.25.11.11", actual: "InternalIP 192.168.77.12" },
    ]);
    expect(judged({ metadata: { name: "cp1" } }).findings).toMatchObject([{ actual: "no InternalIP" }]);
  });

  test("a node that is not there is another check's; nothing to examine; irrelevant; erring", () => {
    expect(judged()).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(judge(row, { nodes: trouble("forbidden") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

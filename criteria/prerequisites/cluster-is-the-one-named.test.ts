import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./cluster-is-the-one-named.ts";

const now = new Date("2026-11-21T12:00:00Z");
const kubernetes = { endpoint: "https://10.25.11.10:6443", kubeSystemUid: "u-1", caFingerprint: "AB12".repeat(16) };
const profile = profileOf({ kubernetes });
const identity = {
  server: "https://10.25.11.10:6443",
  caFingerprint: "ab12".repeat(16),
  kubeSystemUid: "u-1",
  username: "admin",
  groups: [],
};
const judged = (parts: object, nodes: object[] = [{ metadata: { name: "cp1" } }]) =>
  judge(row, { identity: look({ ...identity, ...parts }), nodes: look(nodes) }, { profile, now });

describe("prerequisites/cluster-is-the-one-named", () => {
  test("endpoint, CA, UID and nodes are the profile's", () => {
    expect(judged({})).toMatchObject({
      verdict: "pass",
      examined: 1,
      remarks: ["kube-system UID u-1", "asked as admin"],
    });
  });
  test("another endpoint, another UID, another CA", () => {
    expect(judged({ server: "https://10.25.13.10:6443" }).findings).toMatchObject([
      { subject: "cluster/endpoint", actual: "https://10.25.13.10:6443", hopeless: true },
    ]);
    expect(judged({ kubeSystemUid: "u-2" }).findings).toMatchObject([
      { subject: "namespace/kube-system", expected: "UID u-1", actual: "UID u-2" },
    ]);
    expect(judged({ caFingerprint: "ff" }).findings).toMatchObject([
      { subject: "cluster/ca", expected: `CA certificate ${kubernetes.caFingerprint}`, actual: "ff" },
    ]);
    expect(judged({ caFingerprint: undefined }).findings).toMatchObject([{ actual: "the kubeconfig names no CA" }]);
  });
  test("only nodes that the profile does not know", () => {
    expect(judged({}, [{ metadata: { name: "apps-1" } }]).findings).toMatchObject([
      { subject: "cluster/nodes", expected: "nodes cp1", actual: "only others: apps-1" },
    ]);
  });
  test("no node has joined yet, or a stranger stands beside ours: not another cluster", () => {
    expect(judged({}, []).verdict).toBe("pass");
    expect(judged({}, [{ metadata: { name: "cp1" } }, { metadata: { name: "who" } }]).verdict).toBe("pass");
  });
  test("a profile that names neither UID nor CA takes any; a node without metadata is nobody", () => {
    const results = { identity: look({ ...identity, caFingerprint: undefined }), nodes: look([{}]) };
    expect(judge(row, results, { profile: profileOf(), now }).verdict).toBe("pass");
  });
  test("each of several nodes is known by its own name", () => {
    const nodes = [
      { name: "cp1", address: "10.25.11.11", role: "control-plane" as const },
      { name: "cp2", address: "10.25.11.12", role: "control-plane" as const },
    ];
    const results = { identity: look(identity), nodes: look([{ metadata: { name: "cp2" } }]) };
    expect(judge(row, results, { profile: profileOf({ kubernetes, nodes }), now }).verdict).toBe("pass");
  });
  test("who answers cannot be said", () => {
    expect(judge(row, { identity: trouble("forbidden"), nodes: look([]) }, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "identity: forbidden",
    });
    expect(judge(row, { identity: look(identity), nodes: trouble("timeout") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
  });
});

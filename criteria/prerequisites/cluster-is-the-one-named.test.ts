import { describe, expect, test } from "vitest";
import type { Identity, Part } from "../../observations/api.ts";
import type { TroubleKind } from "../../observations/trouble.ts";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./cluster-is-the-one-named.ts";

const now = new Date("2026-11-21T12:00:00Z");
const CA = "ab12".repeat(16);
const kubernetes = { endpoint: "https://10.25.11.10:6443", kubeSystemUid: "u-1", caFingerprint: CA.toUpperCase() };
const profile = profileOf({ kubernetes });
const unpinned = profileOf({ kubernetes: { endpoint: kubernetes.endpoint } });

const had = <Value>(value: Value): Part<Value> => ({ ok: true, value });
const hidden = (kind: TroubleKind, message = `GET answered ${kind}`): Part<never> => ({
  ok: false,
  trouble: { kind, message },
});
const identity: Identity = {
  server: "https://10.25.11.10:6443",
  chains: had([["0a".repeat(32), CA]]),
  kubeSystem: had({ uid: "u-1" }),
  nodes: had(["cp1"]),
  user: had({ username: "admin", groups: [] }),
};
const judged = (parts: Partial<Identity>, by = profile) =>
  judge(row, { identity: look({ ...identity, ...parts }) }, { profile: by, now });

describe("prerequisites/cluster-is-the-one-named", () => {
  test("endpoint, CA, UID and nodes are the profile's", () => {
    expect(judged({})).toMatchObject({
      verdict: "pass",
      examined: 1,
      unseen: [],
      remarks: ["kube-system UID u-1", "asked as admin"],
    });
  });

  test("another endpoint, another UID", () => {
    expect(judged({ server: "https://10.25.13.10:6443" }).findings).toMatchObject([
      { subject: "cluster/endpoint", actual: "https://10.25.13.10:6443", hopeless: true },
    ]);
    expect(judged({ kubeSystem: had({ uid: "u-2" }) }).findings).toMatchObject([
      { subject: "namespace/kube-system", expected: "UID u-1", actual: "UID u-2" },
    ]);
  });

  test("the CA is one that each server showed, wherever in its chain", () => {
    const one = ["0b".repeat(32), "0c".repeat(32), CA, "0d".repeat(32)];
    expect(judged({ chains: had([one]) }).verdict).toBe("pass");
    expect(judged({ chains: had([one, ["ff", "ee"]]) }).findings).toMatchObject([
      { subject: "cluster/ca", expected: `a certificate of the CA ${CA}`, actual: "one of ee" },
    ]);
    expect(judged({ chains: hidden("untrusted", "it showed no certificate") })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "cluster/ca", reason: expect.stringMatching(/^it showed no certificate; fetch /) }],
    });
    // nothing is held against it
    expect(judged({ chains: hidden("untrusted") }, unpinned).verdict).toBe("pass");
  });

  test("only nodes that the profile does not know; a stranger beside ours is not another cluster", () => {
    expect(judged({ nodes: had(["apps-1"]) }).findings).toMatchObject([
      { subject: "cluster/nodes", expected: "nodes cp1", actual: "only others: apps-1" },
    ]);
    expect(judged({ nodes: had(["who", "cp1"]) }).verdict).toBe("pass");
  });

  test("no node has joined yet: a pin tells which cluster it is, and without one nothing does", () => {
    expect(judged({ nodes: had([]) }).verdict).toBe("pass");
    const named = (more: object) => profileOf({ kubernetes: { endpoint: kubernetes.endpoint, ...more } });
    expect(judged({ nodes: had([]) }, named({ caFingerprint: CA })).verdict).toBe("pass");
    expect(judged({ nodes: had([]) }, named({ kubeSystemUid: "u-1" })).verdict).toBe("pass");
    expect(judged({ nodes: had([]) }, unpinned)).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "cluster/nodes", reason: expect.stringContaining("nothing tells which cluster this is") }],
    });
  });

  test("what is not pinned is told: the names of the nodes are the identity then", () => {
    expect(judged({}, unpinned)).toMatchObject({
      verdict: "pass",
      remarks: expect.arrayContaining([
        "the identity rests on the names of the nodes only",
        "the profile does not pin kubeSystemUid and caFingerprint",
      ]),
    });
    const half = profileOf({ kubernetes: { endpoint: kubernetes.endpoint, kubeSystemUid: "u-1" } });
    expect(judged({}, half).remarks).toContain("the profile does not pin caFingerprint");
  });

  test.each([
    ["forbidden", "let this identity read it"],
    ["unauthorized", "fetch a credential"],
    ["server-error", "see why the API server does not answer it"],
  ] as const)("a part that is %s is not seen, pinned or not, and says the remedy", (kind, remedy) => {
    for (const by of [profile, unpinned]) {
      expect(judged({ kubeSystem: hidden(kind) }, by)).toMatchObject({
        verdict: "inconclusive",
        unseen: [{ subject: "namespace/kube-system", reason: expect.stringContaining(`${kind}; ${remedy}`) }],
      });
      expect(judged({ nodes: hidden(kind) }, by)).toMatchObject({
        verdict: "inconclusive",
        unseen: [{ subject: "cluster/nodes", reason: expect.stringContaining(remedy) }],
      });
    }
  });

  test("each part is judged with what was read: a wrong one fails though another was hidden", () => {
    expect(judged({ kubeSystem: hidden("forbidden"), nodes: had(["apps-1"]) })).toMatchObject({
      verdict: "fail",
      findings: [{ subject: "cluster/nodes" }],
      unseen: [{ subject: "namespace/kube-system" }],
    });
  });

  test("who asks is no part of the identity", () => {
    expect(judged({ user: hidden("not-found") })).toMatchObject({ verdict: "pass", remarks: ["kube-system UID u-1"] });
  });

  test("a certificate that is not verified is refused, unless the profile says why it may be so", () => {
    const unverified = "insecure-skip-tls-verify in /k";
    expect(judged({ unverified }).findings).toMatchObject([
      { subject: "cluster/certificate", actual: `not verified: ${unverified}`, hopeless: true },
    ]);
    const allowing = profileOf({ kubernetes: { ...kubernetes, allowInsecure: "a tunnel" } });
    expect(judged({ unverified }, allowing)).toMatchObject({
      verdict: "pass",
      remarks: expect.arrayContaining([expect.stringContaining("which the profile allows: a tunnel")]),
    });
    // the pin holds all the same
    expect(judged({ unverified, chains: had([["ff"]]) }, allowing).verdict).toBe("fail");
  });

  test("commands ask the cluster that the kubeconfig names, whatever --endpoint says", () => {
    expect(judged({ commandsAsk: "https://10.25.13.10:6443" }).findings).toMatchObject([
      { subject: "cluster/commands", actual: "the kubeconfig leads to https://10.25.13.10:6443" },
    ]);
    const tunnel = { ...profile, written: { endpoint: "https://10.25.13.10:6443" } };
    expect(judged({ commandsAsk: "https://10.25.13.10:6443" }, tunnel).verdict).toBe("pass");
  });

  test("it cannot be waived, however the profile came by the waiver", () => {
    const waivers = [{ row: row.id, owner: "a", reason: "b", until: "2099-12-31" }];
    expect(judged({ nodes: had(["apps-1"]) }, { ...profile, waivers }).verdict).toBe("fail");
  });

  test("nobody answers", () => {
    expect(judge(row, { identity: trouble("timeout") }, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "identity: timeout",
    });
  });
});

import { describe, expect, test } from "vitest";
import type { Identity, Part } from "../../observations/api.ts";
import type { TroubleKind } from "../../observations/trouble.ts";
import { judge } from "../judge.ts";
import row from "../prerequisites/cluster-is-the-one-named.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import { changesOf, refusalInWords, standingOf } from "./standing.ts";

const now = new Date("2026-11-21T12:00:00Z");
const had = <Value>(value: Value): Part<Value> => ({ ok: true, value });
const hidden = (kind: TroubleKind): Part<never> => ({ ok: false, trouble: { kind, message: `answered ${kind}` } });
const identity = (parts: Partial<Identity> = {}): Identity => ({
  server: "https://10.25.11.10:6443",
  chains: had([["aa"]]),
  kubeSystem: had({ uid: "u-1" }),
  nodes: had(["cp1"]),
  user: had({ username: "admin", groups: [] }),
  ...parts,
});
const judged = (of: Identity) => judge(row, { identity: look(of) }, { profile: profileOf(), now });
const standing = (parts: Partial<Identity>) => standingOf(judged(identity(parts)), identity(parts));

describe("what the judgement on the identity means for a run", () => {
  test("named, another one, nobody", () => {
    expect(standing({})).toBe("named");
    expect(standing({ nodes: had(["apps-1"]) })).toBe("refused");
    const judgement = judge(row, { identity: trouble("timeout") }, { profile: profileOf(), now });
    expect(standingOf(judgement, undefined)).toBe("unknown");
  });

  test.each(["forbidden", "unauthorized", "not-found", "malformed", "untrusted"] as const)(
    "a part that is %s is withheld by somebody who answers",
    (kind) => {
      expect(standing({ kubeSystem: hidden(kind) })).toBe("refused");
      expect(standing({ nodes: hidden(kind) })).toBe("refused");
      expect(standing({ kubeSystem: hidden(kind), nodes: hidden("timeout") })).toBe("refused");
    },
  );

  test("who answers one part must answer the other", () => {
    expect(standing({ kubeSystem: hidden("timeout") })).toBe("refused");
    expect(standing({ nodes: hidden("server-error") })).toBe("refused");
  });

  test("nobody has joined: not yet, and no pass", () => {
    expect(standing({ nodes: had([]) })).toBe("unknown");
  });
});

describe("the line that refuses", () => {
  test("names what answers instead, or what could not be read, with the remedy", () => {
    expect(refusalInWords(judged(identity({ nodes: had(["apps-1"]) })))).toBe(
      "another cluster answers than the profile names: cluster/nodes: only others: apps-1, not nodes cp1; choose the profile's own cluster with --kubeconfig or --context, or mend the profile",
    );
    expect(refusalInWords(judged(identity({ kubeSystem: hidden("forbidden") })))).toBe(
      "who answers cannot be told: namespace/kube-system: answered forbidden; let this identity read it (docs/rbac.yaml is all that is needed)",
    );
    expect(
      refusalInWords(judged(identity({ unverified: "NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment" }))),
    ).toMatch(
      /^who answers cannot be told: cluster\/certificate: not verified: NODE_TLS_REJECT_UNAUTHORIZED=0 .*; take it out, or say in kubernetes\.allowInsecure/,
    );
    const nobody = judge(row, { identity: trouble("timeout") }, { profile: profileOf(), now });
    expect(refusalInWords(nobody)).toBe("who answers cannot be told: identity: timeout");
  });
});

describe("answers of one run that speak of two clusters", () => {
  const other = identity({ kubeSystem: had({ uid: "u-2" }) });
  test("another UID than before, or than in the list of namespaces", () => {
    expect(changesOf(identity(), identity(), "u-1")).toEqual([]);
    expect(changesOf(other, identity(), undefined)).toMatchObject([
      { expected: "UID u-1, as it answered before", actual: "UID u-2", hopeless: true },
    ]);
    expect(changesOf(identity(), undefined, "u-2")).toMatchObject([
      { expected: "UID u-2, as in the list of namespaces", actual: "UID u-1" },
    ]);
  });
  test("what was not read is no change: it is unseen", () => {
    expect(changesOf(identity({ kubeSystem: hidden("timeout") }), identity(), "u-1")).toEqual([]);
    expect(changesOf(identity(), undefined, undefined)).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import externalSecretsAreSynced from "./external-secrets-are-synced.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ secrets: { shared: [{ name: "cluster-secrets", namespaces: ["apps", "network"] }] } });
const every = profileOf({ secrets: {} });
const ready = { type: "Ready", status: "True", reason: "SecretSynced" };
const external = (namespace: string, { spec = {}, status = {} }: { spec?: object; status?: object } = {}) => ({
  metadata: { name: "shared", namespace },
  spec: { refreshInterval: "1h0m0s", target: { name: "cluster-secrets" }, ...spec },
  status: { conditions: [ready], refreshTime: "2026-11-21T11:30:00Z", ...status },
});
const secret = (namespace: string) => ({ namespace, name: "cluster-secrets" });
const judged = (externals: object[], secrets: object[] = [secret("apps"), secret("network")], of = profile) =>
  judge(
    externalSecretsAreSynced,
    { externalSecrets: look(externals), sharedSecrets: look(secrets) },
    { profile: of, now },
  );
const findings = (parts: { spec?: object; status?: object }) => judged([external("apps", parts)], [], every).findings;

describe("secrets/external-secrets-are-synced", () => {
  test("synced lately, and the shared secret in every namespace, whatever its ExternalSecret is called", () => {
    expect(judged([external("apps"), external("network")])).toMatchObject({ verdict: "pass", examined: 4 });
    const unnamed = {
      ...external("network", { spec: { target: null } }),
      metadata: { name: "cluster-secrets", namespace: "network" },
    };
    expect(judged([external("apps"), unnamed]).verdict).toBe("pass");
  });

  test("not synced", () => {
    const failed = { ...ready, status: "False", reason: "SecretSyncedError", message: "could not get secret data" };
    expect(findings({ status: { conditions: [failed] } })).toMatchObject([
      {
        subject: "externalsecret/apps/shared",
        expected: "Ready=True",
        actual: "Ready=False (SecretSyncedError: could not get secret data)",
      },
    ]);
    expect(judged([{ metadata: { name: "shared", namespace: "apps" } }], [], every).findings).toMatchObject([
      { actual: "no Ready condition" },
    ]);
  });

  test("a controller that stopped leaves Ready=True behind", () => {
    expect(findings({ status: { refreshTime: "2026-11-21T10:30:00Z" } })).toEqual([
      {
        subject: "externalsecret/apps/shared",
        expected: "refreshed every 1h0m0s",
        actual: "last refreshed 1h30m0s ago, though Ready=True",
        since: "2026-11-21T10:30:00Z",
      },
    ]);
    expect(findings({ status: { refreshTime: "2026-11-21T10:59:00Z" } })).toEqual([]);
    expect(findings({ status: { refreshTime: "2026-11-21T10:58:00Z" } })).toEqual([]);
    expect(findings({ status: { refreshTime: "2026-11-21T10:57:59Z" } })).toHaveLength(1);
    const bare = { ...external("apps"), spec: undefined };
    expect(judged([bare], [], every).verdict).toBe("pass");
    expect(
      findings({ spec: { refreshInterval: undefined }, status: { refreshTime: "2026-11-21T10:30:00Z" } }),
    ).toHaveLength(1);
  });

  test("an empty policy is the default one, which refreshes", () => {
    for (const refreshPolicy of [null, "", "Periodic"])
      expect(findings({ spec: { refreshPolicy }, status: { refreshTime: "2026-11-21T10:30:00Z" } })).toHaveLength(1);
  });

  test("what is fetched once may be old, but not never", () => {
    const old = { refreshTime: "2026-11-01T00:00:00Z" };
    for (const spec of [
      { refreshInterval: "0" },
      { refreshInterval: "0s" },
      { refreshPolicy: "CreatedOnce" },
      { refreshPolicy: "OnChange" },
    ])
      expect(findings({ spec, status: old })).toEqual([]);
    expect(findings({ spec: { refreshPolicy: "CreatedOnce" }, status: { refreshTime: null } })).toMatchObject([
      { expected: "a refresh time", actual: "Ready=True (SecretSynced), but none" },
    ]);
  });

  test("an interval that cannot be read", () => {
    expect(judged([external("apps", { spec: { refreshInterval: "soon" } })], [], every)).toMatchObject({
      verdict: "inconclusive",
      reason: 'externalsecret/apps/shared: refreshInterval "soon" is no duration',
    });
  });

  test("the shared secret is missing in one namespace: with its ExternalSecret's word on it, or without one", () => {
    const waiting = external("network", {
      status: { conditions: [{ ...ready, status: "False", reason: "SecretSyncedError" }] },
    });
    expect(judged([external("apps"), waiting], [secret("apps")]).findings[1]).toEqual({
      subject: "secret/network/cluster-secrets",
      expected: "a Secret",
      actual: "none: externalsecret/network/shared has Ready=False (SecretSyncedError)",
    });
    expect(judged([external("apps")], [secret("apps")]).findings).toMatchObject([
      { actual: "none, and no ExternalSecret of its namespace targets it" },
    ]);
  });

  test("a shared secret that nothing writes", () => {
    expect(judged([external("apps")]).findings).toEqual([
      {
        subject: "secret/network/cluster-secrets",
        expected: "written by an ExternalSecret",
        actual: "no ExternalSecret of its namespace targets it",
      },
    ]);
  });

  test("an ExternalSecret of another target or without a spec does not write it", () => {
    const other = external("network", { spec: { target: { name: "other" } } });
    expect(judged([external("apps"), other, { ...external("network"), spec: undefined }]).findings).toMatchObject([
      { subject: "secret/network/cluster-secrets", expected: "written by an ExternalSecret" },
    ]);
  });

  test("only shared secrets, where the profile wants no more", () => {
    const only = profileOf({
      secrets: { externalSecrets: false, shared: [{ name: "cluster-secrets", namespaces: ["apps"] }] },
    });
    const stale = external("apps", { status: { refreshTime: "2026-11-21T01:00:00Z" } });
    expect(judged([stale], [secret("apps")], only)).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("Secrets that could not be looked at, a list that errs, nothing to examine", () => {
    const results = { externalSecrets: look([external("apps")]), sharedSecrets: trouble("forbidden") };
    expect(judge(externalSecretsAreSynced, results, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      unseen: [
        { subject: "secret/apps/cluster-secrets", reason: "Secrets could not be looked at" },
        { subject: "secret/network/cluster-secrets", reason: "Secrets could not be looked at" },
      ],
    });
    expect(judge(externalSecretsAreSynced, { externalSecrets: trouble("not-served") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
    expect(judged([], [], every)).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  });

  test("a profile without", () => {
    const none = profileOf({ secrets: { externalSecrets: false } });
    expect(judge(externalSecretsAreSynced, {}, { profile: none, now }).reason).toBe(
      "the profile asks for no ExternalSecret and no shared secret",
    );
    expect(judge(externalSecretsAreSynced, {}, { profile: profileOf(), now }).reason).toBe(
      "the profile has no external-secrets",
    );
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import storesAreValid from "./stores-are-valid.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  secrets: { stores: [{ name: "onepassword-connect" }, { kind: "SecretStore", namespace: "apps", name: "local" }] },
});
const ready = { type: "Ready", status: "True", reason: "Valid" };
const cluster = { metadata: { name: "onepassword-connect" }, status: { conditions: [ready] } };
const local = { metadata: { name: "local", namespace: "apps" }, status: { conditions: [ready] } };
const judged = (clusterStores: object[], stores: object[]) =>
  judge(storesAreValid, { clusterSecretStores: look(clusterStores), secretStores: look(stores) }, { profile, now });

describe("secrets/stores-are-valid", () => {
  test("every store named is Ready", () => {
    expect(judged([cluster], [local])).toMatchObject({ verdict: "pass", examined: 2 });
  });

  test("a store that cannot reach its provider", () => {
    const condition = {
      ...ready,
      status: "False",
      reason: "ValidationFailed",
      message: "unable to validate store",
      lastTransitionTime: "2026-11-21T11:30:00Z",
    };
    expect(judged([{ ...cluster, status: { conditions: [condition] } }], [local])).toMatchObject({
      verdict: "fail",
      findings: [
        {
          subject: "clustersecretstore/onepassword-connect",
          expected: "Ready=True",
          actual: "Ready=False (ValidationFailed: unable to validate store)",
          since: "2026-11-21T11:30:00Z",
        },
      ],
    });
  });

  test("none, one of another namespace, one without status", () => {
    expect(judged([], [{ ...local, metadata: { name: "local", namespace: "other" } }]).findings).toEqual([
      { subject: "clustersecretstore/onepassword-connect", expected: "a secret store", actual: "none" },
      { subject: "secretstore/apps/local", expected: "a secret store", actual: "none" },
    ]);
    expect(judged([{ metadata: cluster.metadata }], [local]).findings).toMatchObject([
      { actual: "no Ready condition" },
    ]);
  });

  test("a kind that could not be listed keeps its stores unseen", () => {
    const results = { clusterSecretStores: look([cluster]), secretStores: trouble("forbidden") };
    expect(judge(storesAreValid, results, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "secretstore/apps/local: its kind could not be listed",
    });
    expect(judge(storesAreValid, {}, { profile, now }).unseen).toHaveLength(2);
  });

  test("a profile that names none", () => {
    expect(judge(storesAreValid, {}, { profile: profileOf({ secrets: {} }), now }).verdict).toBe("not-applicable");
    expect(judge(storesAreValid, {}, { profile: profileOf(), now }).reason).toBe("the profile names no secret stores");
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { everythingOf } from "../testing/everything.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./made-secrets-exist.ts";

const profile = profileOf({
  secrets: { externalSecrets: true, stores: [{ name: "op" }], shared: [{ name: "shared", namespaces: ["apps"] }] },
});
const now = new Date("2026-11-21T12:00:00Z");
const ready = (reason: string, status = "True") => ({ conditions: [{ type: "Ready", status, reason }] });
const external = (spec: object = {}, status: object = ready("SecretSynced"), name = "login") => ({
  ...{ metadata: { name, namespace: "apps" }, spec, status },
});
const certificate = {
  metadata: { name: "tls", namespace: "apps" },
  spec: { secretName: "tls" },
  status: ready("Ready"),
};
const WORLD = [
  "v1/Namespace apps",
  "v1/Secret apps/login",
  "v1/Secret apps/tls",
  "external-secrets.io/v1/ExternalSecret apps/login",
];
const keysOf = (name: string, ...keys: string[]) => ({ namespace: "apps", name, missing: false, keys });
const judged = (
  externalSecrets: object[],
  certificates: object[] = [],
  madeSecrets: object[] = [],
  everything = everythingOf(WORLD),
) =>
  judge(
    row,
    {
      ...{ everything: look(everything), externalSecrets: look(externalSecrets) },
      ...{ certificates: look(certificates), madeSecrets: look(madeSecrets) },
    },
    { profile, now },
  );

describe("references/made-secrets-exist", () => {
  test("all are there, with the keys that are told", () => {
    const keys = [keysOf("login", "password"), keysOf("tls", "ca.crt", "tls.crt", "tls.key")];
    expect(judged([external({ data: [{ secretKey: "password" }] })], [certificate], keys)).toMatchObject({
      verdict: "pass",
      examined: 2,
    });
    expect(judged([external({ target: { name: "tls" } })])).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("it says that it made one that is not there", () => {
    expect(judged([external({ target: { name: "db", creationPolicy: "Orphan" } })]).findings).toMatchObject([
      {
        subject: "secret/apps/db",
        expected: "to exist: externalsecret/apps/login is Ready=True (SecretSynced)",
        actual: "none",
      },
    ]);
    const world = everythingOf(WORLD.slice(0, 2));
    expect(judged([], [certificate], [], world).findings).toMatchObject([
      { subject: "secret/apps/tls", actual: "none" },
    ]);
  });

  test("keys are missing; a template that replaces decides which there are", () => {
    const has = [keysOf("login", "user"), keysOf("tls", "tls.crt")];
    expect(judged([external({ data: [{ secretKey: "password" }] })], [certificate], has).findings).toMatchObject([
      {
        subject: "secret/apps/login",
        expected: "with password: externalsecret/apps/login is Ready=True (SecretSynced)",
        actual: "it has user",
      },
      {
        subject: "secret/apps/tls",
        expected: "with tls.key: certificate/apps/tls is Ready=True (Ready)",
        actual: "it has tls.crt",
      },
    ]);
    const replaced = { data: [{ secretKey: "password" }], target: { template: { data: { user: null } } } };
    expect(judged([external(replaced)], [], has).verdict).toBe("pass");
    const merged = { ...replaced, target: { template: { ...replaced.target.template, mergePolicy: "Merge" } } };
    expect(judged([external(merged)], [], has).verdict).toBe("fail");
  });

  test("who is not Ready, makes none, or deleted it by its policy says nothing of it; shared ones have a check of their own", () => {
    const target = { name: "none" };
    for (const it of [
      external({ target }, ready("SecretSyncedError", "False")),
      external({ target: { ...target, creationPolicy: "None" } }),
      external({ target }, ready("SecretDeleted")),
    ])
      expect(judged([it])).toMatchObject({ verdict: "inconclusive", examined: 0 });
    expect(judged([external({}, ready("SecretSynced"), "shared")])).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("what it makes may be no Secret", () => {
    const spec = { target: { name: "settings", manifest: { apiVersion: "v1", kind: "ConfigMap" } } };
    const world = everythingOf([...WORLD, "v1/ConfigMap apps/settings"]);
    expect(judged([external(spec)], [], [], world).verdict).toBe("pass");
    const gone = everythingOf([...WORLD, "v1/ConfigMap apps/other"]);
    expect(judged([external(spec)], [], [], gone).findings).toMatchObject([{ subject: "configmap/apps/settings" }]);
  });

  test("what could not be seen keeps it from passing", () => {
    expect(judged([external({ data: [{ secretKey: "password" }] })])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "secret/apps/login", reason: "the names of its keys were not read" }],
    });
    const refused = everythingOf([], [{ kind: "Secret", trouble: { kind: "forbidden", message: "403" } }]);
    expect(judged([external(), external({}, ready("SecretSynced"), "b")], [], [], refused)).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "kind/Secret", reason: "403" }],
    });
    const results = {
      everything: look(everythingOf(WORLD)),
      externalSecrets: trouble("forbidden"),
      certificates: look([]),
    };
    expect(judge(row, results, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "externalsecrets", reason: "could not be listed" }],
    });
  });

  test("nothing to examine; a profile that expects none", () => {
    expect(judged([])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
  });
});

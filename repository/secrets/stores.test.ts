import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { missingStores } from "./stores.ts";

const profile = profileOf({
  repository: "checkout",
  flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } },
});
const store = (kind: string, name: string, more = "") =>
  `apiVersion: external-secrets.io/v1\nkind: ${kind}\nmetadata: { name: ${name}${more} }\nspec: {}\n`;
const asks = (name: string, ref: string) =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: ${name}, namespace: web }\nspec: { ${ref} }\n`;
const ref = (kind: string, name: string) => `secretStoreRef: { kind: ${kind}, name: ${name} }`;
const found = (texts: Record<string, string>, hidden?: string) => missingStores(repositoryOf(texts, profile), hidden);
const told = (texts: Record<string, string>) =>
  found(texts).findings.map(({ subject, actual }) => `${subject}: ${actual}`);

const other = { "flux/store.yaml": store("ClusterSecretStore", "vault") };

test("a store that nothing defines is told once, with those that there are", () => {
  const texts = {
    ...other,
    "flux/a.yaml": asks("a", ref("ClusterSecretStore", "volt")),
    "flux/b.yaml": asks("b", ref("ClusterSecretStore", "volt")),
  };
  expect(told(texts)).toEqual([
    "clustersecretstore/volt: nothing defines it; there is vault; ExternalSecret web/a asks for it, and 1 more",
  ]);
  expect(found(texts, "a ResourceSet makes objects")).toMatchObject({
    findings: [],
    unseen: [{ subject: "clustersecretstore/volt" }],
  });
});

test("a SecretStore is looked for in the namespace of what asks, and it is what a reference without a kind means", () => {
  const away = {
    "flux/s.yaml": store("SecretStore", "own", ", namespace: elsewhere"),
    "flux/a.yaml": asks("a", "secretStoreRef: { name: own }"),
  };
  expect(told(away)).toHaveLength(1);
  expect(told({ ...away, "flux/s.yaml": store("SecretStore", "own", ", namespace: web") })).toEqual([]);
});

test("references within data and of a ClusterExternalSecret count too", () => {
  const within = asks("a", "dataFrom: [{ sourceRef: { storeRef: { kind: ClusterSecretStore, name: gone } } }]");
  expect(told({ ...other, "flux/a.yaml": within })).toHaveLength(1);
  const cluster = `apiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nmetadata: { name: c }\nspec: { externalSecretSpec: { ${ref("ClusterSecretStore", "gone")} } }\n`;
  expect(told({ ...other, "flux/a.yaml": cluster })).toHaveLength(1);
  const generated = asks("a", "dataFrom: [{ sourceRef: { generatorRef: { kind: Password, name: p } } }]");
  expect(found({ ...other, "flux/a.yaml": generated })).toMatchObject({ examined: 0, findings: [] });
});

test("what the bootstrap applies or a chart of the checkout renders defines it", () => {
  const use = { ...other, "flux/a.yaml": asks("a", ref("ClusterSecretStore", "late")) };
  expect(
    told({
      ...use,
      "bootstrap/resources.yaml": `apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata:\n  name: late\n`,
    }),
  ).toEqual([]);
  expect(
    told({
      ...use,
      "charts/s/templates/s.yaml":
        "apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata:\n  name: {{ .Values.name }}\n",
    }),
  ).toEqual([]);
});

test("where the repository defines no store, somebody else does: a warning", () =>
  expect(found({ "flux/a.yaml": asks("a", ref("ClusterSecretStore", "x")) })).toMatchObject({
    findings: [],
    notices: [{ severity: "warning" }],
  }));

import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { storesThatFeedThemselves } from "./store-credentials.ts";

const profile = profileOf({ flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } } });
const store =
  "apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: { name: vault }\nspec:\n  provider:\n    onepassword:\n      auth:\n        secretRef:\n          connectTokenSecretRef: { name: connect-secret, key: token }\n";
const external = (of: string) =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: connect, namespace: eso }\nspec:\n  secretStoreRef: { kind: ClusterSecretStore, name: ${of} }\n  target: { name: connect-secret }\n`;
const told = (texts: Record<string, string>) =>
  storesThatFeedThemselves(repositoryOf({ "flux/store.yaml": store, ...texts }, profile)).map(
    ({ subject, actual, where }) => `${where.line} ${subject} | ${actual}`,
  );

test("a store whose credentials only itself could give (solanyn 11926f487)", () => {
  const said = "9 clustersecretstore/vault | only ExternalSecret connect makes it, out of this very store";
  expect(told({ "flux/e.yaml": external("vault") })).toEqual([said]);
  const boot = (name: string) => ({
    "bootstrap/s.yaml": `apiVersion: v1\nkind: Secret\nmetadata: { name: ${name} }\n`,
  });
  expect(told({ "flux/e.yaml": external("vault"), ...boot("onepassword-secret") })).toEqual([said]);
  expect(told({ "flux/e.yaml": external("vault"), ...boot("connect-secret") })).toEqual([]);
  expect(told({ "flux/e.yaml": external("vault"), "b.sh": "kubectl create secret generic connect-secret\n" })).toEqual(
    [],
  );
  expect(told({ "flux/e.yaml": external("other") })).toEqual([]);
  expect(told({})).toEqual([]);
});

import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { nobodyMakes } from "../references/unmade.ts";
import { unlistedManifests } from "./unlisted.ts";

const profile = profileOf({
  repository: "checkout",
  flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } },
});
const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: web }\n`;
const release = (values: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: web, namespace: web }\nspec: { values: ${values} }\n`;
const listed = (texts: Record<string, string>) => ({
  "flux/kustomization.yaml": "resources: [a.yaml]\n",
  "flux/a.yaml": map("a"),
  ...texts,
});
const told = (texts: Record<string, string>) =>
  unlistedManifests(repositoryOf(listed(texts), profile)).map(({ severity, actual }) => `${severity}: ${actual}`);

test("a manifest beside a kustomization.yaml that does not list it; several of a folder are one", () => {
  expect(told({ "flux/b.yaml": map("b") })).toEqual(["information: nothing lists ConfigMap b"]);
  expect(told({ "flux/b.yaml": map("b"), "flux/c.yaml": map("c") })).toEqual([
    "information: nothing lists ConfigMap b, and 1 more of this folder",
  ]);
});

test("a warning where something asks for what it makes", () => {
  const secret =
    "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: b, namespace: web }\nspec: { target: { name: login } }\n";
  const asks = release("{ envFrom: [{ secretRef: { name: login } }] }");
  expect(told({ "flux/a.yaml": asks, "flux/b.yaml": secret })).toEqual([
    "warning: nothing lists ExternalSecret b; HelmRelease web/web asks for Secret login",
  ]);
});

test("what a comment, a task or another file names is left out; so are folders that Flux does not build", () => {
  expect(
    told({ "flux/kustomization.yaml": "resources: [a.yaml] # and later b.yaml\n", "flux/b.yaml": map("b") }),
  ).toEqual([]);
  expect(told({ "flux/b.yaml": map("b"), "run.sh": "kubectl apply -f flux/b.yaml\n" })).toEqual([]);
  expect(told({ "other/kustomization.yaml": "resources: []\n", "other/b.yaml": map("b") })).toEqual([]);
});

test("a folder within a built one that nothing lists; a template and a component are never listed", () => {
  const inner = {
    "flux/more/kustomization.yaml": "kind: Kustomization\nresources: [b.yaml]\n",
    "flux/more/b.yaml": map("b"),
  };
  expect(told(inner)).toEqual(["information: nothing lists flux/more"]);
  expect(told({ ...inner, "flux/kustomization.yaml": "resources: [a.yaml]\n# - ./more\n" })).toEqual([]);
  expect(told({ ...inner, "flux/more/kustomization.yaml": "kind: Component\nresources: [b.yaml]\n" })).toEqual([]);
  expect(told({ "flux/b.yaml.tmpl": map("b") })).toEqual([]);
});

test("a claim that nothing makes", () => {
  const claims = (texts: Record<string, string>) =>
    nobodyMakes(repositoryOf(texts, profile)).map(({ subject }) => subject);
  const asks = { "flux/a.yaml": release("{ persistence: { config: { existingClaim: data } } }") };
  expect(claims(asks)).toEqual(["persistentvolumeclaim/web/data"]);
  const claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data, namespace: web }\n";
  expect(claims({ ...asks, "flux/b.yaml": claim })).toEqual([]);
  // a chart of that name may
  const chart = release("{}").replaceAll("name: web,", "name: data,");
  expect(claims({ ...asks, "flux/b.yaml": chart })).toEqual([]);
});

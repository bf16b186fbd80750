import { expect, test } from "vitest";
import { openProfileSchema } from "../../clusters/profile.ts";
import { checkoutOf } from "../../criteria/testing/repository.ts";
import { repositoryFrom } from "../model.ts";
import { handedOverOutside } from "./outside.ts";

const profile = (flux: object = {}) =>
  openProfileSchema.parse({ name: "x", flux: { kustomization: { path: "./flux" }, ...flux } });
const outside = (texts: Record<string, string>, of = profile()) =>
  handedOverOutside(repositoryFrom(checkoutOf(texts), of), of);

test("a hand-over that only the cluster has, unless the profile or a bootstrap of the checkout makes it", () => {
  const texts = { "flux/x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n" };
  expect(outside(texts)).toContain("does not hand the cluster over");
  expect(outside(texts, profile({ instance: "flux" }))).toBeUndefined();
  expect(outside(texts, profile({ source: { url: "https://x/y" } }))).toBeUndefined();
  expect(outside({ ...texts, "helmfile.yaml": "releases: [{ name: a, chart: b/a }]\n" })).toBeUndefined();
  const instance =
    "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: { name: flux }\nspec: { sync: { url: u } }\n";
  expect(outside({ ...texts, "i.yaml": instance })).toBeUndefined();
});

import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { unwrittenPath } from "./hand-over.ts";

const bare = profileOf({ name: "prod" });
const ks = (name: string, path: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { path: ${path}, sourceRef: { kind: GitRepository, name: flux-system } }\n`;
const paths = (texts: Record<string, string>) =>
  unwrittenPath(repositoryOf(texts, bare)).map(({ value, where }) => [value, where.file]);

test("the folder of the Kustomizations that stand in no folder that one of them builds", () => {
  const texts = { "sync/apps.yaml": ks("apps", "./apps"), "apps/web/ks.yaml": ks("web", "./apps/web/app") };
  expect(paths(texts)).toEqual([["./sync", "sync/apps.yaml"]]);
  expect(paths({ ...texts, "sync/more.yaml": ks("more", "./more") })).toEqual([["./sync", "sync/apps.yaml"]]);
});

test("nothing where there are several, or none; a tenant's beside a folder of clusters does not count", () => {
  expect(paths({ "a/ks.yaml": ks("a", "./x"), "b/ks.yaml": ks("b", "./y") })).toEqual([]);
  expect(paths({ "a/x.yaml": "x: y\n" })).toEqual([]);
  const tenants = {
    "clusters/prod/tenants.yaml": ks("tenants", "./tenants/prod"),
    "tenants/base/ks.yaml": ks("t", "."),
  };
  expect(paths(tenants)).toEqual([["./clusters/prod", "clusters/prod/tenants.yaml"]]);
});

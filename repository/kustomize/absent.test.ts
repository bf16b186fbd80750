import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { checkoutOf } from "../../criteria/testing/repository.ts";
import { repositoryFrom } from "../model.ts";
import { absentInBuilds } from "./absent.ts";

const profile = profileOf({
  repository: "checkout",
  flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } },
});
const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: web }\n";
const absent = (texts: Record<string, string>, marks: Record<string, { ignored?: string; untracked?: true }>) => {
  const checkout = checkoutOf(texts);
  for (const file of checkout.files) Object.assign(file, marks[file.path]);
  const { findings, notices } = absentInBuilds(repositoryFrom(checkout, profile));
  return [findings.map(({ actual }) => actual), notices.map(({ actual }) => actual)];
};

test("what a kustomization.yaml lists and Git ignores is an error, what nobody added yet a warning", () => {
  const texts = {
    "flux/kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
    "flux/a.yaml": map,
    "flux/b.yaml": map.replace("name: a", "name: b"),
  };
  expect(absent(texts, { "flux/a.yaml": { ignored: ".gitignore:2" }, "flux/b.yaml": { untracked: true } })).toEqual([
    [".gitignore:2 ignores it: Flux does not have it"],
    ["it was never added to Git: Flux does not have it"],
  ]);
  expect(absent(texts, {})).toEqual([[], []]);
});

test("without a kustomization.yaml Flux takes what there is", () => {
  expect(absent({ "flux/a.yaml": map }, { "flux/a.yaml": { ignored: ".gitignore:2" } })).toEqual([[], []]);
});

import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { nearNames } from "./near-names.ts";

const profile = profileOf({ flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } } });
const told = (texts: Record<string, string>) =>
  nearNames(repositoryOf(texts, profile)).map(({ subject, actual, where }) => `${where.line} ${subject} | ${actual}`);

const external = (name: string, namespace = "web") =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: {}\n`;
const deployment = (name: string, more = "") =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d, namespace: web }\nspec:\n  template:\n    spec:\n      containers:\n        - envFrom: [{ secretRef: { name: ${name}${more} } }]\n`;

test("a Secret whose name is nearly one that is made (sob 7b4ba49ac, j0sh3rs 5d2b213db)", () => {
  const asked = (name: string, more = "") =>
    told({ "flux/s.yaml": external("kelos-github-secret"), "flux/d.yaml": deployment(name, more) });
  expect(asked("kelos-github-secre")).toEqual([
    "8 secret/web/kelos-github-secre | nothing defines it; there is kelos-github-secret",
  ]);
  expect(asked("kelos-github-secret")).toEqual([]);
  expect(asked("other")).toEqual([]);
  expect(asked("kelos-github-secre", ", optional: true")).toEqual([]);
  expect(told({ "flux/s.yaml": external("db-1-secret"), "flux/d.yaml": deployment("db-2-secret") })).toEqual([]);
  expect(told({ "flux/s.yaml": external("web-secret", "db"), "flux/d.yaml": deployment("web-secrets") })).toEqual([]);
});

test("a Gateway that is called otherwise (Apocrathia c5b6c0670); without any nothing is known", () => {
  const gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: main, namespace: net }\n";
  const route =
    "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: r, namespace: web }\nspec:\n  parentRefs:\n    - name: old\n";
  expect(told({ "flux/g.yaml": gateway, "flux/r.yaml": route })).toEqual([
    "6 gateway/old | nothing defines it; there is main",
  ]);
  expect(told({ "flux/r.yaml": route })).toEqual([]);
  expect(told({ "flux/g.yaml": gateway, "flux/r.yaml": route.replace("old", "main") })).toEqual([]);
});

test("a namespace that Talos lets into its API and that is called otherwise (j0sh3rs fae7eb28a)", () => {
  const space = "apiVersion: v1\nkind: Namespace\nmetadata: { name: actions-runner-system }\n";
  const talos = (name: string) => ({
    "talos/patches/machine.yaml": `machine:\n  features:\n    kubernetesTalosAPIAccess:\n      allowedKubernetesNamespaces:\n        - ${name}\n`,
  });
  expect(told({ "flux/n.yaml": space, ...talos("action-runner-system") })).toEqual([
    "5 namespace/action-runner-system | nothing defines it; there is actions-runner-system",
  ]);
  expect(told({ "flux/n.yaml": space, ...talos("actions-runner-system") })).toEqual([]);
});

import { expect, test } from "vitest";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { mutatorsOf } from "./admission.ts";

const ROOT =
  "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: apps, namespace: flux-system }\nspec: { path: ./apps }\n";
const mutators = (text: string) =>
  mutatorsOf(repositoryOf({ "ks.yaml": ROOT, "apps/a.yaml": text })).map(({ by }) => by);
const webhook = (resource: string) =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: { name: hook }\nwebhooks: [{ rules: [{ apiGroups: [kustomize.toolkit.fluxcd.io], resources: [${resource}] }] }]\n`;
const policy = (rule: string) =>
  `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: { name: adds }\nspec: { rules: [${rule}] }\n`;

test("a webhook for Kustomizations, and a policy that mutates them; no other webhook or policy", () => {
  expect(mutators(webhook("kustomizations"))).toEqual(["MutatingWebhookConfiguration hook"]);
  expect(mutators(webhook("gitrepositories"))).toEqual([]);
  const match = "match: { any: [{ resources: { kinds: [kustomize.toolkit.fluxcd.io/v1/Kustomization] } }] }";
  expect(mutators(policy(`{ ${match}, mutate: {} }`))).toEqual(["ClusterPolicy adds"]);
  expect(mutators(policy(`{ ${match}, validate: {} }`))).toEqual([]);
});

test("a policy of Kubernetes itself, and Kyverno's of the same form", () => {
  const of = (apiVersion: string, kind: string, resource: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: adds }\nspec: { matchConstraints: { resourceRules: [{ apiGroups: [kustomize.toolkit.fluxcd.io], resources: [${resource}] }] } }\n`;
  const own = "admissionregistration.k8s.io/v1";
  expect(mutators(of(own, "MutatingAdmissionPolicy", "kustomizations"))).toEqual(["MutatingAdmissionPolicy adds"]);
  expect(mutators(of("policies.kyverno.io/v1", "MutatingPolicy", "'*'"))).toEqual(["MutatingPolicy adds"]);
  expect(mutators(of(own, "MutatingAdmissionPolicy", "pods"))).toEqual([]);
  expect(mutators(of(own, "ValidatingAdmissionPolicy", "kustomizations"))).toEqual([]);
});

test("the chart that is made for it", () => {
  const release =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: kustomize-mutating-webhook, namespace: flux-system }\nspec: { chartRef: { kind: OCIRepository, name: x } }\n";
  expect(mutators(release)).toEqual(["HelmRelease flux-system/kustomize-mutating-webhook"]);
});

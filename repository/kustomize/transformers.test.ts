import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";

const profile = (path: string, name = "main") =>
  profileOf({
    name,
    repository: "x",
    flux: { source: { url: "https://x/y/ops", ref: "main" }, kustomization: { path } },
  });
const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n";
const ks = (name: string, more: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name} }
spec:
${more}`;

test("a NamespaceTransformer gives namespaces, and the fields that it names (flatops)", () => {
  const { tree } = repositoryOf(
    {
      "flux/kustomization.yaml": "resources: [a.yaml]\ntransformers: [./t]\n",
      "flux/a.yaml": ks("a", "  path: ./a\n"),
      "flux/t/kustomization.yaml": "namespace: web\nresources: [t.yaml]\n",
      "flux/t/t.yaml": `apiVersion: builtin
kind: NamespaceTransformer
metadata: { name: t, namespace: .invalid }
unsetOnly: false
fieldSpecs:
  - { path: spec/targetNamespace, group: kustomize.toolkit.fluxcd.io, kind: Kustomization, create: true }
`,
      "a/x.yaml": map,
    },
    profile("./flux"),
  );
  expect(tree.kustomizations.flatMap(({ build }) => build.gaps)).toEqual([]);
  expect(tree.objects.map(({ object }) => `${object.namespace}/${object.name}`)).toEqual(["web/a", "web/x"]);
});

test("another transformer leaves a gap", () => {
  const texts = { "flux/kustomization.yaml": "resources: [x.yaml]\ntransformers: [t.yaml]\n", "flux/x.yaml": map };
  const { tree } = repositoryOf({ ...texts, "flux/t.yaml": map }, profile("./flux"));
  expect(tree.kustomizations.flatMap(({ build }) => build.gaps)).toMatchObject([{ kind: "transformer" }]);
});

test("folders of another cluster are told by the path that Flux takes (k8s-homelab)", () => {
  const texts = {
    "kubernetes/main/flux/x.yaml": map,
    "kubernetes/staging/flux/x.yaml": map,
    "kubernetes/shared/x.yaml": map,
  };
  const { belongs } = repositoryOf(texts, profile("./kubernetes/main/flux"));
  expect(Object.keys(texts).map((path) => belongs(path))).toEqual([true, false, true]);
});

test("a source whose host only the cluster knows is another repository by its name (Biohazard)", () => {
  const source = (name: string, url: string) =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: ${name} }\nspec: { url: "${url}" }\n`;
  const { tree } = repositoryOf(
    {
      "flux/gotk-sync.yaml": `${source("ops", "https://x/y/ops")}---\n${ks("ops", "  path: ./flux\n  sourceRef: { kind: GitRepository, name: ops }\n")}`,
      "flux/b.yaml": `${source("soft", "ssh://git@${IP}/ops-apps")}---\n${ks("soft", "  path: ./a\n  sourceRef: { kind: GitRepository, name: soft }\n")}`,
      "a/x.yaml": map,
    },
    profile("./flux"),
  );
  expect(tree.kustomizations.find(({ name }) => name === "soft")).toMatchObject({
    unknown: expect.stringContaining("another repository"),
    build: { objects: [] },
  });
});

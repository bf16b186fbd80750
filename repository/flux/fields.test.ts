import { expect, test } from "vitest";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { unknownFields } from "./fields.ts";

const ROOT =
  "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: apps, namespace: flux-system }\nspec: { path: ./apps }\n";

function unknown(apiVersion: string, kind: string, spec: string): string[] | undefined {
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x, namespace: x }\nspec: { ${spec} }\n`;
  const { tree } = repositoryOf({ "ks.yaml": ROOT, "apps/a.yaml": text });
  const found = tree.objects.find(({ object }) => object.name === "x");
  return found && unknownFields(found.object)?.map(({ actual }) => actual.split(",")[0] ?? "");
}

test("fields at every depth, by their paths; values may hold anything", () => {
  const of = (spec: string) => unknown("helm.toolkit.fluxcd.io/v2", "HelmRelease", spec);
  expect(of("install: { cleanupOnFail: true }, upgrade: { cleanupOnFail: true }")).toEqual([
    "spec.install.cleanupOnFail",
  ]);
  expect(of("upgrade: { remediation: { strategy: rollback, retry: 3 } }")).toEqual(["spec.upgrade.remediation.retry"]);
  expect(of("valuesFrom: [{ kind: Secret, name: a }, { kind: Secret, key: b }]")).toEqual(["spec.valuesFrom[1].key"]);
  expect(of("values: { install: { cleanupOnFail: true } }")).toEqual([]);
  expect(
    unknown(
      "kustomize.toolkit.fluxcd.io/v1",
      "Kustomization",
      "path: ./none, postBuild: { substituteForm: [] }, patches: [{ path: a }]",
    ),
  ).toEqual(["spec.postBuild.substituteForm", "spec.patches[0].path"]);
});

test("a misspelt field is told what was meant", () => {
  const text =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: x }\nspec: { uninstal: {} }\n";
  const { tree } = repositoryOf({ "ks.yaml": ROOT, "apps/a.yaml": text });
  const faults = tree.objects.flatMap(({ object }) => (object.name === "x" ? (unknownFields(object) ?? []) : []));
  expect(faults).toMatchObject([{ mend: "Write uninstall, or remove it.", where: { file: "apps/a.yaml", line: 4 } }]);
});

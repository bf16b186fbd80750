import { describe, expect, test } from "vitest";
import type { YamlDocument } from "../../../observations/checkout.ts";
import type { BuildFault } from "../../../repository/kustomize/build.ts";
import { identityOf } from "../../../repository/kustomize/transformers.ts";
import { differences } from "./compared.ts";

const DOCUMENT: YamlDocument = {
  file: "a.yaml",
  index: 0,
  value: {},
  start: [1, 1],
  positions: {},
  problems: [],
  conditional: false,
};

const written = (kind: string, name: string, namespace?: string, apiVersion = "v1") => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});
const model = (values: readonly Record<string, unknown>[], faults: BuildFault[] = []) => ({
  objects: values.map((value) => identityOf(value, DOCUMENT)),
  faults,
});
const missing: BuildFault = {
  kind: "missing",
  where: { file: "apps/kustomization.yaml", line: 3, column: 1 },
  expected: "a file or folder apps/web.yaml",
  actual: "there is none",
};

describe("objects", () => {
  test("the same by group, kind, namespace and name, in any order, and what they hold", () => {
    const ours = [written("Secret", "a", "x"), written("Certificate", "c", "x", "cert-manager.io/v1")];
    const theirs = [ours[1], { ...ours[0], data: {} }];
    expect(differences(model(ours), { objects: theirs })).toEqual([]);
    const other = written("Certificate", "c", "x", "cert-manager.io/v1alpha2");
    expect(differences(model(ours), { objects: [ours[0], other] })).toEqual([
      'Certificate.cert-manager.io x/c: apiVersion: the model has "cert-manager.io/v1", the tool "cert-manager.io/v1alpha2"',
    ]);
  });

  test("each that only one side has", () => {
    const told = { objects: [written("Secret", "a", "y"), written("Deployment", "d", "x", "apps/v1")] };
    expect(differences(model([written("Secret", "a", "x")]), told)).toEqual([
      "only the model builds Secret x/a",
      "only the tool builds Secret y/a",
      "only the tool builds Deployment.apps x/d",
    ]);
  });

  test("a generated name has its hash with the tool only", () => {
    const told = { objects: [written("ConfigMap", "a-5g2t7h9kmb", "x"), written("ConfigMap", "b-5g2t7h9kmb", "x")] };
    expect(differences(model([written("ConfigMap", "a", "x")]), told)).toEqual([
      "only the tool builds ConfigMap x/b-5g2t7h9kmb",
    ]);
  });

  test("the namespace that kustomize gives to what is of the whole cluster does not count", () => {
    const told = { objects: [written("ClusterIssuer", "a", "x", "cert-manager.io/v1")] };
    expect(differences(model([written("ClusterIssuer", "a", undefined, "cert-manager.io/v1")]), told)).toEqual([]);
  });
});

describe("refusals", () => {
  test.each([
    ["of both at the same place", [missing], "accumulating resources from 'web.yaml': no such file", []],
    ["of both at other places", [missing], "no such db.yaml", [/^both refuse it.*apps\/web\.yaml.*no such db\.yaml$/]],
    ["of the tool alone", [], "Error: no such db.yaml", [/^the tool refuses it, and the model builds it/]],
    ["of an empty kustomization.yaml, into which Flux writes", [], "Error: kustomization.yaml is empty", []],
  ])("%s", (_, faults, refused, expected) =>
    expect(differences(model([], faults), { refused })).toEqual(
      expected.map((one) => expect.stringMatching(one) as string),
    ),
  );

  test("of the model alone", () =>
    expect(differences(model([], [missing]), { objects: [] })).toEqual([
      "the tool builds it, and the model refuses it: at apps/kustomization.yaml:3: expected a file or folder apps/web.yaml, and there is none",
    ]));
});

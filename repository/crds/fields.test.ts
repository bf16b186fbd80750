import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { profileOf } from "../../criteria/testing/profile.ts";
import { productOf } from "../../schemas/fields.ts";
import { kindsOf, refusedOf } from "./conformance.ts";

const ROOT =
  "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: apps, namespace: flux-system }\nspec: { path: ./apps, interval: 1h, prune: true, sourceRef: { kind: GitRepository, name: flux-system } }\n";

/** What is refused, and what may be, of one object in `apps/`, beside other files. */
function told(apiVersion: string, kind: string, body: string, more: Record<string, string> = {}) {
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x, namespace: x }\n${body}\n`;
  const profile = profileOf();
  const repository = repositoryOf({ "ks.yaml": ROOT, "apps/a.yaml": text, ...more }, profile);
  const objects = repository.tree.objects.map(({ object }) => object).filter(({ name }) => name === "x");
  const { findings, notices } = refusedOf(objects, kindsOf(repository, profile));
  return {
    errors: findings.map(({ actual }) => actual.split(",")[0]),
    mends: findings.map(({ mend }) => mend),
    doubts: notices.map(({ severity, actual }) => `${severity} ${actual.split(",")[0]}`),
  };
}

/** helmfile installs this chart, so the release of the product is known. */
const installs = (chart: string, version: string) => ({
  "bootstrap/helmfile.yaml": `releases:\n  - name: x\n    namespace: x\n    chart: oci://r.example/charts/${chart}\n    version: ${version}\n    values: [{ installCRDs: true, crds: { enabled: true } }]\n`,
});

const releaseOf = (group: string, patch: string): string => [...(productOf(group)?.release ?? []), patch].join(".");

describe("fields that a kind does not have", () => {
  test("of Flux's kinds at every depth, by their paths; values may hold anything", () => {
    const of = (spec: string) => told("helm.toolkit.fluxcd.io/v2", "HelmRelease", `spec: { ${spec} }`).errors;
    expect(of("install: { cleanupOnFail: true }, upgrade: { cleanupOnFail: true }")).toEqual([
      "spec.install.cleanupOnFail",
    ]);
    expect(of("upgrade: { remediation: { strategy: rollback, retry: 3 } }")).toEqual([
      "spec.upgrade.remediation.retry",
    ]);
    expect(of("postRenderers: [{ kustomize: { patches: [{ path: a }] } }]")).toEqual([
      "spec.postRenderers[0].kustomize.patches[0].path",
    ]);
    expect(of("valuesFrom: [{ kind: Secret, name: a }, { kind: Secret, key: b }]")).toEqual(["spec.valuesFrom[1].key"]);
    expect(of("values: { install: { cleanupOnFail: true } }")).toEqual([]);
  });

  test("what was meant is named: beside it, further in, further out", () => {
    const mends = (spec: string) => told("helm.toolkit.fluxcd.io/v2", "HelmRelease", `spec: { ${spec} }`).mends;
    expect(mends("uninstal: {}")).toEqual(["Write uninstall, or remove it."]);
    expect(mends("install: { suspend: true }")).toEqual([
      "Move it to spec.suspend, where suspend has its place, or remove it.",
    ]);
    expect(mends("remediateLastFailure: true")[0]).toContain("remediation.remediateLastFailure");
    expect(mends("nothing: {}")).toEqual(["Remove nothing."]);
  });

  test("of Kubernetes' own kinds, metadata too; what sops and Kubernetes write is theirs", () => {
    const of = (body: string) => told("v1", "ConfigMap", body).errors;
    expect(of("dat: { a: b }")).toEqual(["dat"]);
    expect(of("data: { a: b }\nsops: { mac: x }\nstatus: { a: b }")).toEqual(["status"]);
    const meta = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, annotation: { a: b } }\n";
    expect(told("v1", "Secret", "data: {}", { "apps/b.yaml": meta }).errors).toEqual(["metadata.annotation"]);
    // kustomize and Flux write what stands there as text
    const made = meta.replace("annotation: { a: b }", "annotations: { a: true }, labels: { b: 1 }");
    expect(told("v1", "Secret", "data: {}", { "apps/b.yaml": made }).errors).toEqual([]);
  });
});

describe("what is not certain is no error", () => {
  const secret = (field: string) => `spec: { data: [{ secretKey: a, remoteRef: { key: b, ${field} } }] }`;
  const ask = (body: string, version?: string) =>
    told("external-secrets.io/v1", "ExternalSecret", body, version ? installs("external-secrets", version) : {});

  test("the data's own release knows all; a newer one is information; another, or an unknown one, a warning", () => {
    const place = "spec.data[0].remoteRef.colour";
    expect(ask(secret("colour: c"), releaseOf("external-secrets.io", "0"))).toMatchObject({ errors: [place] });
    expect(ask(secret("colour: c"), "99.0.0")).toMatchObject({ errors: [], doubts: [`information ${place}`] });
    for (const version of ["1.1.0", undefined])
      expect(ask(secret("colour: c"), version)).toMatchObject({ errors: [], doubts: [`warning ${place}`] });
  });

  test("a name that is nearly right is an error there too, but for a newer release", () => {
    const place = "spec.data[0].remoteRef.propertyy";
    for (const version of ["1.1.0", undefined])
      expect(ask(secret("propertyy: c"), version)).toMatchObject({ errors: [place], doubts: [] });
    expect(ask(secret("propertyy: c"), "99.0.0").errors).toEqual([]);
  });

  test("stable versions that only gain fields: an older release has no more of them", () => {
    const of = (version: string) =>
      told("cert-manager.io/v1", "Certificate", "spec: { colour: red }", installs("cert-manager", version)).errors;
    expect(of("1.15.0")).toEqual(["spec.colour"]);
  });

  test("many of one reason are told once", () => {
    const { doubts } = ask(`spec: { data: [], one: 1, two: 2, three: 3 }`);
    expect(doubts).toEqual(["warning spec.one"]);
  });
});

test("the same misreading in every item of a list is one error, with the other places", () => {
  const rules = ["a", "b", "c"].map((name) => `{ source_labels: [${name}] }`).join(", ");
  const { errors, mends } = told("monitoring.coreos.com/v1alpha1", "ScrapeConfig", `spec: { relabelings: [${rules}] }`);
  expect(errors).toEqual(["spec.relabelings[0].source_labels"]);
  expect(mends).toEqual(["Write sourceLabels, or remove it."]);
});

describe("a CRD that the repository holds comes before what is known elsewhere", () => {
  const crd = (fields: string) =>
    `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: a }\nspec: { group: external-secrets.io, names: { kind: ExternalSecret }, versions: [{ name: v1, served: true, schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object${fields} } } } } }] }\n`;
  const of = (...crds: string[]) =>
    told(
      "external-secrets.io/v1",
      "ExternalSecret",
      "spec: { colour: red, data: [] }",
      Object.fromEntries(crds.map((text, index) => [`charts/eso/crds/${index}.yaml`, text])),
    );

  test("its fields alone; of several what one allows; one that allows anything", () => {
    expect(of(crd(", properties: { colour: { type: string } }")).errors).toEqual(["spec.data"]);
    expect(of(crd(", properties: { colour: { type: string }, data: { type: array } }")).errors).toEqual([]);
    expect(of(crd(", properties: {}"), crd(", properties: { colour: {}, data: {} }")).errors).toEqual([]);
    expect(of(crd(", x-kubernetes-preserve-unknown-fields: true"))).toMatchObject({ errors: [], doubts: [] });
  });
});

describe("values of another form", () => {
  const env = (value: string) =>
    told(
      "apps/v1",
      "Deployment",
      `spec: { replicas: 1, selector: {}, template: { spec: { containers: [{ name: a, env: [{ name: A, value: ${value} }] }] } } }`,
    );

  test("a number where text belongs is told in words, without the value", () => {
    expect(env("8080")).toMatchObject({
      errors: ["spec.template.spec.containers[0].env[0].value is a number"],
      mends: ["Write value in quotes."],
    });
    expect(env('"8080"').errors).toEqual([]);
    expect(env("null").errors).toEqual([]);
  });

  test("quantities and ports by name or number are both", () => {
    const body = (limit: string, port: string) =>
      `spec: { template: { spec: { containers: [{ name: a, resources: { limits: { cpu: ${limit} } }, livenessProbe: { httpGet: { port: ${port} } } }] } } }`;
    for (const [limit, port] of [
      ["1", "http"],
      ["500m", "80"],
    ] as const)
      expect(told("apps/v1", "Deployment", body(limit, port)).errors).toEqual([]);
  });

  test("what Flux substitutes is a number for the API server, though it is text here", () => {
    const replicas = told(
      "apps/v1",
      "Deployment",
      'spec:\n  replicas: ${COUNT}\n  template: { spec: { containers: [{ name: "${NAME}" }] } }',
      {
        "ks.yaml": ROOT.replace("prune: true", "prune: true, postBuild: { substitute: { COUNT: '3', NAME: a } }"),
      },
    );
    expect(replicas.errors).toEqual([]);
  });
});

test("Kubernetes' own kinds have no CRD", () => {
  const profile = profileOf();
  const text =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: x, namespace: x }\nspec: { rollingUpdate: {} }\n";
  const repository = repositoryOf({ "ks.yaml": ROOT, "apps/a.yaml": text }, profile);
  const { findings } = refusedOf(
    [...repository.tree.objects].map(({ object }) => object),
    kindsOf(repository, profile),
  );
  expect(findings.map(({ actual }) => actual)).toContain("spec.rollingUpdate, which the kind does not have");
});

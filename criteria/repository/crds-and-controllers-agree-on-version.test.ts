import { expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
import { profileOf } from "../testing/profile.ts";
import { checkoutOf } from "../testing/repository.ts";
import row from "./crds-and-controllers-agree-on-version.ts";

const crds = { required: ["externalsecrets.external-secrets.io"] };
const flux = { source: { url: "ssh://git@x/y.git", ref: "main" }, kustomization: { path: "./flux" } };
const context = { profile: profileOf({ repository: "checkout", crds, flux }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>, profile = context.profile) =>
  judge(row, { repository: look(checkoutOf(texts)) }, { ...context, profile });

const state = (version: string, more = "") =>
  `${more}releases:\n  - name: external-secrets\n    namespace: external-secrets\n    chart: oci://q/external-secrets\n    version: ${version}\n`;
const phase = (version: string) => ({
  "helmfile.d/00-crds.yaml": state(version, "helmDefaults: { args: [--include-crds] }\n"),
});
const core = (version: string) => ({ "helmfile.d/01-core.yaml": state(version) });
const helmRelease = (tag: string, chart = "external-secrets") => ({
  "flux/app.yaml": `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: app, namespace: x }\nspec: { url: oci://r/${chart}, ref: { tag: ${tag} } }\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: app, namespace: x }\nspec:\n  chartRef: { kind: OCIRepository, name: app }\n`,
});

test("one version, with or without v", () =>
  expect(judged({ ...phase("0.20.3"), ...core("v0.20.3"), ...helmRelease("0.20.3") })).toMatchObject({
    verdict: "pass",
    notices: [],
  }));

test("a bootstrap that contradicts itself by a major version", () =>
  expect(judged({ ...phase("0.19.0"), ...core("1.0.3") }).findings).toMatchObject([
    {
      subject: "release/external-secrets/external-secrets",
      expected: "the version of helmfile's external-secrets/external-secrets, 1.0.3 (helmfile.d/01-core.yaml:5)",
      actual: "the CRD state's external-secrets has 0.19.0",
      where: { file: "helmfile.d/00-crds.yaml", line: 6 },
    },
  ]));

test("a patch or a minor version apart, and what Flux upgrades later, are warnings (anton HEAD, coolguy1771/cloud-ops)", () => {
  for (const other of [core("0.20.4"), core("0.21.0"), helmRelease("0.20.4"), helmRelease("2.8.0")])
    expect(judged({ ...phase("0.20.3"), ...other })).toMatchObject({
      verdict: "pass",
      notices: [{ severity: "warning", actual: "the CRD state's external-secrets has 0.20.3" }],
    });
});

test("the profile's version counts as the bootstrap's", () => {
  const releases = [{ name: "external-secrets", namespace: "external-secrets", version: "1.3.1" }];
  const profile = profileOf({ repository: "checkout", crds, releases });
  expect(judged(phase("0.20.3"), profile).findings).toMatchObject([
    { expected: "the version of the profile's external-secrets/external-secrets, 1.3.1" },
  ]);
});

const URL = "https://raw.githubusercontent.com/kubernetes-sigs/external-dns/refs/tags/v0.17.0/docs/crd-manifest.yaml";

test("a URL's version against the chart's (anton 2fc0128d), where the relation is known", () => {
  const script = { "crds.sh": `kubectl apply -f ${URL}\n` };
  expect(judged({ ...script, ...helmRelease("1.16.1", "external-dns") }).notices).toMatchObject([
    { subject: "file/crds.sh", expected: expect.stringContaining("1.16.1"), where: { file: "crds.sh", line: 1 } },
  ]);
  expect(judged({ ...script, ...helmRelease("1.17.0", "external-dns") }).notices).toEqual([]);
  const other = { "crds.sh": "kubectl apply -f https://x/prometheus-operator/releases/download/v0.82.1/crds.yaml\n" };
  expect(judged({ ...other, ...helmRelease("83.4.0", "kube-prometheus-stack") })).toMatchObject({
    verdict: "pass",
    notices: [],
    remarks: [expect.stringContaining("no relation is known")],
  });
});

test("a version that helmfile renders", () =>
  expect(judged({ ...phase("'{{ requiredEnv \"V\" }}'"), ...core("0.20.3") })).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ subject: "release/external-secrets/external-secrets" }],
  }));

test("a chart that helmfile renders", () =>
  expect(
    judged({ "00-crds.yaml": state("1.0.0").replace("oci://q/external-secrets", "'{{ requiredEnv \"C\" }}'") }),
  ).toMatchObject({ verdict: "inconclusive", unseen: [{ reason: "its chart is not known offline" }] }));

test("nothing brings CRDs apart, no checkout, no CRD in the profile", () => {
  expect(judged(core("0.20.3"))).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

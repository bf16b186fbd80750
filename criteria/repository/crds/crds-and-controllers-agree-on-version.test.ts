import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
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
  expect(judged(core("0.20.3"))).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

test("each pair once; other charts, and what the profile says of the app, are no pair of a chart", () => {
  const releases = [{ name: "external-secrets", namespace: "x", appVersion: "9.9.9" }];
  const profile = profileOf({ repository: "checkout", crds, releases });
  expect(judged(phase("0.20.3"), profile)).toMatchObject({ verdict: "pass", examined: 1, notices: [] });
  const other = {
    "helmfile.d/01-core.yaml": state("9.9.9").replace("oci://q/external-secrets", "oci://q/my-external-secrets"),
  };
  expect(judged({ ...phase("0.20.3"), ...other })).toMatchObject({ verdict: "pass", notices: [] });
  const twice = { ...phase("0.20.3"), "flux/a.yaml": helmRelease("0.20.4")["flux/app.yaml"], "flux/b.yaml": "a: 1" };
  expect(judged(twice).notices).toHaveLength(1);
  const same = { "helmfile.d/01-core.yaml": `${state("0.19.0")}${state("0.19.0").replace("releases:\n", "")}` };
  expect(judged({ ...phase("0.20.3"), ...same }).notices).toHaveLength(1);
});

test("a digest behind a version, and what stands behind a chart's name, say nothing of it", () => {
  const digest = `@sha256:${"a1".repeat(32)}`;
  expect(judged({ ...phase(`0.20.3${digest}`), ...core("0.20.3") })).toMatchObject({ verdict: "pass", notices: [] });
  const tagged = {
    "helmfile.d/01-core.yaml": state("0.20.4").replace(
      "oci://q/external-secrets",
      `oci://q/external-secrets:0.20.4${digest}`,
    ),
  };
  expect(judged({ ...phase("0.20.3"), ...tagged }).notices).toHaveLength(1);
});

test("a chart that only the profile names, its version, its app's version against a URL's", () => {
  const url = { "crds.sh": `kubectl apply -f ${URL}\n` };
  const told = (release: object) =>
    judged(
      url,
      profileOf({
        repository: "checkout",
        crds,
        releases: [{ name: "dns", namespace: "n", chart: "external-dns", ...release }],
      }),
    );
  expect(told({ appVersion: "0.16.0" }).notices).toMatchObject([
    {
      severity: "warning",
      subject: "file/crds.sh",
      expected: "the version of the profile's n/dns, 0.16.0",
      actual: expect.stringContaining("has v0.17.0"),
    },
  ]);
  expect(told({ appVersion: "v0.17.0" })).toMatchObject({ verdict: "pass", notices: [] });
  expect(told({ appVersion: "0.17.1" }).notices).toMatchObject([{ severity: "warning" }]);
  expect(told({ version: "1.16.0" }).notices).toHaveLength(1);
  expect(told({ appVersion: "1.0.0" }).findings).toHaveLength(1);
  expect(told({ version: "1.17.9", appVersion: "0.17.0" })).toMatchObject({ verdict: "pass", notices: [] });
  expect(told({})).toMatchObject({ verdict: "pass", remarks: [] });
});

test("versions that are not known: unseen of the bootstrap, remarked of Flux and of URLs without one", () => {
  expect(judged({ ...phase("0.20.3"), ...core("'{{ x }}'") })).toMatchObject({
    verdict: "inconclusive",
    unseen: [
      { reason: "the version of helmfile's external-secrets/external-secrets is not known before it is rendered" },
    ],
  });
  expect(judged({ ...phase("0.20.3"), ...helmRelease("'${V}'") })).toMatchObject({
    verdict: "pass",
    remarks: [
      "release/external-secrets/external-secrets: the version of the HelmRelease x/app is not known before it is rendered",
    ],
  });
  const open = { "crds.sh": "kubectl apply -f https://x/external-dns/main/crd-manifest.yaml\n" };
  const dns = { "h.yaml": "releases: [{ name: external-dns, namespace: n, version: 1.17.0 }]\n" };
  expect(judged({ ...open, ...dns })).toMatchObject({
    verdict: "pass",
    unseen: [],
    remarks: [expect.stringContaining("the version of https://x/external-dns/main")],
  });
  const conditional = { "00-crds.yaml.gotmpl": `{{ if x }}\n${state("1.0.0")}{{ end }}\n` };
  expect(judged(conditional).unseen).toMatchObject([{ subject: "file/00-crds.yaml.gotmpl" }]);
});

test("what the profile repeats of a HelmRelease is told once, as the HelmRelease's (rafaribe)", () => {
  const releases = [
    { name: "app", namespace: "x", chart: "oci://r/external-secrets", version: "2.7.0", phase: "flux" },
  ];
  const profile = profileOf({ repository: "checkout", crds, flux, releases });
  const told = judged({ ...phase("0.20.2"), ...helmRelease("2.7.0") }, profile);
  expect(told).toMatchObject({
    findings: [],
    notices: [{ expected: expect.stringContaining("the HelmRelease x/app") }],
  });
  // the profile alone knows another version
  expect(judged({ ...phase("0.20.2"), ...helmRelease("2.6.0") }, profile).findings).toHaveLength(1);
});

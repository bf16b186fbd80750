import { expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
import { profileOf } from "../testing/profile.ts";
import { checkoutOf } from "../testing/repository.ts";
import row from "./core-charts-leave-crds-to-their-phase.ts";

const releases = [{ name: "cert-manager", namespace: "cert-manager" }];
const context = {
  profile: profileOf({
    repository: "checkout",
    releases,
    flux: { source: { url: "ssh://git@x/y.git", ref: "main" }, kustomization: { path: "./flux" } },
  }),
  now: new Date("2026-11-21T12:00:00Z"),
};
const judged = (texts: Record<string, string>) => judge(row, { repository: look(checkoutOf(texts)) }, context);

const state = (chart: string, values: string, more = "") =>
  `${more}releases:\n  - name: ${chart}\n    namespace: ${chart}\n    chart: oci://q/${chart}\n    version: 1.0.0\n    values:\n      - ${values}\n`;
const phase = (chart: string, values = "{}") => ({
  "helmfile.d/00-crds.yaml": state(chart, values, "helmDefaults: { args: [--include-crds] }\n"),
});
const core = (chart: string, values: string, more = "") => ({ "helmfile.d/01-core.yaml": state(chart, values, more) });

test("the chart brings its CRDs, or leaves them to the phase", () => {
  expect(judged(core("cert-manager", "crds: { enabled: true }")).verdict).toBe("pass");
  const on = phase("cert-manager", "crds: { enabled: true }");
  expect(judged({ ...on, ...core("cert-manager", "crds: { enabled: false }") }).verdict).toBe("pass");
  const url = {
    "crds.sh":
      "kubectl apply -f https://github.com/cert-manager/cert-manager/releases/download/v1.19.1/cert-manager.crds.yaml\n",
  };
  expect(judged({ ...url, ...core("cert-manager", "{}") }).verdict).toBe("pass");
});

test("none brings them (k8s-gitops b5063f4)", () =>
  expect(judged(core("cert-manager", "crds: { enabled: false }")).findings).toMatchObject([
    {
      subject: "release/cert-manager/cert-manager",
      expected: "an installer of cert-manager.io, acme.cert-manager.io before it",
      where: { file: "helmfile.d/01-core.yaml", line: 7, column: 17 },
    },
  ]));

test("the CRD phase renders a chart whose CRDs are off there too: nothing comes of it", () =>
  expect(judged({ ...phase("cert-manager"), ...core("cert-manager", "{}") }).findings).toHaveLength(1));

test("both bring them, and Helm would have to own them (k8s-gitops 45999fc~1)", () => {
  const both = { ...phase("external-secrets"), ...core("external-secrets", "webhook: { create: true }") };
  expect(judged(both).findings).toMatchObject([
    {
      subject: "release/external-secrets/external-secrets",
      actual: expect.stringContaining("helmfile.d/00-crds.yaml:6"),
      mend: "installCRDs: false, or takeOwnership: true for this release.",
    },
  ]);
  const taking = core("external-secrets", "{}", "helmDefaults: { takeOwnership: true }\n");
  expect(judged({ ...both, ...taking }).verdict).toBe("pass");
});

test("CRDs in a chart's folder are no quarrel", () =>
  expect(judged({ ...phase("kube-prometheus-stack"), ...core("kube-prometheus-stack", "{}") }).verdict).toBe("pass"));

const flux = (chart: string, spec: string) => ({
  [`flux/${chart}.yaml`]: `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: ${chart}, namespace: x }\nspec: { url: oci://r/${chart}, ref: { tag: 1.0.0 } }\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: ${chart}, namespace: x }\nspec:\n  chartRef: { kind: OCIRepository, name: ${chart} }\n  ${spec}\n`,
});

test("a HelmRelease without its CRDs, unless something else brings them", () => {
  const without = flux("kube-prometheus-stack", "values: { crds: { enabled: false } }");
  expect(judged(without).findings).toMatchObject([
    { subject: "helmrelease/x/kube-prometheus-stack", where: { file: "flux/kube-prometheus-stack.yaml", line: 11 } },
  ]);
  expect(judged({ ...without, ...flux("prometheus-operator-crds", "values: {}") }).verdict).toBe("pass");
  expect(judged({ ...without, ...phase("prometheus-operator-crds") }).verdict).toBe("pass");
  expect(judged(flux("grafana-operator", "install: { crds: Skip }")).findings).toHaveLength(1);
});

test("a switch that is not known, and charts that are not", () => {
  expect(judged(core("external-secrets", "installCRDs: '{{ .Values.crds }}'"))).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ subject: "release/external-secrets/external-secrets" }],
  });
  expect(judged({ ...phase("never-seen"), ...core("cert-manager", "{}") }).unseen).toMatchObject([
    { reason: expect.stringContaining("never-seen may bring them") },
  ]);
});

test("nothing is installed, no checkout, no release in the profile", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

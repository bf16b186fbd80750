import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
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
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

test("what is counted: charts of helmfile, products of HelmReleases that are known", () => {
  expect(judged({ ...core("coredns", "{}"), ...flux("coredns", "values: {}") })).toMatchObject({
    verdict: "pass",
    examined: 1,
    remarks: [],
  });
  expect(judged({ ...core("coredns", "{}"), ...flux("keda", "values: {}") }).examined).toBe(2);
  expect(judged(core("never-seen", "{}"))).toMatchObject({
    verdict: "pass",
    remarks: ["release/never-seen/never-seen: what CRDs its chart oci://q/never-seen brings is not known here"],
  });
});

test("a chart that is not known, a state that is not", () => {
  const templated = core("{{ .X }}", "{}");
  expect(judged(templated).unseen).toMatchObject([{ reason: "its chart is not known before helmfile renders it" }]);
  const bare = { "h.yaml": "releases: [{ name: a, namespace: b, version: '1' }]\n" };
  expect(judged(bare).unseen).toMatchObject([{ subject: "release/b/a" }]);
  const conditional = { "h.yaml.gotmpl": `{{ if x }}\n${state("coredns", "{}")}{{ end }}\n` };
  expect(judged(conditional).unseen).toMatchObject([{ subject: "file/h.yaml.gotmpl" }]);
});

test("a runtime's CRDs and charts of CRDs alone are nobody's quarrel", () => {
  const both = { ...phase("cert-manager", "crds: { enabled: true }"), ...core("cilium", "{}") };
  expect(judged(both)).toMatchObject({ verdict: "pass", examined: 1 });
  const only = {
    ...phase("prometheus-operator-crds"),
    ...core("prometheus-operator-crds", "crds: { enabled: false }"),
  };
  expect(judged(only).verdict).toBe("pass");
  expect(
    judged({
      ...core("coredns", "{}"),
      ...flux("cilium", "values: {}"),
      ...flux("prometheus-operator-crds", "values: { crds: { enabled: false } }"),
    }),
  ).toMatchObject({
    verdict: "pass",
    examined: 1,
  });
});

test("another product's installer is none for this one; another release of helmfile is, without a quarrel", () => {
  const other = { ...phase("external-secrets"), ...core("cert-manager", "crds: { enabled: false }") };
  expect(judged(other).findings).toMatchObject([{ actual: expect.stringContaining("(crds.enabled or installCRDs)") }]);
  const second = `${state("external-secrets", "{}")}  - name: two\n    namespace: two\n    chart: oci://q/external-secrets\n    version: 1.0.0\n`;
  expect(judged({ "h.yaml": second }).verdict).toBe("pass");
});

test("helmfile's ways to take over what is there", () => {
  const both = phase("external-secrets");
  const of = (more: string, release = "") => {
    const [text = ""] = Object.values(core("external-secrets", "{}", more));
    return judged({
      ...both,
      "helmfile.d/01-core.yaml": `${text}${release}`,
      "helmfile.d/base.yaml": "helmDefaults: { takeOwnership: true }\n",
    }).verdict;
  };
  expect(of("")).toBe("fail");
  expect(of("helmDefaults: { forceConflicts: true }\n")).toBe("pass");
  expect(of("helmDefaults: { forceConflicts: false, takeOwnership: false }\n")).toBe("fail");
  expect(of("helmDefaults: { args: [--take-ownership] }\n")).toBe("pass");
  expect(of("helmDefaults: { syncArgs: [--take-ownership] }\n")).toBe("pass");
  expect(of("helmDefaults: { syncArgs: [--wait] }\n")).toBe("fail");
  expect(of("", "    takeOwnership: true\n")).toBe("pass");
  expect(of("bases: [base.yaml]\n")).toBe("pass");
  expect(of("helmfiles: [base.yaml]\n")).toBe("fail");
});

test("where the switch is written: inline, by set, in the HelmRelease, or nowhere", () => {
  const line = (text: string, more: Record<string, string> = {}) => {
    const [finding] = judged({ "h.yaml": text, ...more }).findings;
    return `${finding?.where?.file}:${finding?.where?.line}`;
  };
  const head = "releases:\n  - name: cm\n    namespace: cm\n    chart: x/cert-manager\n";
  expect(line(`${head}    values:\n      - a: 1\n      - installCRDs: false\n`)).toBe("h.yaml:7");
  expect(line(`${head}    set:\n      - { name: a, value: 1 }\n      - { name: installCRDs, value: false }\n`)).toBe(
    "h.yaml:7",
  );
  expect(line(`${head}    set:\n      - { name: crds.enabled, value: false }\n`)).toBe("h.yaml:6");
  expect(line(head)).toBe("h.yaml:2");
  const hr = "kind: Other\n---\nkind: HelmRelease\nspec:\n  values:\n    a: 1\n    crds: { enabled: false }\n";
  expect(
    line(`${head}    values: [v.yaml.gotmpl]\n`, { "v.yaml.gotmpl": '{{ readFile "k/hr.yaml" }}', "k/hr.yaml": hr }),
  ).toBe("k/hr.yaml:7");
});

test("of HelmReleases: what is not known, what is skipped, what a tree writes out", () => {
  const off = "values: { crds: { enabled: false } }";
  expect(judged({ ...core("coredns", "{}"), ...flux("keda", "valuesFrom: [{ name: gone }]") })).toMatchObject({
    verdict: "pass",
    examined: 1,
    remarks: ["helmrelease/x/keda: whether it brings its CRDs is not known offline"],
  });
  expect(judged(flux("keda", "install: { crds: Skip }")).verdict).toBe("pass");
  expect(judged(flux("grafana-operator", "install: { crds: Create }")).verdict).toBe("pass");
  expect(judged(flux("grafana-operator", "install: { crds: Skip }")).findings).toMatchObject([
    { actual: expect.stringContaining("(install.crds: Skip)"), where: { line: 9 } },
  ]);
  const crd = (group: string, kind = "CustomResourceDefinition") => ({
    "flux/crd.yaml": `apiVersion: x/v1\nkind: ${kind}\nmetadata: { name: a }\nspec: { group: ${group} }\n`,
  });
  const without = flux("kube-prometheus-stack", off);
  expect(judged({ ...without, ...crd("monitoring.coreos.com") }).verdict).toBe("pass");
  expect(judged({ ...without, ...crd("other.coreos.com") }).verdict).toBe("fail");
  expect(judged({ ...without, ...crd("monitoring.coreos.com", "Other") }).verdict).toBe("fail");
  expect(judged({ ...without, ...flux("keda", "values: {}") }).verdict).toBe("fail");
  expect(judged({ ...flux("rook-ceph", off), ...crd("objectbucket.io") }).verdict).toBe("pass");
});

test("of HelmReleases: what may bring them and is not known", () => {
  const without = flux("kube-prometheus-stack", "values: { crds: { enabled: false } }");
  expect(judged({ ...without, ...core("never-seen", "{}") }).unseen).toMatchObject([
    { reason: "it brings no CRDs, and what may bring them is not known: helmfile's release never-seen/never-seen" },
  ]);
  const remote = { "flux/r/kustomization.yaml": "resources: [https://x/y]\n" };
  expect(judged({ ...without, ...remote }).unseen).toMatchObject([{ reason: expect.stringContaining("https://x/y") }]);
});

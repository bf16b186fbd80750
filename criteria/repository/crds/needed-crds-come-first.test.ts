import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./needed-crds-come-first.ts";

const flux = { source: { url: "ssh://git@x/y.git", ref: "main" }, kustomization: { path: "./flux" } };
const parts = { repository: "checkout", flux, crds: { required: ["certificates.cert-manager.io"] } };
const context = { profile: profileOf(parts), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>, required?: string[]) =>
  judge(
    row,
    { repository: look(checkoutOf(texts)) },
    { ...context, profile: required ? profileOf({ ...parts, crds: { required } }) : context.profile },
  );

const release = (chart: string, values = "{}", needs: string[] = []) =>
  `  - name: ${chart}\n    namespace: x\n    chart: oci://q/${chart}\n    version: 1.0.0\n    needs: ${JSON.stringify(needs)}\n    values:\n      - ${values}\n`;
const on = "crds: { enabled: true }";
const phase = (...charts: string[]) => ({
  "helmfile.d/00-crds.yaml": `helmDefaults: { args: [--include-crds] }\nreleases:\n${charts.map((one) => release(one, on)).join("")}`,
});
const core = (...releases: string[]) => ({ "helmfile.d/01-core.yaml": `releases:\n${releases.join("")}` });
const coredns = release("coredns");

test("from the phase, a release or a URL; the names are listed", () => {
  expect(judged({ ...phase("cert-manager"), ...core(coredns) })).toMatchObject({
    verdict: "pass",
    remarks: ["the CRD state's release x/cert-manager: certificates.cert-manager.io"],
  });
  expect(judged(core(release("cert-manager", on))).verdict).toBe("pass");
  const script = {
    "crds.sh": "kubectl apply -f https://x/cert-manager/releases/download/v1.19.1/cert-manager.crds.yaml\n",
  };
  expect(judged({ ...script, ...core(coredns) }).verdict).toBe("pass");
  expect(judged(core(release("cilium")), ["ciliumnetworkpolicies.cilium.io"]).verdict).toBe("pass");
});

test("nothing brings it", () =>
  expect(judged(core(coredns)).findings).toMatchObject([
    { subject: "crd/certificates.cert-manager.io", actual: "nothing of this checkout brings it" },
  ]));

const helmRelease = (chart: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: ${chart}, namespace: x }\nspec: { url: oci://r/${chart}, ref: { tag: 1.0.0 } }\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: ${chart}, namespace: x }\nspec: { chartRef: { kind: OCIRepository, name: ${chart} } }\n`;

test("only Flux brings it: a warning", () =>
  expect(judged({ ...core(coredns), "flux/cm.yaml": helmRelease("cert-manager") })).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "warning", actual: "only the HelmRelease x/cert-manager brings it" }],
  }));

test("a core chart renders a ServiceMonitor before its CRD (k8s-gitops 1b809b7)", () => {
  const monitored = release(
    "cert-manager",
    "{ crds: { enabled: true }, prometheus: { servicemonitor: { enabled: true } } }",
  );
  expect(judged(core(monitored)).findings).toMatchObject([
    {
      subject: "release/x/cert-manager",
      expected: "monitoring.coreos.com before it: from the CRD phase, a URL or an earlier release",
      actual: "its values (prometheus.servicemonitor): ServiceMonitor, and nothing brings it",
      where: { file: "helmfile.d/01-core.yaml", line: 8 },
    },
  ]);
  expect(judged({ ...phase("kube-prometheus-stack"), ...core(monitored) }).verdict).toBe("pass");
  const asks = release("external-secrets", "serviceMonitor: { enabled: true }");
  expect(judged(core(release("cert-manager", on), asks)).verdict).toBe("pass");
});

test("the CRD phase comes first, whatever its file is called (onedr0p/home-ops)", () => {
  const { "helmfile.d/00-crds.yaml": crds = "" } = phase("kube-prometheus-stack", "cert-manager") as Record<
    string,
    string
  >;
  const apps = `releases:\n${release("coredns", "serviceMonitor: { enabled: true }")}`;
  expect(judged({ "helmfile/crds.yaml": crds, "helmfile/apps.yaml": apps }).verdict).toBe("pass");
});

test("an earlier release counts, a later one does not", () => {
  const monitored = (needs: string[]) => release("coredns", "serviceMonitor: { enabled: true }", needs);
  const others = [release("cert-manager", on), release("prometheus-operator-crds")];
  expect(judged(core(...others, monitored(["x/prometheus-operator-crds"]))).verdict).toBe("pass");
  expect(judged(core(...others, monitored([]))).findings).toMatchObject([
    { actual: expect.stringContaining("only helmfile's release x/prometheus-operator-crds brings it") },
  ]);
});

const layered = {
  ...core(release("cert-manager", on)),
  "flux/apps.yaml":
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: eso, namespace: flux-system }\nspec: { path: ./eso, sourceRef: { kind: GitRepository, name: flux-system } }\n",
  "flux/secret.yaml": "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: s, namespace: x }\n",
  "eso/eso.yaml": helmRelease("external-secrets"),
};

test("the first layer holds what only its own child brings (anton 46234b4c)", () => {
  expect(judged(layered).findings).toMatchObject([
    {
      actual: expect.stringContaining("only the HelmRelease x/external-secrets brings it"),
      where: { file: "flux/secret.yaml", line: 1 },
    },
  ]);
  expect(judged({ ...layered, ...phase("external-secrets") }).verdict).toBe("pass");
  // without a helmfile state somebody bootstraps in another way (JJGadgets/Biohazard)
  const { "helmfile.d/01-core.yaml": _, ...alone } = layered;
  expect(judged(alone)).toMatchObject({ verdict: "fail", unseen: [{ reason: expect.stringContaining("bootstraps") }] });
  const sibling = layered["flux/apps.yaml"].replace("name: eso", "name: more").replace("./eso", "./more");
  expect(
    judged({
      ...layered,
      "flux/secret.yaml": "",
      "flux/more.yaml": sibling,
      "more/secret.yaml": layered["flux/secret.yaml"],
    }).findings,
  ).toEqual([]);
  const { "flux/secret.yaml": secret, ...rest } = layered;
  expect(judged({ ...rest, "eso/secret.yaml": secret }).findings).toEqual([]);
});

test("a chart that is not known, a template, may bring it", () => {
  expect(judged({ ...phase("never-seen"), ...core(coredns) })).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ subject: "crd/certificates.cert-manager.io", reason: expect.stringContaining("never-seen may") }],
  });
  expect(judged({ "helmfile.yaml.gotmpl": `{{- if .X }}\nreleases:\n${coredns}{{- end }}\n` }).verdict).toBe(
    "inconclusive",
  );
});

test("no bootstrap, no checkout, no CRD in the profile", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

test("what is counted, and what proves nothing", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    examined: 0,
    remarks: ["neither a helmfile state nor a HelmRelease was found in this checkout"],
  });
  expect(judged({ ...phase("cert-manager"), ...core(coredns) }).examined).toBe(1);
  const required = ["a.cert-manager.io", "b.cert-manager.io"];
  expect(judged({ ...phase("cert-manager") }, required)).toMatchObject({
    examined: 2,
    remarks: ["the CRD state's release x/cert-manager: a.cert-manager.io, b.cert-manager.io"],
  });
});

test("what may bring it: a chart that is not known, a state that is not whole, Flux's charts that are not known", () => {
  const reasons = (texts: Record<string, string>, required?: string[]) =>
    judged(texts, required).unseen.map(({ subject, reason }) => `${subject}: ${reason}`);
  expect(reasons(core(release("never-seen")))).toEqual([
    "crd/certificates.cert-manager.io: nothing known brings it, and helmfile's release x/never-seen may",
  ]);
  const open = { "h.yaml.gotmpl": `{{ if x }}\nreleases:\n${coredns}{{ end }}\n` };
  expect(reasons(open)[0]).toContain("h.yaml.gotmpl: it holds control structures");
  expect(reasons({ ...core(coredns), "flux/a.yaml": helmRelease("never-seen") }, ["things.example.org"])).toEqual([
    "crd/things.example.org: which chart brings this group is not known here",
  ]);
  expect(judged({ ...core(coredns), "flux/a.yaml": helmRelease("never-seen") }).findings).toHaveLength(1);
  expect(judged(core(coredns), ["things.example.org"]).findings).toHaveLength(1);
});

test("a CRD that Flux writes out is a warning too; a runtime's kinds come with its release only", () => {
  const crd =
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: a }\nspec: { group: cert-manager.io }\n";
  expect(judged({ ...core(coredns), "flux/crd.yaml": crd }).notices).toMatchObject([
    { subject: "crd/certificates.cert-manager.io", actual: "only Kustomization flux-system brings it" },
  ]);
  expect(
    judged({ ...core(coredns), "flux/crd.yaml": crd.replace("CustomResourceDefinition", "Other") }).findings,
  ).toHaveLength(1);
  const cilium = ["x.cilium.io"];
  expect(judged(core(release("cilium")), cilium).remarks).toEqual(["helmfile's release x/cilium: x.cilium.io"]);
  expect(judged(core(coredns), cilium).findings).toHaveLength(1);
});

test("a release that needs another through others, or stands in an earlier file, comes after it", () => {
  const monitored = (needs: string[]) => release("coredns", "serviceMonitor: { enabled: true }", needs);
  const operator = release("prometheus-operator-crds");
  const middle = (needs: string[]) => release("spegel", "{}", needs);
  const base = release("cert-manager", on);
  expect(judged(core(base, operator, middle(["x/prometheus-operator-crds"]), monitored(["spegel"]))).verdict).toBe(
    "pass",
  );
  expect(judged(core(base, operator, middle(["x/coredns"]), monitored(["spegel"]))).findings).toHaveLength(1);
  expect(judged(core(base, operator, monitored(["other/prometheus-operator-crds"]))).findings).toHaveLength(1);
  const files = (first: string, second: string) => ({
    [`h/${first}.yaml`]: `releases:\n${base}${operator}`,
    [`h/${second}.yaml`]: `releases:\n${monitored([])}`,
  });
  expect([judged(files("1", "2")).verdict, judged(files("2", "1")).verdict]).toEqual(["pass", "fail"]);
});

test("several uses of one kind are told once, with how many there are", () => {
  const rules = release("coredns", "{ serviceMonitor: { enabled: true }, a: { serviceMonitor: { enabled: true } } }");
  const { findings } = judged(core(release("cert-manager", on), rules));
  expect(findings.map(({ actual }) => actual)).toEqual([
    "its values (serviceMonitor): ServiceMonitor, and nothing brings it",
    "its values (a.serviceMonitor): ServiceMonitor, and nothing brings it",
  ]);
});

import { expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
import { profileOf } from "../testing/profile.ts";
import { checkoutOf } from "../testing/repository.ts";
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
  expect(judged({ "README.md": "# x" })).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

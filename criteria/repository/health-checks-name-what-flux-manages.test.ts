import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
import { profileOf } from "../testing/profile.ts";
import { checkoutOf } from "../testing/repository.ts";
import row from "./health-checks-name-what-flux-manages.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const context = { profile: profileOf({ repository: "checkout", flux }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>) => judge(row, { repository: look(checkoutOf(texts)) }, context);

const ks = (checks: string, more = "") => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: a, namespace: flux-system }
spec:
  path: ./a
  sourceRef: { kind: GitRepository, name: flux-system }
  healthChecks:
    - ${checks}
${more}`;
const check = (kind: string, name: string, apiVersion = "apps/v1") =>
  ks(`{ apiVersion: ${apiVersion}, kind: ${kind}, name: "${name}", namespace: kube-system }`);
const HELM = "helm.toolkit.fluxcd.io/v2";
const release = `apiVersion: ${HELM}
kind: HelmRelease
metadata: { name: cilium, namespace: kube-system }
spec:
  chartRef: { kind: OCIRepository, name: cilium }
`;
const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, namespace: kube-system }\n";
const helmfile = {
  "bootstrap/helmfile.yaml": "releases:\n  - { name: cilium, namespace: kube-system, chart: x/cilium }\n",
};

describe("what Flux manages passes", () => {
  test("its HelmRelease, which helmfile installed first", () =>
    expect(
      judged({ "flux/a.yaml": check("HelmRelease", "cilium", HELM), "a/hr.yaml": release, ...helmfile }),
    ).toMatchObject({ verdict: "pass", examined: 3, notices: [] }));

  test("a workload of a release that Flux adopts", () =>
    expect(judged({ "flux/a.yaml": check("DaemonSet", "cilium"), "a/hr.yaml": release, ...helmfile }).verdict).toBe(
      "pass",
    ));

  test("an object that it applies, and what an operator makes", () => {
    expect(judged({ "flux/a.yaml": check("ConfigMap", "x", "v1"), "a/x.yaml": map })).toMatchObject({
      verdict: "pass",
      remarks: [],
    });
    expect(judged({ "flux/a.yaml": check("CephCluster", "rook", "ceph.rook.io/v1"), "a/x.yaml": map })).toMatchObject({
      verdict: "pass",
      remarks: ["waited for, and made by a chart or an operator: CephCluster kube-system/rook"],
    });
  });

  test("no health check at all", () =>
    expect(judged({ "flux/x.yaml": map })).toMatchObject({ verdict: "pass", examined: 1 }));
});

describe("what only the bootstrap manages fails", () => {
  test("a workload of helmfile's release (k8s-gitops, cert-manager)", () =>
    expect(
      judged({ "flux/a.yaml": check("Deployment", "cilium-operator"), "a/x.yaml": map, ...helmfile }).findings,
    ).toMatchObject([
      {
        subject: "kustomization/flux-system/a",
        expected: "health checks of what Flux manages",
        actual:
          "it waits for Deployment kube-system/cilium-operator, which only helmfile installs (bootstrap/helmfile.yaml:2)",
        where: { file: "flux/a.yaml", line: 8, column: 7 },
      },
    ]));

  test("a HelmRelease that is not there any more", () =>
    expect(
      judged({ "flux/a.yaml": check("HelmRelease", "cilium", HELM), "a/x.yaml": map, ...helmfile }).findings,
    ).toMatchObject([
      { actual: expect.stringContaining("only helmfile installs"), because: expect.stringContaining("never passes") },
    ]));

  test("a HelmRelease that nothing defines, or that lies in another namespace", () => {
    expect(judged({ "flux/a.yaml": check("HelmRelease", "gone", HELM), "a/x.yaml": map }).findings).toMatchObject([
      {
        expected: "HelmRelease kube-system/gone, for its health check",
        actual: "nothing that Flux applies defines it",
      },
    ]);
    const elsewhere = release.replace("kube-system", "network");
    expect(
      judged({ "flux/a.yaml": check("HelmRelease", "cilium", HELM), "a/hr.yaml": elsewhere }).findings,
    ).toMatchObject([{ actual: "there is one in namespace network only", mend: "Name network." }]);
  });
});

test("another version than is applied is a warning", () =>
  expect(
    judged({ "flux/a.yaml": check("HelmRelease", "cilium", "helm.toolkit.fluxcd.io/v2beta1"), "a/hr.yaml": release }),
  ).toMatchObject({ verdict: "pass", notices: [{ severity: "warning", subject: "kustomization/flux-system/a" }] }));

test("with wait: true health checks are not looked at, which is information", () =>
  expect(
    judged({
      "flux/a.yaml": ks(
        "{ apiVersion: apps/v1, kind: DaemonSet, name: cilium, namespace: kube-system }",
        "  wait: true\n",
      ),
      "a/x.yaml": map,
      ...helmfile,
    }),
  ).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "information", where: { file: "flux/a.yaml", line: 8 } }],
  }));

describe("what is not known is unseen", () => {
  test("a name with a variable", () =>
    expect(judged({ "flux/a.yaml": check("HelmRelease", "${APP}", HELM), "a/x.yaml": map })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "kustomization/flux-system/a" }],
    }));

  test("a HelmRelease that a ResourceSet may make", () =>
    expect(
      judged({
        "flux/a.yaml": check("HelmRelease", "made", HELM),
        "a/set.yaml": "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: { name: s, namespace: x }\n",
      }),
    ).toMatchObject({ verdict: "inconclusive", findings: [] }));
});

test("nothing of Flux, no checkout, no Flux in the profile", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

test("a version that no CRD serves (k8s-gitops 9aff74f~1)", () => {
  const helmfileWith = (version: string) => ({
    "bootstrap/helmfile.yaml": `releases:\n  - name: eso\n    namespace: eso\n    chart: x/external-secrets\n    version: ${version}\n`,
  });
  const texts = { "flux/a.yaml": check("ExternalSecret", "x", "external-secrets.io/v1beta1"), "a/x.yaml": map };
  expect(judged({ ...texts, ...helmfileWith("0.16.1") }).findings).toEqual([]);
  expect(judged({ ...texts, ...helmfileWith("0.17.0") }).findings).toMatchObject([
    {
      subject: "kustomization/flux-system/a",
      expected: "external-secrets.io/v1, which helmfile's release eso/eso (0.17.0) serves",
      actual: "the health check of ExternalSecret kube-system/x asks for external-secrets.io/v1beta1",
      where: { file: "flux/a.yaml", line: 8 },
      mend: "apiVersion: external-secrets.io/v1",
    },
  ]);
});

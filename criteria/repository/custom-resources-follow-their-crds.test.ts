import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
import { profileOf } from "../testing/profile.ts";
import { checkoutOf } from "../testing/repository.ts";
import row from "./custom-resources-follow-their-crds.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const context = { profile: profileOf({ repository: "checkout", flux }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>) => judge(row, { repository: look(checkoutOf(texts)) }, context);

const ks = (name: string, more = "") => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  path: ./${name}
  sourceRef: { kind: GitRepository, name: flux-system }
${more}`;
const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: eso, namespace: secrets }
spec:
  chart: { spec: { chart: external-secrets, version: 1.0.0, sourceRef: { kind: HelmRepository, name: eso } } }
`;
const secret = (name: string) =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: ${name}, namespace: web }\nspec: {}\n`;
const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: externalsecrets.external-secrets.io }
spec: { group: external-secrets.io }
`;
const helmfile = (chart: string) => ({
  "bootstrap/helmfile.yaml": `releases:\n  - { name: a, namespace: a, chart: x/${chart}, version: 1.0.0 }\n`,
});
const core = helmfile("coredns");

describe("what is there in time passes", () => {
  test("after a dependsOn, its own or that of what applies it", () => {
    const own = { "flux/a.yaml": ks("a"), "flux/b.yaml": ks("b", "  dependsOn: [{ name: a }]\n") };
    const texts = { ...core, ...own, "a/hr.yaml": release, "b/x.yaml": secret("x") };
    expect(judged(texts)).toMatchObject({ verdict: "pass", notices: [] });
    expect(judged({ ...texts, "b/x.yaml": ks("c"), "c/x.yaml": secret("x") })).toMatchObject({
      verdict: "pass",
      notices: [],
    });
  });

  test("from the bootstrap", () =>
    expect(
      judged({
        ...helmfile("external-secrets"),
        "flux/a.yaml": ks("a"),
        "a/hr.yaml": release,
        "a/x.yaml": secret("x"),
      }),
    ).toMatchObject({ verdict: "pass", notices: [] }));

  test("with the CRD in the same build, which is applied first", () =>
    expect(judged({ ...core, "flux/a.yaml": ks("a"), "a/crd.yaml": crd, "a/x.yaml": secret("x") }).verdict).toBe(
      "pass",
    ));

  test("no custom resource but Flux's own", () =>
    expect(judged({ ...core, "flux/a.yaml": ks("a"), "a/hr.yaml": release })).toMatchObject({
      verdict: "pass",
      examined: 2,
    }));
});

describe("what never comes fails", () => {
  test("a custom resource above its provider (anton 46234b4c), with its place", () =>
    expect(
      judged({
        ...core,
        "flux/x.yaml": secret("x"),
        "flux/y.yaml": secret("y"),
        "flux/a.yaml": ks("a"),
        "a/hr.yaml": release,
      }).findings,
    ).toMatchObject([
      {
        subject: "kustomization/flux-system/flux-system",
        expected: "CRDs of external-secrets.io before it is applied",
        actual:
          "it holds ExternalSecret x and 1 more of external-secrets.io; the CRDs come with HelmRelease secrets/eso in kustomization/flux-system/a, below it",
        where: { file: "flux/x.yaml", line: 1, column: 1 },
      },
    ]));

  test("a custom resource beside the HelmRelease that brings it", () =>
    expect(
      judged({ ...core, "flux/a.yaml": ks("a"), "a/hr.yaml": release, "a/x.yaml": secret("x") }).findings,
    ).toMatchObject([
      { subject: "kustomization/flux-system/a", actual: expect.stringContaining("in the same Kustomization") },
    ]));
});

test("siblings in no order converge: information, once for a group", () =>
  expect(
    judged({
      ...core,
      "flux/a.yaml": ks("a"),
      "flux/b.yaml": ks("b"),
      "flux/c.yaml": ks("c"),
      "a/hr.yaml": release,
      "b/x.yaml": secret("x"),
      "c/x.yaml": secret("z"),
    }),
  ).toMatchObject({
    verdict: "pass",
    notices: [
      {
        severity: "information",
        subject: "kustomization/flux-system/b",
        actual: expect.stringMatching(/in no given order; so do 1 more Kustomizations$/),
        where: { file: "b/x.yaml", line: 1 },
      },
    ],
  }));

test("a group that nothing known brings is a remark", () =>
  expect(judged({ ...core, "flux/a.yaml": ks("a"), "a/x.yaml": secret("x") })).toMatchObject({
    verdict: "pass",
    remarks: ["nothing known here brings the CRDs of external-secrets.io"],
  }));

describe("where the bootstrap is not known, it is unseen", () => {
  const texts = { "flux/a.yaml": ks("a"), "a/hr.yaml": release, "a/x.yaml": secret("x") };
  test("no helmfile at all", () =>
    expect(judged(texts)).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      unseen: [{ subject: "kustomization/flux-system/a", reason: expect.stringContaining("has no helmfile") }],
    }));

  test("a release of the bootstrap whose values are not known, but not where its values file is found (anton)", () => {
    const values = '{{ requiredEnv "ROOT_DIR" }}/values/eso.yaml';
    const state = {
      "bootstrap/helmfile.yaml": `releases:\n  - name: a\n    namespace: a\n    chart: x/external-secrets\n    version: 1.0.0\n    values: ['${values}']\n`,
    };
    expect(judged({ ...texts, ...state })).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      unseen: [{ reason: expect.stringContaining("are not known whole") }],
    });
    expect(judged({ ...texts, ...state, "values/eso.yaml": "installCRDs: true\n" }).verdict).toBe("pass");
    expect(judged({ ...texts, ...state, "values/eso.yaml": "installCRDs: false\n" }).verdict).toBe("fail");
  });

  test("a CRD state with a chart that is not known", () =>
    expect(
      judged({
        ...texts,
        "bootstrap/crds.yaml":
          "helmDefaults: { args: [--include-crds] }\nreleases:\n  - { name: a, namespace: a, chart: x/own-crds, version: 1.0.0 }\n",
      }),
    ).toMatchObject({ verdict: "inconclusive", unseen: [{ reason: expect.stringContaining("may bring CRDs") }] }));
});

test("nothing of Flux, no checkout, no Flux in the profile", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

describe("finer points", () => {
  const eso = { "flux/a.yaml": ks("a"), "a/hr.yaml": release };
  const counted = (texts: Record<string, string>) => {
    const { verdict, examined, remarks, notices = [], findings } = judged({ ...core, ...texts });
    return [verdict, examined, remarks.length, notices.length, findings.length];
  };

  test("Kubernetes' own groups and Flux's need no CRD; a group that only looks like one does", () => {
    const object = (apiVersion: string) =>
      counted({ "flux/x.yaml": `apiVersion: ${apiVersion}\nkind: X\nmetadata: { name: x }\n` });
    for (const own of [
      "v1",
      "apps/v1",
      "rbac.authorization.k8s.io/v1",
      "metrics.k8s.io/v1",
      "builtin/v1",
      "source.toolkit.fluxcd.io/v1",
      "fluxcd.controlplane.io/v1",
    ])
      expect(object(own)).toEqual(["pass", 1, 0, 0, 0]);
    for (const other of ["my.apps/v1", "gateway.networking.k8s.io/v1", "x.metrics.k8s.io/v1", "toolkit.fluxcd.io.x/v1"])
      expect(object(other)).toEqual(["pass", 1, 1, 0, 0]);
  });

  test("resources that the bootstrap's CRDs are there for are counted, each", () =>
    expect(
      counted({ ...helmfile("external-secrets"), "flux/x.yaml": secret("x"), "flux/y.yaml": secret("y") }),
    ).toEqual(["pass", 3, 0, 0, 0]));

  test("a HelmRelease that leaves its CRDs out brings none; a chart that is not known neither", () => {
    const off = release.replace("spec:\n", "spec:\n  values: { installCRDs: false }\n");
    expect(counted({ "flux/a.yaml": ks("a"), "a/hr.yaml": off, "a/x.yaml": secret("x") })).toEqual([
      "pass",
      2,
      1,
      0,
      0,
    ]);
    expect(
      counted({
        "flux/a.yaml": ks("a"),
        "a/hr.yaml": release.replace("chart: external-secrets", "chart: other"),
        "a/x.yaml": secret("x"),
      })[2],
    ).toBe(1);
  });

  test("a manifest that a build fetches brings them in time for itself", () => {
    const fetched = {
      "flux/a.yaml": ks("a"),
      "a/kustomization.yaml": "resources: [x.yaml, https://x/external-secrets/crds.yaml]\n",
      "a/x.yaml": secret("x"),
    };
    expect(counted(fetched)).toEqual(["pass", 3, 0, 0, 0]);
  });

  test("a dependsOn leads there through others, through parents, to what lies above the provider; circles end", () => {
    const b = (on: string) => ({
      ...eso,
      "flux/b.yaml": ks("b", `  dependsOn: [{ name: ${on} }]\n`),
      "b/x.yaml": secret("x"),
      "flux/c.yaml": ks("c", "  dependsOn: [{ name: a }]\n"),
      "c/m.yaml": "a: 1",
    });
    expect(counted(b("a"))[3]).toBe(0);
    expect(counted(b("c"))[3]).toBe(0);
    expect(counted(b("gone"))[3]).toBe(1);
    expect(counted({ ...b("d"), "flux/d.yaml": ks("d", "  dependsOn: [{ name: b }]\n"), "d/m.yaml": "a: 1" })[3]).toBe(
      1,
    );
    const above = {
      "flux/a.yaml": ks("a"),
      "a/i.yaml": ks("i"),
      "i/hr.yaml": release,
      "flux/b.yaml": ks("b", "  dependsOn: [{ name: a }]\n"),
      "b/x.yaml": secret("x"),
    };
    expect(counted(above)[3]).toBe(0);
  });

  test("below its provider it comes in time; one group in order says nothing of another's disorder", () => {
    expect(counted({ "flux/hr.yaml": release, "flux/b.yaml": ks("b"), "b/x.yaml": secret("x") })).toEqual([
      "pass",
      3,
      0,
      0,
      0,
    ]);
    const one = judged({ ...core, ...eso, "flux/b.yaml": ks("b"), "b/x.yaml": secret("x") }).notices;
    expect(one).toMatchObject([
      {
        actual:
          "ExternalSecret x: the CRDs come with HelmRelease secrets/eso in kustomization/flux-system/a, in no given order",
      },
    ]);
  });

  test("a chart of the CRD state that is not known, a URL that is not; other unknown charts do not blind", () => {
    const own = { ...eso, "a/x.yaml": secret("x") };
    expect(judged({ ...own, ...helmfile("never-seen") }).findings).toHaveLength(1);
    expect(judged({ ...own, ...core, "a.sh": "kubectl apply -f https://x/operator.yaml\n" })).toMatchObject({
      findings: [],
      unseen: [{ reason: expect.stringContaining("https://x/operator.yaml (a.sh:1) may bring") }],
    });
  });
});

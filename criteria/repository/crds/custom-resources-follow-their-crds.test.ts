import { describe, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
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
    const own = { "flux/a.yaml": ks("a", "  wait: true\n"), "flux/b.yaml": ks("b", "  dependsOn: [{ name: a }]\n") };
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
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

describe("a dependency that waits for nothing is a warning", () => {
  const own = { "flux/a.yaml": ks("a"), "flux/b.yaml": ks("b", "  dependsOn: [{ name: a }]\n") };

  test("where a HelmRelease brings the CRDs (k8s-gitops 8c3e5de~1), told once for a group", () => {
    const more = { "flux/c.yaml": ks("c", "  dependsOn: [{ name: b }]\n"), "c/y.yaml": secret("y") };
    expect(judged({ ...core, ...own, ...more, "a/hr.yaml": release, "b/x.yaml": secret("x") })).toMatchObject({
      verdict: "pass",
      notices: [
        {
          severity: "warning",
          subject: "kustomization/flux-system/b",
          expected: "wait: true or health checks in kustomization/flux-system/a (flux/a.yaml:1)",
          actual:
            "ExternalSecret x: it depends on it for HelmRelease secrets/eso, and it does not wait for that; so do 1 more Kustomizations",
          where: { file: "b/x.yaml", line: 1 },
          mend: "Write wait: true into kustomization/flux-system/a.",
        },
      ],
    });
  });

  test("but not where the CRDs themselves are applied, or health checks stand", () => {
    expect(judged({ ...core, ...own, "a/crd.yaml": crd, "b/x.yaml": secret("x") }).notices).toEqual([]);
    const checked = ks("a", "  healthChecks: [{ apiVersion: apps/v1, kind: Deployment, name: x, namespace: y }]\n");
    const texts = { ...core, ...own, "flux/a.yaml": checked, "a/hr.yaml": release, "b/x.yaml": secret("x") };
    expect(judged(texts).notices).toEqual([]);
  });
});

describe("a version that no CRD serves fails", () => {
  const beta = secret("x").replace("/v1\n", "/v1beta1\n");
  const bootstrap = (version: string, values = "") => ({
    "bootstrap/helmfile.yaml": `releases:\n  - name: eso\n    namespace: eso\n    chart: x/external-secrets\n    version: ${version}\n${values}`,
  });

  test("of external-secrets since 0.17 (k8s-gitops 7f1d210~1), each file with its place", () =>
    expect(judged({ ...bootstrap("0.20.3"), "flux/x.yaml": beta }).findings).toEqual([
      {
        subject: "externalsecret/web/x",
        expected: "external-secrets.io/v1, which helmfile's release eso/eso (0.20.3) serves",
        actual: "ExternalSecret x asks for external-secrets.io/v1beta1",
        where: { file: "flux/x.yaml", line: 1, column: 1 },
        because: expect.stringContaining("no such version"),
        mend: "apiVersion: external-secrets.io/v1",
      },
    ]));

  test("of files that nothing applies yet it is information, once (k8s-gitops 9aff74f~1)", () =>
    expect(
      judged({
        ...bootstrap("0.20.3"),
        "flux/a.yaml": ks("a"),
        "a/x.yaml": "a: 1\n",
        "b/x.yaml": beta,
        "b/y.yaml": beta,
      }),
    ).toMatchObject({
      verdict: "pass",
      notices: [
        {
          severity: "information",
          subject: "externalsecret/x",
          actual: "ExternalSecret x asks for external-secrets.io/v1beta1, and 1 more; nothing applies it yet",
          where: { file: "b/x.yaml", line: 1 },
        },
      ],
    }));

  test("and not where the version serves it, is switched on, is not known, or comes from two charts", () => {
    const on = "    values: [{ crds: { unsafeServeV1Beta1: true } }]\n";
    for (const texts of [
      bootstrap("0.16.2"),
      bootstrap("1.3.1", on),
      bootstrap("'{{ .Values.v }}'"),
      { ...bootstrap("0.20.3"), "flux/hr.yaml": release.replace("1.0.0", "0.16.0") },
    ])
      expect(judged({ ...texts, "flux/x.yaml": beta }).findings).toEqual([]);
    expect(judged({ ...bootstrap("0.15.0"), "flux/x.yaml": secret("x") }).findings).toMatchObject([
      {
        expected: expect.stringContaining("external-secrets.io/v1beta1"),
        mend: "apiVersion: external-secrets.io/v1beta1",
      },
    ]);
  });

  test("Flux's own versions by the artifact of its manifests: what an old Flux still serves is no doubt (Ramblurr)", () => {
    const old = release.replace("helm.toolkit.fluxcd.io/v2\n", "helm.toolkit.fluxcd.io/v2beta2\n");
    const flux = (tag: string) =>
      `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: flux-manifests, namespace: flux-system }\nspec: { url: oci://ghcr.io/fluxcd/flux-manifests, ref: { tag: ${tag} } }\n`;
    const of = (tag: string) => judged({ ...core, "flux/f.yaml": flux(tag), "flux/hr.yaml": old });
    const said = /a version of HelmRelease|HelmRelease .* asks for helm.toolkit.fluxcd.io\/v2beta2/;
    const words = ({ findings, notices = [] }: ReturnType<typeof of>) =>
      [...findings, ...notices].filter(({ expected, actual }) => said.test(`${expected} ${actual}`)).length;
    expect(words(of("v2.2.3"))).toBe(0);
    expect(words(of("v2.8.0@sha256:abc"))).toBe(1);
    expect(of("v2.8.0").findings).toHaveLength(1);
    expect(words(of("latest"))).toBe(1);
  });

  test("of a CRD that Flux applies, where no chart brings another", () => {
    const served = (v1: boolean) =>
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: things.x.io }\nspec:\n  group: x.io\n  names: { kind: Thing }\n  versions: [{ name: v1, served: ${v1} }, { name: v2, served: true }]\n`;
    const thing = "apiVersion: x.io/v1\nkind: Thing\nmetadata: { name: t, namespace: web }\n";
    expect(judged({ ...core, "flux/crd.yaml": served(true), "flux/t.yaml": thing }).findings).toEqual([]);
    expect(judged({ ...core, "flux/crd.yaml": served(false), "flux/t.yaml": thing }).findings).toMatchObject([
      { expected: "x.io/v2, which flux/crd.yaml:1 serves", actual: "Thing t asks for x.io/v1" },
    ]);
  });

  test("of Flux, by the version of its distribution", () => {
    const instance = (version: string) => ({
      "bootstrap/helmfile.yaml": `releases:\n  - name: flux-instance\n    namespace: flux-system\n    chart: x/flux-instance\n    version: 1.0.0\n    values: [{ instance: { distribution: { version: ${version} } } }]\n`,
    });
    const old = release.replace("helm.toolkit.fluxcd.io/v2", "helm.toolkit.fluxcd.io/v2beta2");
    expect(judged({ ...instance("2.8.x"), "flux/hr.yaml": old }).findings).toMatchObject([
      { expected: "helm.toolkit.fluxcd.io/v2, which Flux (2.8.x) serves", where: { file: "flux/hr.yaml", line: 1 } },
    ]);
    for (const version of ["2.7.5", "2.6.0", '"2.x"'])
      expect(judged({ ...instance(version), "flux/hr.yaml": old }).findings).toEqual([]);
  });
});

describe("a field that no CRD of Flux has fails", () => {
  test("validate of a Kustomization (k8s-gitops 708fe3a~1), wait of a HelmRelease (d66fa72~1)", () => {
    expect(judged({ ...core, "flux/a.yaml": ks("a", "  validate: client\n"), "a/x.yaml": "a: b\n" }).findings).toEqual([
      {
        subject: "kustomization/flux-system/a",
        expected: "a field of Kustomization (kustomize.toolkit.fluxcd.io/v1)",
        actual: "spec.validate, which its CRD does not have",
        where: { file: "flux/a.yaml", line: 7, column: 3 },
        because: expect.stringContaining("field not declared in schema"),
        mend: "Remove validate.",
      },
    ]);
    expect(judged({ ...core, "flux/a.yaml": ks("a", "  waitt: true\n"), "a/x.yaml": "a: b\n" }).findings).toMatchObject(
      [{ mend: "Write wait, or remove it." }],
    );
    expect(judged({ ...core, "flux/hr.yaml": `${release}  wait: true\n` }).findings).toMatchObject([
      { subject: "helmrelease/secrets/eso", actual: "spec.wait, which its CRD does not have" },
    ]);
  });

  test("told once, though two Kustomizations build the file; nothing is said of versions that are not known", () => {
    const two = { "flux/a.yaml": ks("a"), "flux/b.yaml": ks("b").replace("./b", "./a") };
    expect(judged({ ...core, ...two, "a/hr.yaml": `${release}  wait: true\n` }).findings).toHaveLength(1);
    const old = `${release}  wait: true\n`.replace("/v2\n", "/v2beta2\n");
    expect(judged({ ...core, "flux/hr.yaml": old }).findings).toEqual([]);
  });

  test("a newer Flux than the list is of may know the field", () => {
    const of = (version: string) =>
      judged({
        "bootstrap/helmfile.yaml": `releases:\n  - name: flux-instance\n    namespace: flux-system\n    chart: x/flux-instance\n    version: 1.0.0\n    values: [{ instance: { distribution: { version: ${version} } } }]\n`,
        "flux/hr.yaml": `${release}  wait: true\n`,
      }).findings;
    expect(of("2.9.1")).toHaveLength(1);
    expect([...of("2.99.0"), ...of("3.0.x")]).toEqual([]);
  });
});

describe("finer points", () => {
  const eso = { "flux/a.yaml": ks("a", "  wait: true\n"), "a/hr.yaml": release };
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
      "a/i.yaml": ks("i", "  wait: true\n"),
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

test("a name that the API server takes of no object (tholinka 74be0312a); a role's may have colons", () => {
  const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: web }\n`;
  const told = (text: string) => judged({ "flux/a.yaml": ks("a"), "a/x.yaml": text }).findings;
  expect(told(map("cluster_secrets"))).toMatchObject([
    { actual: "it is called cluster_secrets", mend: "Write cluster-secrets.", where: { file: "a/x.yaml", line: 3 } },
  ]);
  expect(told(map("cluster-secrets.v1"))).toEqual([]);
  expect(told(map('"${NAME}_x"'))).toEqual([]);
  const role = map("system:Read").replace("v1", "rbac.authorization.k8s.io/v1").replace("ConfigMap", "Role");
  expect(told(role)).toEqual([]);
});

import { describe, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
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

test("what a Kustomization makes out of an artifact that is not seen, is not known", () => {
  const artifact = check("HelmRelease", "cilium", HELM).replace("kind: GitRepository", "kind: ExternalArtifact");
  expect(judged({ "flux/a.yaml": artifact, ...helmfile })).toMatchObject({
    verdict: "inconclusive",
    findings: [],
    unseen: [
      {
        subject: "kustomization/flux-system/a",
        reason:
          "whether it makes HelmRelease kube-system/cilium, which it waits for, is not seen: its source is an ExternalArtifact, which this checkout does not show",
      },
    ],
  });
});

test("another version than is applied is information", () =>
  expect(
    judged({ "flux/a.yaml": check("HelmRelease", "cilium", "helm.toolkit.fluxcd.io/v2beta1"), "a/hr.yaml": release }),
  ).toMatchObject({ verdict: "pass", notices: [{ severity: "information", subject: "kustomization/flux-system/a" }] }));

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
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

test("a version that no CRD serves is no fault: Flux asks by group and kind alone", () => {
  const eso = {
    "bootstrap/helmfile.yaml":
      "releases:\n  - name: eso\n    namespace: eso\n    chart: x/external-secrets\n    version: 0.17.0\n",
  };
  const secret =
    "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: x, namespace: kube-system }\n";
  const old = check("ExternalSecret", "x", "external-secrets.io/v1beta1");
  expect(judged({ ...eso, "flux/a.yaml": old, "a/x.yaml": secret })).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "information", expected: "external-secrets.io/v1, as a/x.yaml:1 has it" }],
  });
});

describe("finer points", () => {
  const all = (texts: Record<string, string>) => {
    const { verdict, examined, remarks, findings } = judged({ "a/x.yaml": map, ...texts });
    return [verdict, examined, remarks, findings.length];
  };
  const made = (words: string) => ["pass", 3, [`waited for, and made by a chart or an operator: ${words}`], 0];

  test("what a chart or an operator makes, once each", () => {
    const twice = ks(
      "{ apiVersion: apps/v1, kind: Deployment, name: x }\n    - { apiVersion: apps/v1, kind: Deployment, name: x }",
    );
    expect(all({ "flux/a.yaml": twice })).toEqual([
      "pass",
      4,
      ["waited for, and made by a chart or an operator: Deployment x"],
      0,
    ]);
    expect(all({ "flux/a.yaml": check("Deployment", "x") })).toEqual(made("Deployment kube-system/x"));
  });

  test("a workload is of helmfile's release by its name, its namespace and its kind", () => {
    for (const [kind, name, api] of [
      ["Job", "cilium", "apps/v1"],
      ["Deployment", "cilium", "x/v1"],
      ["Deployment", "ciliumx", "apps/v1"],
      ["Deployment", "my-cilium", "apps/v1"],
    ] as const)
      expect(all({ "flux/a.yaml": check(kind, name, api), ...helmfile })).toEqual(made(`${kind} kube-system/${name}`));
    for (const kind of ["Deployment", "DaemonSet", "StatefulSet"])
      expect(all({ "flux/a.yaml": check(kind, "cilium"), ...helmfile })[3]).toBe(1);
    expect(
      all({
        "flux/a.yaml": check("Deployment", "cilium").replace("namespace: kube-system }\n", "namespace: other }\n"),
        ...helmfile,
      })[3],
    ).toBe(0);
    expect(all({ "flux/a.yaml": ks("{ apiVersion: apps/v1, kind: Deployment, name: cilium }"), ...helmfile })[3]).toBe(
      1,
    );
    expect(all({ "flux/a.yaml": check("HelmRelease", "cilium-operator", HELM), ...helmfile })[3]).toBe(1);
    const optional = {
      "bootstrap/helmfile.yaml":
        "releases:\n  - { name: cilium, namespace: kube-system, chart: x/cilium, installed: false }\n",
    };
    expect(all({ "flux/a.yaml": check("Deployment", "cilium"), ...optional })[3]).toBe(0);
    const rendered = {
      "bootstrap/helmfile.yaml": `helmDefaults: { args: [--include-crds] }\n${helmfile["bootstrap/helmfile.yaml"]}`,
    };
    expect(all({ "flux/a.yaml": check("Deployment", "cilium"), ...rendered })[3]).toBe(0);
  });

  test("a HelmRelease of the same Kustomization, or below it, may name its workloads otherwise", () => {
    const own = release.replace("name: cilium,", "name: network,").replace("spec:\n", "spec:\n  releaseName: net\n");
    expect(all({ "flux/a.yaml": check("Deployment", "cilium"), "a/hr.yaml": own, ...helmfile })[3]).toBe(0);
    expect(all({ "flux/a.yaml": check("Deployment", "cilium"), "flux/hr.yaml": own, ...helmfile })[3]).toBe(1);
    const elsewhere = own.replace("namespace: kube-system", "namespace: other");
    expect(all({ "flux/a.yaml": check("Deployment", "cilium"), "a/hr.yaml": elsewhere, ...helmfile })[3]).toBe(1);
    const below = ks("{}")
      .replace("name: a,", "name: b,")
      .replace("./a", "./b")
      .replace(/ {2}healthChecks:[\s\S]*/, "");
    expect(
      all({ "flux/a.yaml": check("Deployment", "cilium"), "a/b.yaml": below, "b/hr.yaml": own, ...helmfile })[3],
    ).toBe(0);
  });

  test("what a FluxInstance makes is there; a name is that of its kind, group and namespace", () => {
    const source = (name: string, more = "") =>
      ks(`{ apiVersion: source.toolkit.fluxcd.io/v1, kind: GitRepository, name: ${name}${more} }`);
    expect([
      all({ "flux/a.yaml": source("flux-system") })[3],
      all({ "flux/a.yaml": source("flux-system", ", namespace: other") })[3],
      all({ "flux/a.yaml": source("other") })[3],
    ]).toEqual([0, 1, 1]);
    expect(judged({ "flux/a.yaml": check("ConfigMap", "x", "v2"), "a/x.yaml": map }).notices).toMatchObject([
      {
        expected: "v1, as a/x.yaml:1 has it",
        actual: "the health check of ConfigMap kube-system/x asks for v2",
        where: { line: 8 },
      },
    ]);
    expect(all({ "flux/a.yaml": check("ConfigMap", "x", "g/v1") })).toEqual(made("ConfigMap kube-system/x"));
    const placeless = { "flux/a.yaml": ks("{ apiVersion: v1, kind: ConfigMap, name: x }"), "a/x.yaml": map };
    expect(judged(placeless).findings).toMatchObject([
      { actual: "it names none", mend: "Add namespace: kube-system." },
    ]);
    const bare = release.replace(", namespace: kube-system", "");
    expect(judged({ "flux/a.yaml": check("HelmRelease", "cilium", HELM), "a/hr.yaml": bare }).findings).toMatchObject([
      { actual: "there is one without a namespace only", mend: "Correct the name." },
    ]);
  });

  test("each word of a check may hold a variable", () => {
    for (const item of [
      "apiVersion: '${X}', kind: A, name: b",
      "apiVersion: v1, kind: '${X}', name: b",
      "apiVersion: v1, kind: A, name: b, namespace: '${X}'",
    ])
      expect(judged({ "flux/a.yaml": ks(`{ ${item} }`), "a/x.yaml": map }).unseen).toHaveLength(1);
  });

  test("how many checks wait: true leaves out", () => {
    const of = (checks: string, more = "  wait: true\n") =>
      judged({ "flux/a.yaml": ks(checks, more), "a/x.yaml": map }).notices?.map(({ actual }) => actual);
    expect(of("{ apiVersion: v1, kind: A, name: b }")).toEqual(["both: its 1 health check is not looked at"]);
    expect(of("{ apiVersion: v1, kind: A, name: b }\n    - { apiVersion: v1, kind: A, name: c }")).toEqual([
      "both: its 2 health checks are not looked at",
    ]);
    expect(of("{ apiVersion: v1, kind: A, name: b }", "  wait: false\n")).toEqual([]);
  });
});

describe("health expressions", () => {
  const expressions = (spec: string, name = "a") =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { path: ./a, healthCheckExprs: [{ apiVersion: v1, kind: ConfigMap, current: 'true' }], ${spec} }\n`;
  const notices = (texts: Record<string, string>) => judged({ "a/map.yaml": map, ...texts }).notices ?? [];

  test("that nothing evaluates are a warning, told once for all Kustomizations that have them", () => {
    const [one, ...more] = notices({
      "flux/a.yaml": expressions("prune: true"),
      "flux/b.yaml": expressions("prune: true", "b"),
    });
    expect(one).toMatchObject({
      severity: "warning",
      expected: "wait: true, or a health check of a ConfigMap",
      actual: "an expression for ConfigMap that nothing evaluates; so have 1 more Kustomizations",
    });
    expect(more).toEqual([]);
  });

  test("are evaluated of what is waited for", () => {
    expect(notices({ "flux/a.yaml": expressions("wait: true") })).toEqual([]);
    const checks = "healthChecks: [{ apiVersion: v1, kind: ConfigMap, name: x, namespace: kube-system }]";
    expect(notices({ "flux/a.yaml": expressions(checks) })).toEqual([]);
    expect(
      notices({ "flux/a.yaml": expressions("wait: true").replace("kind: ConfigMap", "kind: Secret") }),
    ).toMatchObject([{ expected: "a Secret among what it applies" }]);
  });
});

test("expressions that Flux cannot evaluate, or that are of another version than the object", () => {
  const told = (expression: string) =>
    judged({
      "flux/a.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a, namespace: flux-system }\nspec: { path: ./a, wait: true, healthCheckExprs: [${expression}] }\n`,
      "a/map.yaml": map,
    }).notices?.map(({ severity, actual }) => `${severity}: ${actual}`);
  expect(told("{ apiVersion: v1, kind: ConfigMap, failed: 'true' }")).toEqual(["warning: there is none"]);
  const expression = (text: string) => `{ apiVersion: v1, kind: ConfigMap, current: "${text}" }`;
  expect(told(expression("data.a.filter(e, e == 'x')"))).toEqual([]);
  expect(told(expression("data.a.all(e, e == ')' && has(e.b[0]))"))).toEqual([]);
  expect(told(expression("data.a.filter(e, e == 'x'"))).toEqual(["warning: its brackets or quotes do not match"]);
  expect(told(expression("data.a == 'x"))).toEqual(["warning: its brackets or quotes do not match"]);
  expect(told("{ apiVersion: v2, kind: ConfigMap, current: 'true' }")).toEqual(["warning: they are for v2"]);
});

test("a version that many checks forgot is told once, with their number (lenaxia)", () => {
  const named = (name: string) =>
    check("HelmRelease", name, "helm.toolkit.fluxcd.io/v2beta1").replace("name: a,", `name: ks-${name},`);
  const hr = (name: string) => release.replace("name: cilium,", `name: ${name},`);
  const all = ["one", "two", "three"];
  const texts = Object.fromEntries(
    all.flatMap((name) => [
      [`flux/${name}.yaml`, named(name).replace("./a", `./${name}`)],
      [`${name}/hr.yaml`, hr(name)],
    ]),
  );
  expect(judged(texts).notices).toMatchObject([
    { severity: "information", actual: expect.stringMatching(/v2beta1; 2 more like it: kustomization\//) },
  ]);
});

import { describe, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./dependencies-resolve.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const context = { profile: profileOf({ repository: "checkout", flux }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>) => judge(row, { repository: look(checkoutOf(texts)) }, context);

const ks = (name: string, path: string, more = "") => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  path: ${path}
  sourceRef: { kind: GitRepository, name: flux-system }
${more}`;
const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, namespace: x }\n";
const release = (name: string, namespace: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name} }
spec:
  chartRef: { kind: OCIRepository, name: ${name}, namespace: ${namespace} }
`;
const oci = (name: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: ${name} }\nspec: { url: oci://r/${name} }\n`;
const healthy = {
  "flux/apps.yaml": ks("apps", "./apps"),
  "apps/kustomization.yaml": "namespace: web\nresources: [a]\n",
  "apps/a/kustomization.yaml": "resources: [hr.yaml, oci.yaml]\n",
  "apps/a/hr.yaml": release("a", "web"),
  "apps/a/oci.yaml": oci("a"),
};

test("what resolves after the namespace transformer passes", () =>
  expect(judged(healthy)).toMatchObject({ verdict: "pass", findings: [], unseen: [] }));

describe("what does not resolve", () => {
  test("a dependsOn that nothing defines, with its line", () =>
    expect(
      judged({ ...healthy, "flux/apps.yaml": ks("apps", "./apps", "  dependsOn: [{ name: gone }]\n") }).findings,
    ).toMatchObject([
      {
        subject: "kustomization/flux-system/apps",
        expected: "Kustomization flux-system/gone",
        actual: "nothing defines it",
        where: { file: "flux/apps.yaml", line: 7, column: 15 },
      },
    ]));

  test("a chartRef in another namespace", () =>
    expect(judged({ ...healthy, "apps/a/hr.yaml": release("a", "flux-system") }).findings).toMatchObject([
      { subject: "helmrelease/web/a", actual: "there is one in namespace web only", mend: "Name its namespace: web." },
    ]));

  test("a path and a resource that are not there, a duplicate", () => {
    expect(judged({ "flux/apps.yaml": ks("apps", "./nowhere") }).findings).toMatchObject([
      { expected: "a folder nowhere with manifests", actual: "no such folder", where: { line: 5 } },
    ]);
    expect(judged({ ...healthy, "apps/kustomization.yaml": "resources:\n  - a\n  - b\n" }).findings[0]).toMatchObject({
      expected: "a file or folder apps/b",
      where: { file: "apps/kustomization.yaml", line: 3 },
    });
    expect(
      judged({ ...healthy, "apps/a/hr.yaml": `${release("a", "web")}---\n${oci("a")}` }).findings[0],
    ).toMatchObject({
      expected: "one OCIRepository web/a",
    });
  });

  test("a source that is not there", () =>
    expect(
      judged({
        "flux/apps.yaml": ks("apps", "./apps").replace("name: flux-system }\n", "name: other }\n"),
        "apps/a.yaml": map,
      }).findings,
    ).toMatchObject([
      { expected: "GitRepository flux-system/other", because: "It is never found: nothing of it is applied." },
    ]));
});

describe("circles", () => {
  test("of dependsOn, told once", () => {
    const { findings } = judged({
      "flux/a.yaml": ks("a", "./a", "  dependsOn: [{ name: b }]\n"),
      "flux/b.yaml": ks("b", "./b", "  dependsOn: [{ name: a }]\n"),
      "a/x.yaml": map,
      "b/x.yaml": map.replaceAll("x", "z"),
    });
    expect(findings).toMatchObject([
      { actual: "kustomization/flux-system/a → kustomization/flux-system/b → kustomization/flux-system/a" },
    ]);
  });

  test("a dependency on its own descendant (k8s-gitops faf5c9d)", () =>
    expect(
      judged({
        "flux/a.yaml": ks("a", "./a", "  dependsOn: [{ name: b }]\n"),
        "a/b.yaml": ks("b", "./b"),
        "b/x.yaml": map,
      }).findings,
    ).toMatchObject([{ actual: "dependsOn kustomization/flux-system/b, which its own path creates" }]));

  test("on a parent: wrong only where the parent waits", () => {
    const texts = (wait: boolean) => ({
      "flux/a.yaml": ks("a", "./a", `  wait: ${wait}\n`),
      "a/b.yaml": ks("b", "./b", "  dependsOn: [{ name: a }]\n"),
      "b/x.yaml": map,
    });
    expect(judged(texts(true)).findings).toMatchObject([{ subject: "kustomization/flux-system/b" }]);
    expect(judged(texts(false)).verdict).toBe("pass");
  });
});

describe("what is not known is unseen, never missing", () => {
  test("a path with a variable", () =>
    expect(judged({ "flux/a.yaml": ks("a", "./clusters/${NAME}") })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "kustomization/flux-system/a" }],
    }));

  test("a name that a ResourceSet may make", () =>
    expect(
      judged({
        "flux/a.yaml": ks("a", "./a", "  dependsOn: [{ name: made }]\n"),
        "a/set.yaml": "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: { name: s, namespace: x }\n",
      }),
    ).toMatchObject({ verdict: "inconclusive", findings: [] }));

  test("a substituted path resolves", () =>
    expect(
      judged({
        "flux/a.yaml": ks("a", "./a", "  postBuild: { substitute: { NAME: one } }\n"),
        "a/b.yaml": ks("b", "./clusters/${NAME}"),
        "clusters/one/x.yaml": map,
      }).verdict,
    ).toBe("pass"));
});

test("what no entry point reaches is information", () =>
  expect(judged({ ...healthy, "old/ks.yaml": ks("old", "./apps") }).notices).toMatchObject([
    { severity: "information", subject: "file/old/ks.yaml" },
  ]));

test("nothing of Flux, no checkout, no Flux in the profile", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

test("a second way in that a task applies in the bootstrap brings objects too (gavinmcfall/home-ops)", () => {
  const source =
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: flux-system, namespace: flux-system }\nspec: { url: https://x/y, ref: { branch: main } }\n";
  const texts = {
    ...healthy,
    "apps/a/hr.yaml": release("a", "flux-system"),
    "apps/a/kustomization.yaml": "resources: [hr.yaml]\n",
    "k/repositories/oci.yaml": oci("a").replace("name: a }", "name: a, namespace: flux-system }"),
    "k/config/cluster.yaml": `${source}---\n${ks("cluster", "./k")}`,
  };
  expect(judged(texts).findings).toMatchObject([{ subject: "helmrelease/web/a" }]);
  const Taskfile = (line: string) => `version: "3"\ntasks:\n  bootstrap:\n    cmds: ["${line}"]\n`;
  expect(judged({ ...texts, "Taskfile.yaml": Taskfile("kubectl apply --kustomize {{.DIR}}/k/config") })).toMatchObject({
    verdict: "pass",
    findings: [],
  });
  expect(judged({ ...texts, "Taskfile.yaml": Taskfile("kubectl get -k {{.DIR}}/k/config") }).verdict).toBe("fail");
});

describe("the namespace of what is applied", () => {
  const lost = (more = "") => ({
    "flux/apps.yaml": ks("apps", "./apps", more),
    "apps/kustomization.yaml": "resources: [s.yaml]\n",
    "apps/s.yaml": oci("a"),
  });

  test("a Flux kind that nothing gives one is refused, and its whole Kustomization with it (wcygan/anton 58d8cd12)", () =>
    expect(judged(lost()).findings).toMatchObject([
      {
        subject: "kustomization/flux-system/apps",
        expected: "a namespace of OCIRepository a",
        because: "Flux applies nothing of this Kustomization: namespace not specified.",
        where: { file: "apps/s.yaml", line: 3 },
      },
    ]));

  test("targetNamespace gives it; a component of the Kustomization has that of the folder's file (rafaribe/home-ops)", () => {
    expect(judged(lost("  targetNamespace: web\n")).verdict).toBe("pass");
    const component = {
      ...lost("  components: [../parts]\n"),
      "apps/kustomization.yaml": "namespace: web\nresources: []\n",
      "parts/kustomization.yaml":
        "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nresources: [s.yaml]\n",
      "parts/s.yaml": oci("a"),
    };
    expect(judged(component)).toMatchObject({ verdict: "pass", findings: [] });
  });

  test("a transformer written in the list gives it (JJGadgets/Biohazard); one that is not imitated leaves it unseen", () => {
    const inline = (kind: string) =>
      `resources: [s.yaml]\ntransformers:\n  - |-\n    apiVersion: builtin\n    kind: ${kind}\n    unsetOnly: true\n    metadata: { name: x, namespace: web }\n`;
    expect(judged({ ...lost(), "apps/kustomization.yaml": inline("NamespaceTransformer") }).verdict).toBe("pass");
    expect(judged({ ...lost(), "apps/kustomization.yaml": inline("Other") })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ reason: "the namespace of OCIRepository a may come from apps/kustomization.yaml:2" }],
    });
  });
});

describe("what is counted and named", () => {
  test("Kustomizations, sources and dependencies", () => {
    expect(judged(healthy).examined).toBe(4);
    expect(
      judged({ ...healthy, "apps/a/hr.yaml": `${release("a", "web")}  dependsOn: [{ name: a }]\n` }),
    ).toMatchObject({ examined: 5, findings: [{ actual: "helmrelease/web/a → helmrelease/web/a" }] });
  });

  test("a release's dependency that nothing defines, or that another cluster's files do", () => {
    const depends = { ...healthy, "apps/a/hr.yaml": `${release("a", "web")}  dependsOn: [{ name: gone }]\n` };
    expect(judged(depends).findings).toMatchObject([
      {
        subject: "helmrelease/web/a",
        expected: "HelmRelease web/gone",
        because: "It is never found: the release is never installed.",
        mend: "Correct the name, or add what it names.",
      },
    ]);
    expect(judged({ ...depends, "old/hr.yaml": release("gone", "web") }).findings).toMatchObject([
      { actual: "only old/hr.yaml defines it, which this cluster does not build" },
    ]);
  });

  test("names are those of their kind; an object without a namespace is told so", () => {
    const of = (more: Record<string, string>) =>
      judged({
        "flux/apps.yaml": ks("apps", "./apps", "  dependsOn: [{ name: x, namespace: x }]\n"),
        "apps/m.yaml": map,
        ...more,
      }).findings;
    expect(of({})).toMatchObject([{ actual: "nothing defines it" }]);
    const bare = ks("x", "./x")
      .replace(", namespace: flux-system }\nspec", " }\nspec")
      .replace("sourceRef: { kind: GitRepository, name: flux-system }\n", "prune: true\n");
    expect(of({ "flux/x.yaml": bare, "x/m.yaml": map.replaceAll("x", "y") })).toMatchObject([
      { expected: "a namespace of Kustomization x" },
      { actual: "there is one without a namespace only", mend: "Correct the name, or add what it names." },
    ]);
  });

  test("a dependency on a Kustomization beside it resolves, by name and namespace", () => {
    const texts = {
      "flux/a.yaml": ks("a", "./a", "  dependsOn: [{ name: b }]\n"),
      "flux/b.yaml": ks("b", "./b"),
      "a/x.yaml": map,
      "b/x.yaml": map.replaceAll("x", "y"),
    };
    expect(judged(texts)).toMatchObject({ verdict: "pass", examined: 6 });
    const elsewhere = {
      ...texts,
      "flux/b.yaml": ks("b", "./b")
        .replace("namespace: flux-system", "namespace: other")
        .replace("name: flux-system }", "name: flux-system, namespace: flux-system }"),
    };
    expect(judged(elsewhere).findings).toMatchObject([
      { actual: "there is one in namespace other only", mend: "Name its namespace: other." },
    ]);
  });
});

test("what cannot be read for certain is unseen once; what lies elsewhere is a remark", () => {
  const shared = {
    "flux/a.yaml": ks("a", "./c"),
    "flux/b.yaml": ks("b", "./c"),
    "c/x.yaml": "{% if x %}\nkind: X\n{% endif %}\n",
  };
  expect(judged(shared).unseen).toMatchObject([
    { subject: "file/c/x.yaml", reason: "c/x.yaml cannot be read for certain" },
  ]);
  const remote = { "flux/kustomization.yaml": "resources: [m.yaml, https://x/y]\n", "flux/m.yaml": map };
  expect(judged(remote)).toMatchObject({ verdict: "pass", unseen: [] });
  const bucket = {
    "flux/a.yaml": ks("a", "./a").replace("kind: GitRepository", "kind: Bucket"),
    "flux/b.yaml":
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: Bucket\nmetadata: { name: flux-system, namespace: flux-system }\n",
  };
  expect(judged(bucket)).toMatchObject({
    verdict: "pass",
    remarks: ["kustomization/flux-system/a is not looked into: its source is a Bucket"],
  });
});

test("a name or a namespace with a variable is unseen", () => {
  for (const on of ["{ name: '${X}' }", "{ name: a, namespace: '${X}' }"])
    expect(judged({ "flux/a.yaml": ks("a", "./a", `  dependsOn: [${on}]\n`), "a/x.yaml": map }).unseen).toMatchObject([
      { subject: "kustomization/flux-system/a", reason: expect.stringContaining("is named with a variable") },
    ]);
});

test("a root that stands in its own folder waits for what was applied with it", () => {
  const texts = {
    "flux/config/cluster.yaml": ks("cluster", "./flux", "  dependsOn: [{ name: flux }]\n"),
    "flux/config/flux.yaml": ks("flux", "./other"),
    "other/map.yaml": map,
  };
  const rootless = {
    ...context,
    profile: profileOf({ repository: "checkout", flux: { ...flux, kustomization: { path: "./gone" } } }),
  };
  expect(judge(row, { repository: look(checkoutOf(texts)) }, rootless).findings).toEqual([]);
});

test("what is YAML only once a template has rendered it (solanyn 3558c0f7e)", () => {
  const texts = (value: string) => ({
    "flux/a.yaml": ks("a", "./a"),
    "a/x.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, namespace: web }\ndata:\n  a: ${value}\n`,
  });
  expect(judged(texts("{{ PREFIX }}:1042::/80")).findings).toMatchObject([
    { subject: "kustomization/flux-system/a", expected: "YAML in a/x.yaml", where: { file: "a/x.yaml" } },
  ]);
  expect(judged(texts('"{{ PREFIX }}:1042::/80"')).findings).toEqual([]);
});

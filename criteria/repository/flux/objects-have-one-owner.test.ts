import { describe, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./objects-have-one-owner.ts";

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
const map = (name: string, more = "") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: web${more} }\n`;
const two = { "flux/a.yaml": ks("a", "./a"), "flux/b.yaml": ks("b", "./b") };
const hook = (path: string) => ({
  "bootstrap/helmfile.yaml": `releases:
  - name: cilium
    namespace: kube-system
    chart: x/cilium
    hooks:
      - events: [postsync]
        command: kubectl
        args: [apply, -f, ${path}]
`,
});

test("one owner each passes; namespaces tell objects apart", () => {
  expect(judged({ ...two, "a/x.yaml": map("x"), "b/x.yaml": map("y") })).toMatchObject({
    verdict: "pass",
    examined: 4,
  });
  const spaces = { "flux/b.yaml": ks("b", "./b", "  targetNamespace: other\n") };
  expect(judged({ ...two, ...spaces, "a/x.yaml": map("x"), "b/x.yaml": map("x") }).verdict).toBe("pass");
});

describe("two owners", () => {
  test("two Kustomizations with an object of their own, with its place", () =>
    expect(judged({ ...two, "a/x.yaml": map("x"), "b/x.yaml": map("x") }).findings).toMatchObject([
      {
        subject: "configmap/web/x",
        expected: "one Kustomization that applies it",
        actual: "flux-system/a and flux-system/b apply it",
        where: { file: "b/x.yaml", line: 1, column: 1 },
        mend: "Remove it from one of them: it also stands at a/x.yaml:1.",
      },
    ]));

  test("two Kustomizations of one folder, told once", () =>
    expect(
      judged({ ...two, "flux/b.yaml": ks("b", "./a"), "a/x.yaml": map("x"), "a/y.yaml": map("y") }).findings,
    ).toMatchObject([
      {
        subject: "kustomization/flux-system/b",
        actual: "flux-system/a and flux-system/b build it, configmap/web/x and all else in it",
        where: { file: "flux/b.yaml", line: 5, column: 3 },
      },
    ]));

  test("a folder that is a template for both: what does not differ (Biohazard)", () =>
    expect(
      judged({
        "flux/a.yaml": ks("a", "./a", "  postBuild: { substitute: { NAME: one } }\n"),
        "flux/b.yaml": ks("b", "./a", "  postBuild: { substitute: { NAME: two } }\n"),
        "a/x.yaml": map("x"),
        "a/y.yaml": map('"${NAME}"'),
      }).findings,
    ).toMatchObject([{ subject: "configmap/web/x", actual: "flux-system/a and flux-system/b apply it" }]));

  test("two Kustomizations that take one file", () =>
    expect(
      judged({
        ...two,
        "a/kustomization.yaml": "resources: [../shared/x.yaml]\n",
        "b/kustomization.yaml": "resources: [../shared/x.yaml]\n",
        "shared/x.yaml": map("x"),
      }).findings,
    ).toMatchObject([{ subject: "configmap/web/x", mend: "Apply this file from one of them only." }]));

  test("many objects of one folder that two take, told once, with the kustomization.yaml that is missing", () => {
    const texts = {
      "flux/a.yaml": ks("all", "./apps"),
      "apps/web/kustomization.yaml": "resources: [x.yaml]\n",
      "apps/web/x.yaml": map("w"),
      "apps/velero/ks.yaml": ks("velero", "./apps/velero/app"),
      "apps/velero/app/one.yaml": map("one"),
      "apps/velero/app/two.yaml": map("two"),
      "apps/velero/app/three.yaml": map("three"),
    };
    expect(judged(texts).findings).toMatchObject([
      {
        subject: "configmap/web/one",
        actual:
          "flux-system/all and flux-system/velero apply it; 2 more like it: configmap/web/three, configmap/web/two",
        mend: "Write apps/velero/kustomization.yaml: without one Flux applies with flux-system/all every file below it.",
      },
    ]);
    expect(judged({ ...texts, "apps/velero/kustomization.yaml": "resources: [ks.yaml]\n" }).findings).toEqual([]);
  });

  test("a Namespace that targetNamespace renames to one that another has", () =>
    expect(
      judged({
        "flux/a.yaml": ks("a", "./a", "  targetNamespace: web\n"),
        "flux/b.yaml": ks("b", "./b"),
        "a/x.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: logs }\n",
        "b/x.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: web }\n",
      }).findings,
    ).toMatchObject([
      {
        subject: "namespace/web",
        actual: "flux-system/a and flux-system/b apply it; in a/x.yaml it is written as logs",
        where: { file: "a/x.yaml" },
        mend: expect.stringContaining("they name a Namespace itself") as string,
      },
    ]));

  test("one Kustomization that two parents declare", () =>
    expect(
      judged({ ...two, "a/c.yaml": ks("c", "./c"), "b/c.yaml": ks("c", "./c"), "c/x.yaml": map("x") }).findings,
    ).toMatchObject([{ subject: "kustomization/flux-system/c" }]));

  test("a Kustomization and a hook with another file", () =>
    expect(
      judged({ ...two, "a/x.yaml": map("x"), "b/y.yaml": map("y"), ...hook("../seed/x.yaml"), "seed/x.yaml": map("x") })
        .findings,
    ).toMatchObject([
      {
        subject: "configmap/web/x",
        expected: "what flux-system/a applies (a/x.yaml:1)",
        actual: "the hook of cilium applies seed/x.yaml:1",
        where: { file: "bootstrap/helmfile.yaml", line: 6 },
      },
    ]));
});

test("a hook that applies Flux's own file is a remark (buroa, onedr0p)", () =>
  expect(judged({ ...two, "a/x.yaml": map("x"), "b/y.yaml": map("y"), ...hook("../a/x.yaml") })).toMatchObject({
    verdict: "pass",
    remarks: [expect.stringContaining("configmap/web/x is applied by a hook (bootstrap/helmfile.yaml:6)")],
  }));

test("an object that says it is shared is a remark", () => {
  const shared = map("x", ", annotations: { kustomize.toolkit.fluxcd.io/ssa: Merge }");
  expect(judged({ ...two, "a/x.yaml": map("x"), "b/x.yaml": shared })).toMatchObject({ verdict: "pass", findings: [] });
});

describe("what is not known is unseen", () => {
  test("a name that only the cluster knows", () =>
    expect(judged({ ...two, "a/x.yaml": map('"${NAME}"'), "b/x.yaml": map('"${NAME}"') })).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      unseen: [{ subject: "configmap/web/${NAME}" }],
    }));

  test("a namespace that a transformer gives", () =>
    expect(
      judged({
        "flux/kustomization.yaml": "resources: [a.yaml, b.yaml]\ntransformers: [t.yaml]\n",
        "flux/t.yaml": "apiVersion: x/v1\nkind: Other\nmetadata: { name: t }\n",
        ...two,
        "a/x.yaml": map("x").replace(", namespace: web", ""),
        "b/x.yaml": map("x").replace(", namespace: web", ""),
      }),
    ).toMatchObject({ verdict: "inconclusive", findings: [], unseen: [{ subject: "configmap/x" }] }));

  test("a file that cannot be read", () =>
    expect(judged({ ...two, "a/x.yaml": "a: [\n", "b/y.yaml": map("y") }).verdict).toBe("inconclusive"));
});

test("nothing of Flux, no checkout, no Flux in the profile", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

describe("finer points", () => {
  const both = { "a/x.yaml": map("x"), "b/x.yaml": map("x") };

  test("kind and group tell objects apart; an object without a name is nobody's", () => {
    const other = (text: string) => judged({ ...two, "a/x.yaml": map("x"), "b/x.yaml": text }).findings.length;
    expect(other(map("x").replace("ConfigMap", "Secret"))).toBe(0);
    expect(other(map("x").replace("v1", "g/v1"))).toBe(0);
    expect(other(map("x"))).toBe(1);
    expect(judged({ ...two, "a/x.yaml": map("''"), "b/x.yaml": map("''") }).findings).toEqual([]);
  });

  test("three owners are told together; the same file from each is told so", () => {
    const three = { ...two, "flux/c.yaml": ks("c", "./c"), ...both, "c/x.yaml": map("x") };
    expect(judged(three).findings).toMatchObject([
      {
        actual: "flux-system/a and flux-system/b and flux-system/c apply it",
        mend: "Remove it from one of them: it also stands at a/x.yaml:1.",
      },
    ]);
    const same = (name: string) => ({ [`${name}/kustomization.yaml`]: "resources: [../s/x.yaml]\n" });
    expect(judged({ ...two, ...same("a"), ...same("b"), "s/x.yaml": map("x") }).findings).toMatchObject([
      { mend: "Apply this file from one of them only." },
    ]);
  });

  test.each([["Merge"], ["IfNotPresent"], ["ignore"]])("what says %s is shared", (word) =>
    expect(
      judged({ ...two, ...both, "b/x.yaml": map("x", `, annotations: { kustomize.toolkit.fluxcd.io/ssa: ${word} }`) }),
    ).toMatchObject({
      findings: [],
      remarks: ["configmap/web/x is shared by its own words (kustomize.toolkit.fluxcd.io/ssa)"],
    }),
  );
  test.each([["Override"], ["xmerge"], ["mergex"]])("what says %s is not", (word) =>
    expect(
      judged({ ...two, ...both, "b/x.yaml": map("x", `, annotations: { kustomize.toolkit.fluxcd.io/ssa: ${word} }`) })
        .findings,
    ).toHaveLength(1),
  );

  test("a folder that two build is told at the path of the second, once for each pair", () => {
    const folder = {
      "flux/a.yaml": ks("a", "./a"),
      "flux/b.yaml": ks("b", "./a"),
      "flux/c.yaml": ks("c", "./a"),
      "a/x.yaml": map("x"),
      "a/y.yaml": map("y"),
    };
    expect(judged(folder).findings).toMatchObject([
      {
        subject: "kustomization/flux-system/b",
        actual: "flux-system/a and flux-system/b build it, configmap/web/x and all else in it",
        where: { file: "flux/b.yaml", line: 5 },
      },
    ]);
    const more = { ...folder, "flux/b.yaml": ks("b", "./a", "  targetNamespace: other\n") };
    expect(judged(more).findings).toMatchObject([{ subject: "kustomization/flux-system/c" }]);
  });

  test("hooks: a folder, other ways to name a file, and what is not known", () => {
    const flux = { "flux/a.yaml": ks("a", "./a"), "a/x.yaml": map("x") };
    const of = (args: string, more: Record<string, string> = {}) =>
      judged({
        ...flux,
        ...more,
        "bootstrap/helmfile.yaml": hook("x")["bootstrap/helmfile.yaml"].replace("apply, -f, x", `apply, ${args}`),
      });
    const folder = { "boot/kustomization.yaml": "resources: [x.yaml]\n", "boot/x.yaml": map("x") };
    for (const args of ["-k, ../boot", "'--kustomize=../boot'", "-f, ../boot/x.yaml", "'--filename=../boot/x.yaml'"])
      expect(of(args, folder)).toMatchObject({
        examined: 3,
        findings: [
          {
            subject: "configmap/web/x",
            actual: "the hook of cilium applies boot/x.yaml:1",
            expected: "what flux-system/a applies (a/x.yaml:1)",
          },
        ],
      });
    expect(of("-f, ../a/x.yaml")).toMatchObject({
      findings: [],
      remarks: ["configmap/web/x is applied by a hook (bootstrap/helmfile.yaml:6) and then kept by flux-system/a"],
    });
    for (const args of [
      "-f, '{{ .X }}/x.yaml'",
      "-f, $X/x.yaml",
      "-f, ../../out.yaml",
      "-f, gone.yaml",
      "-x, ../boot/x.yaml",
    ])
      expect(of(args, folder)).toMatchObject({ examined: 2, findings: [] });
    expect(of("-f, ../boot/y.yaml", { "boot/y.yaml": `${map("y")}---\na: 1\n` })).toMatchObject({
      verdict: "pass",
      examined: 3,
    });
  });

  test("what cannot be read is unseen once; what is fetched hides nothing here", () => {
    const broken = "{% if x %}\nkind: X\n{% endif %}\n";
    expect(
      judged({ "flux/a.yaml": ks("a", "./c"), "flux/b.yaml": ks("b", "./c"), "c/x.yaml": broken }).unseen,
    ).toMatchObject([{ subject: "file/c/x.yaml" }]);
    expect(
      judged({ "flux/kustomization.yaml": "resources: [m.yaml, https://x/y]\n", "flux/m.yaml": map("x") }).unseen,
    ).toEqual([]);
  });
});

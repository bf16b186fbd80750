import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
import { profileOf } from "../testing/profile.ts";
import { checkoutOf } from "../testing/repository.ts";
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
  expect(judged({ "README.md": "# x" })).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

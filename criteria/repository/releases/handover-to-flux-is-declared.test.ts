import { describe, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./handover-to-flux-is-declared.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const context = { profile: profileOf({ repository: "checkout", flux }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>) => judge(row, { repository: look(checkoutOf(texts)) }, context);

const instance = (ref: string, path: string, kind = "GitRepository") => `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: { name: flux, namespace: flux-system }
spec:
  sync:
    kind: ${kind}
    url: https://x/y
    ref: ${ref}
    path: ${path}
`;
const there = { "flux/x.yaml": "a: 1\n" };

test("a ref of the form refs/… and a path that exists", () => {
  expect(judged({ ...there, "i.yaml": instance("refs/heads/main", "./flux") })).toMatchObject({
    verdict: "pass",
    examined: 1,
  });
  expect(judged({ ...there, "i.yaml": instance("v1.2", "flux", "OCIRepository") }).verdict).toBe("pass");
});

test("a controller that its components leave out, though what Flux applies needs its kinds", () => {
  const only = (...names: string[]) =>
    instance("refs/heads/main", "./flux").replace("  sync:", `  components: [${names.join(", ")}]\n  sync:`);
  const release =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: web, namespace: apps }\nspec: { chartRef: { kind: OCIRepository, name: web } }\n";
  const told = (text: string) => judged({ "flux/hr.yaml": release, "i.yaml": text }).findings;
  expect(told(only("source-controller", "kustomize-controller"))).toMatchObject([
    {
      expected: "helm-controller among its components",
      actual: "it is not there, and HelmRelease apps/web needs it",
      where: { file: "i.yaml", line: 5 },
    },
  ]);
  expect(told(only("source-controller", "kustomize-controller", "helm-controller"))).toEqual([]);
  expect(told(instance("refs/heads/main", "./flux"))).toEqual([]);
});

test("a branch's bare name (k8s-gitops 3c9386a), with its place and mend", () =>
  expect(judged({ ...there, "i.yaml": instance("main", "./flux") }).findings).toMatchObject([
    {
      subject: "file/i.yaml",
      actual: "main",
      where: { file: "i.yaml", line: 8, column: 5 },
      mend: "Write refs/heads/main.",
    },
  ]));

test("a path that is not there", () =>
  expect(judged({ "i.yaml": instance("refs/heads/main", "clusters/x") }).findings).toMatchObject([
    { actual: "clusters/x does not", where: { line: 9 } },
  ]));

test("in values of flux-instance, by helmfile, for this cluster's environment", () => {
  const state = (path: string) =>
    `releases:\n  - name: flux-instance\n    namespace: flux-system\n    chart: oci://r/flux-instance\n    values:\n      - instance:\n          sync: { url: https://x/y, ref: refs/heads/main, path: ${path} }\n`;
  expect(
    judged({ ...there, "h.yaml.gotmpl": state("flux/{{ .Environment.Name }}"), "flux/test/a.yaml": "a: 1\n" }).verdict,
  ).toBe("pass");
  expect(judged({ ...there, "h.yaml.gotmpl": state("{{ .Values.path }}") })).toMatchObject({ verdict: "inconclusive" });
});

const sync = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { url: https://x/y, ref: { branch: main } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec: { path: ./flux, sourceRef: { kind: GitRepository, name: flux-system } }
`;
const hooks = (...commands: string[]) =>
  `releases:\n  - name: flux-instance\n    namespace: flux-system\n    chart: oci://r/flux-instance\n    hooks:\n${commands
    .map(
      (line) =>
        `      - events: [postsync]\n        command: kubectl\n        args: ${JSON.stringify(line.split(" "))}\n`,
    )
    .join("")}`;
const WAIT = "wait --for condition=established crd/gitrepositories.source.toolkit.fluxcd.io";

test("flux bootstrap's GitRepository follows a branch; a hook applies it after the wait for its CRDs", () => {
  const files = { ...there, "flux/gotk-sync.yaml": sync };
  expect(judged(files).verdict).toBe("pass");
  expect(judged({ ...files, "b/h.yaml": hooks(WAIT, "apply -f ../flux/gotk-sync.yaml") })).toMatchObject({
    verdict: "pass",
    examined: 2,
  });
  expect(judged({ ...files, "b/h.yaml": hooks("apply -f ../flux/gotk-sync.yaml", WAIT) }).findings).toMatchObject([
    {
      subject: "release/flux-system/flux-instance",
      actual: "it applies flux/gotk-sync.yaml (GitRepository, Kustomization) at once",
      where: { file: "b/h.yaml", line: 6 },
    },
  ]);
});

test("no hand-over at all, no checkout, no Flux in the profile", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

test("another repository's GitRepository is no hand-over, though its Kustomization has its name (toboshii/home-ops)", () => {
  const two = (name: string, path: string) =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { url: "https://h/${name}", ref: { branch: main } }\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { path: ${path}, sourceRef: { kind: GitRepository, name: ${name} } }\n`;
  const texts = { ...there, "flux/cluster.yaml": two("flux-cluster", "./flux") };
  expect(judged({ ...texts, "flux/install.yaml": two("flux-installation", "./manifests/install") }).findings).toEqual(
    [],
  );
  // as `flux bootstrap` names its own
  expect(judged({ ...there, "flux/gotk.yaml": two("flux-system", "./gone") }).findings).toMatchObject([
    { actual: "./gone does not" },
  ]);
});

describe("finer points", () => {
  test("a sync without a path, without a ref; refs that are whole", () => {
    const without = (key: string) => instance("refs/heads/main", "./flux").replace(new RegExp(`    ${key}: .*\\n`), "");
    expect(judged({ ...there, "i.yaml": without("path") }).findings).toMatchObject([
      { expected: "a path of the repository", actual: "the sync of this FluxInstance names none" },
    ]);
    expect(judged({ ...there, "i.yaml": without("ref") }).findings).toMatchObject([
      { expected: "a ref like refs/heads/main", actual: "the sync of this FluxInstance names none" },
    ]);
    for (const ref of ["refs/tags/v1", "refs/pull/1/head", "refs/merge-requests/1/head"])
      expect(judged({ ...there, "i.yaml": instance(ref, "./flux") }).verdict).toBe("pass");
    for (const ref of ["refs/heads/", "refs/other/x", "x/refs/heads/main", "v1"])
      expect(judged({ ...there, "i.yaml": instance(ref, "./flux") }).verdict).toBe("fail");
    expect(
      judged({ ...there, "i.yaml": instance("main", "./flux", "OCIRepository").replace("    ref: main\n", "") })
        .verdict,
    ).toBe("pass");
    expect(judged({ ...there, "i.yaml": instance("'${R}'", "./flux") }).unseen).toMatchObject([
      { reason: "the ref at i.yaml:8 is not known before it is rendered" },
    ]);
    expect(judged({ ...there, "i.yaml": instance("refs/heads/main", "'${P}'") }).unseen).toMatchObject([
      { reason: "the path at i.yaml:9 is not known before it is rendered" },
    ]);
    expect(judged({ ...there, "i.yaml": instance("refs/heads/main", "../../out") }).findings).toMatchObject([
      { actual: "../../out does not" },
    ]);
  });

  test("flux bootstrap's GitRepository needs neither ref nor branch", () => {
    const bare = sync.replace(", ref: { branch: main }", "");
    expect(judged({ ...there, "flux/gotk-sync.yaml": bare }).verdict).toBe("pass");
  });

  test("hooks: only after the release, only Flux's own kinds, only files that are there", () => {
    const files = { "flux/gotk-sync.yaml": sync, "m.yaml": "apiVersion: v1\nkind: Secret\n" };
    const of = (text: string) => judged({ ...files, "h.yaml": text });
    const late = (text: string) => of(text).findings.length;
    const one = hooks("apply -f flux/gotk-sync.yaml");
    expect(late(one)).toBe(1);
    expect(of(one.replace("postsync", "presync"))).toMatchObject({ verdict: "pass", examined: 1 });
    expect(of(hooks("apply -f m.yaml"))).toMatchObject({ verdict: "pass", examined: 1 });
    expect(of(hooks("apply -f gone.yaml")).verdict).toBe("pass");
    expect(of(hooks("apply -f ../../gone.yaml")).verdict).toBe("pass");
    expect(late(hooks("apply --filename=flux/gotk-sync.yaml"))).toBe(1);
    expect(late(hooks(`${WAIT}; kubectl apply -f flux/gotk-sync.yaml`))).toBe(0);
    expect(late(hooks(`apply -f flux/gotk-sync.yaml; kubectl ${WAIT}`))).toBe(1);
    for (const other of [
      "get crd/gitrepositories.source.toolkit.fluxcd.io",
      "wait crd/certificates.cert-manager.io",
      "wait pod/toolkit.fluxcd.io",
    ])
      expect(late(hooks(other, "apply -f flux/gotk-sync.yaml"))).toBe(1);
    expect(
      late(
        hooks(
          "wait --for x customresourcedefinition gitrepositories.source.toolkit.fluxcd.io",
          "apply -f flux/gotk-sync.yaml",
        ),
      ),
    ).toBe(0);
  });
});

test("another environment's sync beside this cluster's is a warning (ricsanfre/pi-cluster, dev)", () => {
  const two = (path: string) => ({
    [`b/${path}.yaml`]: `releases:\n  - name: flux-instance\n    namespace: flux-system\n    chart: x/flux-instance\n    values: [{ instance: { sync: { kind: GitRepository, url: "https://h/x", ref: refs/heads/main, path: ${path} } } }]\n`,
  });
  expect(judged({ ...there, ...two("flux"), ...two("dev") })).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "warning", expected: "a path that exists in the repository", actual: "dev does not" }],
  });
  expect(judged({ ...there, ...two("dev") }).findings).toMatchObject([{ actual: "dev does not" }]);
});

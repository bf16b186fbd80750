import { describe, expect, test } from "vitest";
import { profileOf } from "../criteria/testing/profile.ts";
import { checkoutOf, repositoryOf } from "../criteria/testing/repository.ts";
import { at, isUnresolved, join } from "./yaml/documents.ts";
import { valueGap } from "./flux/tree.ts";
import { gapsIn, repositoryFrom } from "./model.ts";
import { isEncrypted } from "./secrets/sops.ts";
import { substituted, variablesIn, type Variables } from "./flux/substitution.ts";
import { differences } from "./helmfile/values.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const profile = profileOf({ name: "infra", flux });
const ks = (name: string, path: string, more = "") =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name} }\nspec:\n  path: ${path}\n  sourceRef: { kind: GitRepository, name: flux-system }\n${more}`;
const map = (name: string, data = "{}") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: ${data}\n`;
const objectsOf = (texts: Record<string, string>) =>
  repositoryOf(texts, profile).tree.objects.map(
    ({ object, owner }) => `${owner.name}: ${object.kind} ${object.namespace ?? "-"}/${object.name}`,
  );

test("a checkout's model is made once for a profile", () => {
  const checkout = checkoutOf({ "a.yaml": "a: 1" });
  expect(repositoryFrom(checkout, profile)).toBe(repositoryFrom(checkout, profile));
});

describe("places", () => {
  test("of a field, or of the nearest thing around it", () => {
    const [document] = checkoutOf({ "k/a.yaml": "a:\n  - b: 1\n" }).files[0]?.documents ?? [];
    if (!document) throw new Error("no document");
    expect(at(document, ["a", 0, "b"])).toEqual({ file: "k/a.yaml", line: 2, column: 5 });
    expect(at(document, ["a", 0, "c", "d"])).toEqual({ file: "k/a.yaml", line: 2, column: 5 });
    expect(at(document, ["z"])).toEqual({ file: "k/a.yaml", line: 1, column: 1 });
  });

  test("paths do not lead out", () => {
    expect(join("a/b", "../c")).toBe("a/c");
    expect(join("a", "../../c")).toBeUndefined();
  });

  test.each(["{{ x }}", "${X}", "{% x %}", "op://v/i", "#{ x }#"])("%s is unresolved", (text) =>
    expect(isUnresolved(text)).toBe(true),
  );
});

describe("kustomize", () => {
  test("namespace, prefix, components, generators, a folder without kustomization.yaml", () => {
    expect(
      objectsOf({
        "flux/apps.yaml": ks("apps", "./apps", "  targetNamespace: web\n"),
        "flux/raw.yaml": ks("raw", "./raw"),
        "apps/kustomization.yaml":
          "namespace: other\nnamePrefix: p-\nresources: [a.yaml, ns.yaml]\ncomponents: [../components/c]\nconfigMapGenerator: [{ name: g, literals: [A=1] }]\n",
        "apps/a.yaml": map("a"),
        "apps/ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: _ }\n",
        "components/c/kustomization.yaml": "kind: Component\nresources: [c.yaml]\n",
        "components/c/c.yaml": map("c"),
        "raw/x.yaml": map("x"),
        "raw/deep/y.yaml": map("y"),
      }),
    ).toEqual([
      "flux-system: Kustomization -/apps",
      "flux-system: Kustomization -/raw",
      "apps: ConfigMap web/p-a",
      "apps: Namespace -/web",
      "apps: ConfigMap web/p-g",
      "apps: ConfigMap web/p-c",
      "raw: ConfigMap -/x",
      "raw: ConfigMap -/y",
    ]);
  });

  test("plain replacements are imitated, of others a gap stays that names what they may change", () => {
    const replacing = (more: string) =>
      `namespace: web\nresources: [ns.yaml, ks.yaml]\nreplacements:\n  - source: { kind: Namespace, fieldPath: metadata.name }\n    targets: [{ select: { kind: Kustomization }, fieldPaths: [spec.targetNamespace]${more} }]\n`;
    const texts = (more: string) => ({
      "flux/apps.yaml": ks("apps", "./apps"),
      "apps/kustomization.yaml": replacing(more),
      "apps/ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: _ }\n",
      "apps/ks.yaml": ks("one", "./one"),
      "one/a.yaml": map("a"),
    });
    expect(objectsOf(texts(", options: { create: true }"))).toContain("one: ConfigMap web/a");
    const { tree } = repositoryOf(texts(", options: { delimiter: /, index: 1 }"), profile);
    const apps = tree.kustomizations.find(({ name }) => name === "apps");
    expect(apps && valueGap(apps, "Kustomization")).toMatchObject({
      where: { file: "apps/kustomization.yaml", line: 4 },
    });
    expect(apps && valueGap(apps, "Service")).toBeUndefined();
    expect(gapsIn({ tree })).toEqual([]);
  });

  test("replacements of a file; one that is not there breaks the build", () => {
    const texts = {
      "flux/apps.yaml": ks("apps", "./apps"),
      "apps/kustomization.yaml": "resources: [a.yaml, b.yaml]\nreplacements: [{ path: ../r.yaml }]\n",
      "apps/a.yaml": map("a", "{ K: v }"),
      "apps/b.yaml": map("b", "{ X: old }"),
    };
    const r =
      "- source: { kind: ConfigMap, name: a, fieldPath: data.K }\n  targets: [{ select: { kind: ConfigMap, name: b }, fieldPaths: [data.X, data.Y] }]\n";
    const { tree } = repositoryOf({ ...texts, "r.yaml": r }, profile);
    expect(tree.objects.find(({ object }) => object.name === "b")?.object.value["data"]).toEqual({ X: "v" });
    const broken = repositoryOf(texts, profile).tree.kustomizations.find(({ name }) => name === "apps")?.build;
    expect(broken).toMatchObject({
      faults: [{ kind: "missing", expected: "a file r.yaml" }],
      gaps: [{ kind: "transformer" }],
    });
  });

  test("vars and transformers leave a HelmRelease's values uncertain", () => {
    const { releases } = repositoryOf(
      {
        "flux/kustomization.yaml": "resources: [hr.yaml]\nvars: [{ name: A, objref: { kind: X, name: y } }]\n",
        "flux/hr.yaml":
          "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a, namespace: a }\nspec: { values: { a: $(A) } }\n",
      },
      profile,
    );
    expect(releases[0]?.values.unresolved).toEqual(["flux/kustomization.yaml:2: its vars are not imitated"]);
  });

  test("a parent's patch reaches its children, and through them their HelmReleases", () => {
    const inner =
      "  patches:\n    - target: { kind: Kustomization }\n      patch: |-\n        apiVersion: kustomize.toolkit.fluxcd.io/v1\n        kind: Kustomization\n        metadata: { name: _ }\n        spec:\n          targetNamespace: web\n          patches:\n            - target: { kind: ConfigMap, name: a.* }\n              patch: |-\n                - { op: add, path: /data/B, value: b }\n";
    const { tree } = repositoryOf(
      { "flux/root.yaml": ks("root", "./apps", inner), "apps/ks.yaml": ks("app", "./app"), "app/a.yaml": map("ab") },
      profile,
    );
    const built = tree.objects.find(({ object }) => object.kind === "ConfigMap")?.object;
    expect(built).toMatchObject({ namespace: "web", value: { data: { B: "b" } } });
  });

  test("json patches, merge patches with deletion, label selectors", () => {
    const { tree } = repositoryOf(
      {
        "flux/kustomization.yaml":
          "resources: [a.yaml]\npatches:\n  - target: { labelSelector: 'x=1,!y' }\n    patch: |-\n      - { op: replace, path: /data/A, value: new }\n      - { op: remove, path: /data/B }\n  - path: p.yaml\n",
        "flux/a.yaml":
          "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, labels: { x: '1' } }\ndata: { A: old, B: b, C: c }\n",
        "flux/p.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { C: null, D: d }\n",
      },
      profile,
    );
    expect(tree.objects[0]?.object.value["data"]).toEqual({ A: "new", D: "d" });
  });

  test("what is fetched is a gap, what includes itself a fault", () => {
    const { tree } = repositoryOf(
      {
        "flux/kustomization.yaml": "resources: [https://x/y.yaml, ../a]\n",
        "a/kustomization.yaml": "resources: [../a]\n",
      },
      profile,
    );
    expect(tree.roots[0]?.build).toMatchObject({ gaps: [{ kind: "remote" }], faults: [{ kind: "invalid" }] });
  });
});

describe("substitution", () => {
  const variables: Variables = { known: new Map([["A", "1"]]), hidden: new Set(["S"]), missing: [] };

  test.each([
    ["${A}", "1"],
    ["x-${A}-${B:=b}", "x-1-b"],
    ["${B:-}", ""],
    ["$${A}", "${A}"],
    ["${S}", "${S}"],
    ["${S:=x}", "${S:=x}"],
    ["${B}", "${B}"],
  ])("%s → %s", (written, expected) => expect(substituted(written, variables)).toBe(expected));

  test("what still wants a value", () => expect(variablesIn("${A} $${B} ${C:=x} ${D}")).toEqual(["A", "D"]));

  test("from ConfigMaps, with Secrets hidden and what is missing named", () => {
    const { tree } = repositoryOf(
      {
        "flux/a.yaml": ks(
          "a",
          "./a",
          "  postBuild:\n    substitute: { A: inline }\n    substituteFrom:\n      - { kind: ConfigMap, name: settings }\n      - { kind: Secret, name: hidden }\n      - { kind: Secret, name: gone }\n      - { kind: Secret, name: maybe, optional: true }\n",
        ),
        "flux/settings.yaml": map("settings", "{ A: x, B: y }"),
        "s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: hidden }\nstringData: { C: 'ENC[x]' }\n",
        "a/m.yaml": map("m", '{ v: "${A}-${B}-${C}" }'),
      },
      profile,
    );
    expect(tree.kustomizations.find(({ name }) => name === "a")?.variables.missing).toEqual(["Secret/gone"]);
    expect(tree.objects.at(-1)?.object.value["data"]).toEqual({ v: "inline-y-${C}" });
  });
});

test("of several clusters, only this one's files count", () => {
  const { helmfiles, belongs } = repositoryOf(
    {
      "clusters/infra/flux/a.yaml": "a: 1",
      "clusters/infra/apps/a.yaml": "a: 1",
      "clusters/apps/flux/a.yaml": "a: 1",
      "bootstrap/infra/helmfile.yaml": "releases: [{ name: a, chart: x }]",
      "bootstrap/apps/helmfile.yaml": "releases: [{ name: a, chart: x }]",
    },
    profile,
  );
  expect(helmfiles.map(({ file }) => file)).toEqual(["bootstrap/infra/helmfile.yaml"]);
  expect([belongs("clusters/infra/apps/a.yaml"), belongs("clusters/apps/flux/a.yaml"), belongs("x")]).toEqual([
    true,
    false,
    true,
  ]);
});

test("files and folders whose names differ in the cluster's alone are each cluster's", () => {
  const { belongs } = repositoryOf(
    {
      "clusters/infra/flux/a.yaml": "a: 1",
      "clusters/apps/flux/a.yaml": "a: 1",
      "talos-infra/talconfig.yaml": "a: 1",
      "talos-apps/talconfig.yaml": "a: 1",
      "helmfile.d/infra.yaml": "a: 1",
      "helmfile.d/apps.yaml": "a: 1",
      "flux/infra.yaml": "a: 1",
      "flux/apps.yaml": "a: 1",
      "helmfile.d/00-apps.yaml": "a: 1",
      "only-apps/a.yaml": "a: 1",
    },
    profile,
  );
  const paths = [
    "talos-infra/talconfig.yaml",
    "talos-apps/talconfig.yaml",
    "helmfile.d/infra.yaml",
    "helmfile.d/apps.yaml",
  ];
  expect(paths.map(belongs)).toEqual([true, false, true, false]);
  expect(["flux/apps.yaml", "helmfile.d/00-apps.yaml", "only-apps/a.yaml"].map(belongs)).toEqual([true, true, true]);
});

describe("helmfile", () => {
  test("bases, default templates, chart and values from the HelmRelease's files (onedr0p/home-ops)", () => {
    const { helmfiles } = repositoryOf(
      {
        "b/apps.yaml":
          "bases: [default.yaml]\ndefaultInherit: default\nreleases: [{ name: cilium, namespace: kube-system }]\n",
        "b/default.yaml":
          "templates:\n  default:\n    chart: '{{ (fromYaml (tpl (readFile \"./t/release.yaml.gotmpl\") .)).chart }}'\n    version: '{{ (fromYaml (tpl (readFile \"./t/release.yaml.gotmpl\") .)).version }}'\n    values: [./t/values.yaml.gotmpl]\n",
        "b/t/release.yaml.gotmpl":
          '{{- $oci := fromYaml (readFile (printf "../apps/%s/oci.yaml" .Release.Name)) -}}\nchart: {{ $oci.spec.url }}\nversion: {{ $oci.spec.ref.tag }}\n',
        "b/t/values.yaml.gotmpl":
          '{{ (fromYaml (readFile (printf "../../apps/%s/hr.yaml" .Release.Name))).spec.values | toYaml }}',
        "apps/cilium/oci.yaml": "kind: OCIRepository\nspec: { url: oci://q/cilium, ref: { tag: 1.2.3 } }\n",
        "apps/cilium/hr.yaml": "kind: HelmRelease\nspec: { values: { a: 1 } }\n",
      },
      profile,
    );
    expect(helmfiles[0]?.releases[0]).toMatchObject({
      chart: { text: "oci://q/cilium" },
      version: { text: "1.2.3" },
      values: { known: { a: 1 }, derivedFrom: "apps/cilium/hr.yaml", unresolved: [] },
    });
  });

  test("environments' values, set, repositories, several documents", () => {
    const { helmfiles } = repositoryOf(
      {
        "h.yaml.gotmpl":
          "repositories: [{ name: c, url: https://helm.cilium.io/ }]\n---\nenvironments:\n  infra: { values: [v.yaml] }\n---\nreleases:\n  - name: cilium\n    namespace: kube-system\n    chart: c/cilium\n    version: 1.2.3\n    values: [{ a: { b: 1, c: 2 } }]\n    set:\n      - { name: a.b, value: {{ .Values.host }} }\n      - { name: z, value: {{ .Values.none }} }\n",
        "v.yaml": "host: 10.0.0.1\n",
      },
      profile,
    );
    expect(helmfiles[0]?.releases[0]).toMatchObject({
      chart: { text: "https://helm.cilium.io/cilium" },
      values: { known: { a: { b: "10.0.0.1", c: 2 }, z: "{{ .Values.none }}" } },
    });
  });
});

test("a fork is found by the path that Flux takes, whatever the profile calls the cluster (szinn/k8s-homelab)", () => {
  const path = "./kubernetes/main/flux";
  const named = profileOf({ name: "home", flux: { ...flux, kustomization: { path } } });
  const sync = (folder: string) =>
    `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: { name: flux }\nspec: { sync: { path: ${folder} } }\n`;
  const texts = {
    "kubernetes/main/flux/a.yaml": sync("kubernetes/main/flux"),
    "kubernetes/staging/flux/a.yaml": sync("kubernetes/staging/flux"),
    // no sync leads there: a folder of the same name is no cluster (aclerici38/home-ops, kubernetes/{flux,apps}/raphael)
    "kubernetes/other/flux/a.yaml": "a: 1",
    "x/staging/b.yaml": "b: 1",
  };
  const { belongs, siblings } = repositoryOf(texts, named);
  expect(siblings).toEqual(["staging"]);
  expect(["kubernetes/main/b", "kubernetes/staging/b", "x/staging/b.yaml"].map(belongs)).toEqual([true, false, true]);
});

test("values differ key by key; numbers and their text are the same, empty maps say nothing", () => {
  expect(differences({ a: 1, b: { c: [1] }, e: {} }, { a: "1", b: { c: [2] }, d: "${X}" })).toEqual([
    { path: ["b", "c", 0], left: 1, right: 2, unresolved: false },
    { path: ["d"], left: undefined, right: "${X}", unresolved: true },
  ]);
});

test("Talos, tasks, SOPS rules and runbooks are found by content", () => {
  const { talos, tasks, sopsRules, runbooks } = repositoryOf(
    {
      "talos/talconfig.yaml":
        "clusterName: x\nendpoint: https://x\nnodes: []\npatches:\n  - |-\n    machine:\n      network: {}\n",
      "talos/node.yaml.j2": "machine:\n  type: {{ t }}\n---\napiVersion: v1alpha1\nkind: BondConfig\nname: bond0\n",
      "Taskfile.yaml": "version: '3'\ntasks:\n  boot:\n    deps: [pre]\n    cmds: [one, { task: two }]\n",
      ".justfile": "boot arg='x': pre\n    one\n    two\n",
      ".sops.yaml": "creation_rules: [{ path_regex: 'x', age: a }]\n",
      "docs/runbook.md": "# a",
    },
    profile,
  );
  expect(talos.map(({ kind }) => kind)).toEqual(["machine", "document", "talhelper", "patch"]);
  expect(tasks.map(({ name, needs, commands }) => [name, needs, commands.map(({ text }) => text)])).toEqual([
    ["boot", ["pre"], ["one", "two"]],
    ["boot", ["pre"], ["one", "task: two"]],
  ]);
  expect(sopsRules).toMatchObject([{ pathRegex: "x", where: { file: ".sops.yaml", line: 1 } }]);
  expect(runbooks.map(({ path }) => path)).toEqual(["docs/runbook.md"]);
});

test.each([
  ["a.sops.yaml", "a: ENC[x]\nsops: { mac: 'ENC[y]' }\n", true],
  ["a.json", '{ "a": 1, "sops": { "mac": "x" } }', true],
  ["a.yaml", "sops: { mac: x }\na: 1\n", true],
  ["a.yaml", "sops: true\n", false],
  ["a.yaml", "a: ENC[x]\n", false],
])("%s %j is encrypted: %s", (path, text, expected) =>
  expect(checkoutOf({ [path]: text }).files.map(isEncrypted)).toEqual([expected]),
);

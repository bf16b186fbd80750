import { describe, expect, test } from "vitest";
import { profileOf } from "../../testing/profile.ts";
import { repositoryOf } from "../../testing/repository.ts";
import { bareUrl, valueGap } from "./flux.ts";
import { circlesOf, isBelow } from "./graph.ts";
import { found } from "./helm-releases.ts";
import { gapsIn, hiddenMaker, withoutFlux, withoutReleases, withoutRepository } from "./model.ts";
import { implicitSources } from "./sources.ts";

const given = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const profile = profileOf({ name: "infra", flux: given });
const bare = profileOf({ name: "infra" });
const map = (name: string, more = "") => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${more} }\n`;
const ks = (name: string, spec: string, more = "") =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}${more} }\nspec: { ${spec} }\n`;
const git = (name: string, url: string, more = "") =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { url: "${url}"${more} }\n`;
const instance = (sync: string) =>
  `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: { name: flux, namespace: flux-system }\nspec: { sync: { ${sync} } }\n`;
const treeOf = (texts: Record<string, string>, of = profile) => repositoryOf(texts, of).tree;
const oneOf = (texts: Record<string, string>, name: string) =>
  treeOf(texts).kustomizations.find((one) => one.name === name);

describe("where a tree begins", () => {
  const roots = (texts: Record<string, string>, of = profile) =>
    treeOf(texts, of).roots.map(({ name, namespace, folder, where }) => [
      name,
      namespace,
      folder,
      where.file,
      where.line,
    ]);

  test("the profile's folder, named by the sync that names it, else as the profile says", () => {
    const texts = { "flux/a.yaml": map("a") };
    expect(roots(texts)).toEqual([["flux-system", "flux-system", "flux", "flux", 1]]);
    const named = profileOf({ flux: { ...given, namespace: "ns", kustomization: { path: "flux/", name: "root" } } });
    expect(roots(texts, named)).toEqual([["root", "ns", "flux", "flux", 1]]);
    const other = instance("url: https://x/y, path: ./other");
    expect(roots({ ...texts, "f.yaml": `${other}---\n${instance("url: https://x/y")}` })).toEqual([
      ["flux-system", "flux-system", "flux", "flux", 1],
    ]);
    expect(roots({ ...texts, "f.yaml": `${other}---\n${instance("url: https://x/y, path: /flux")}` })).toEqual([
      ["flux-system", "flux-system", "flux", "f.yaml", 9],
    ]);
  });

  test("of flux bootstrap the Kustomization beside the GitRepository", () => {
    const text = `${git("ops", "https://x/y")}---\n${ks("root", "path: ./flux, sourceRef: { kind: GitRepository, name: ops }", ", namespace: fs")}`;
    const tree = treeOf({ "flux/a.yaml": map("a"), "flux/gotk-sync.yaml": text });
    expect(tree.roots.map(({ name, namespace, object }) => [name, namespace, object?.kind])).toEqual([
      ["root", "fs", "Kustomization"],
    ]);
    const placeless = text.replace(", namespace: fs", "");
    expect(treeOf({ "flux/gotk-sync.yaml": placeless }).roots[0]?.namespace).toBe("");
  });

  test("where the profile's folder is not there, what syncs declare; else Kustomizations that no other one builds", () => {
    const texts = { "a/x.yaml": ks("b", "path: ./b"), "b/x.yaml": map("b"), "c/x.yaml": map("c") };
    for (const of of [bare, profileOf({ flux: { ...given, kustomization: { path: "../out" } } })]) {
      expect(
        roots(
          { ...texts, "f.yaml": `${instance("path: a")}---\n${instance("path: ./gone")}---\n${instance("url: x")}` },
          of,
        ),
      ).toEqual([["flux-system", "flux-system", "a", "f.yaml", 4]]);
    }
    const written = {
      ...texts,
      "k/a.yaml": ks("a", "path: ./a", ", namespace: n"),
      "k/c.yaml": ks("c", "path: ./c"),
      "k/gone.yaml": ks("gone", "path: ./gone"),
      "k/out.yaml": ks("out", "path: ../../out"),
    };
    expect(roots(written, bare)).toEqual([
      ["a", "n", "a", "k/a.yaml", 1],
      ["c", "", "c", "k/c.yaml", 1],
    ]);
    expect(roots({ "k.yaml": ks("all", "interval: 1h"), "k/a.yaml": map("a") }, bare)).toEqual([
      ["all", "", "", "k.yaml", 1],
    ]);
    expect(roots({ "a.yaml": map("a") }, bare)).toEqual([]);
    const forked = {
      "clusters/infra/x/a.yaml": ks("own", "path: ./a"),
      "clusters/apps/x/a.yaml": ks("other", "path: ./a"),
      "a/x.yaml": map("a"),
    };
    expect(roots(forked, bare).map(([name]) => name)).toEqual(["own"]);
  });

  test("the same root, or folder, declared twice is one", () => {
    const twice = `${instance("path: a")}---\n${instance("path: b")}---\n${instance("path: ./a")}`;
    expect(roots({ "f.yaml": twice, "a/x.yaml": map("a"), "b/x.yaml": map("b") }, bare)).toEqual([
      ["flux-system", "flux-system", "a", "f.yaml", 4],
    ]);
    const two = `${git("p", "https://x/y")}---\n${ks("p", "path: ./a, sourceRef: { name: p }")}---\n${ks("q", "path: a, sourceRef: { name: p }")}`;
    expect(roots({ "f.yaml": two, "a/x.yaml": map("a") }, bare).map(([name]) => name)).toEqual(["p"]);
  });
});

describe("the tree", () => {
  test("a Kustomization that two builds declare is expanded once, and the second told; a root's own is not", () => {
    const tree = treeOf({
      "flux/a.yaml": ks("a", "path: ./a"),
      "flux/b.yaml": ks("b", "path: ./b"),
      "a/c.yaml": ks("c", "path: ./c"),
      "b/c.yaml": ks("c", "path: ./c"),
      "c/a.yaml": ks("a", "path: ./a"),
      "c/m.yaml": map("m"),
    });
    expect(tree.kustomizations.map(({ name, parent }) => `${parent?.name ?? ""}/${name}`)).toEqual([
      ...["/flux-system", "flux-system/a", "a/c", "flux-system/b"],
    ]);
    expect(tree.repeated.map(({ object, owner, first }) => [object.name, owner.name, first.parent?.name])).toEqual([
      ["c", "b", "a"],
    ]);
    expect(tree.objects.filter(({ object }) => object.name === "m")).toHaveLength(1);
    expect(tree.kustomizations[0]?.children.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("what others depend on is expanded first, so that they substitute with what it applies", () => {
    const texts = (dependsOn: string) => ({
      "flux/a.yaml": ks(
        "a",
        `path: ./a, dependsOn: [${dependsOn}], postBuild: { substituteFrom: [{ kind: ConfigMap, name: s }] }`,
      ),
      "flux/z.yaml": ks("z", "path: ./z"),
      "a/m.yaml": map('"${A}"'),
      "z/s.yaml": `${map("s")}data: { A: x }\n`,
      "y/s.yaml": `${map("s")}data: { A: y }\n`,
    });
    const names = (dependsOn: string) => treeOf(texts(dependsOn)).objects.map(({ object }) => object.name);
    expect(names("{ name: z }")).toEqual(["a", "z", "s", "x"]);
    expect(names("")).toEqual(["a", "z", "${A}", "s"]);
    expect(names("{ name: z, namespace: other }")).toEqual(["a", "z", "${A}", "s"]);
    expect(oneOf(texts(""), "a")?.variables.missing).toEqual(["ConfigMap/s"]);
  });

  test("whether it waits, and for whom", () => {
    const waits = (spec: string) => oneOf({ "flux/a.yaml": ks("a", spec, ", namespace: n") }, "a")?.waits;
    expect(["wait: true", "healthChecks: [{ kind: X }]", "healthCheckExprs: [{ kind: X }]"].map(waits)).toEqual([
      true,
      true,
      true,
    ]);
    expect(["wait: false", "wait: 'true'", "healthChecks: []", ""].map(waits)).toEqual([false, false, false, false]);
    const one = oneOf(
      { "flux/a.yaml": ks("a", "dependsOn: [{ name: b }, x, { name: c, namespace: m }, {}]", ", namespace: n") },
      "a",
    );
    expect(one?.dependsOn.map(({ kind, name, namespace, where }) => [kind, name, namespace, where.line])).toEqual([
      ["Kustomization", "b", "n", 4],
      ["Kustomization", "c", "m", 4],
      ["Kustomization", "", "n", 4],
    ]);
    expect(oneOf({ "flux/a.yaml": ks("a", "dependsOn: [{ name: b }]") }, "a")?.dependsOn).toMatchObject([
      { namespace: "" },
    ]);
  });

  test.each([
    ["kustomize.toolkit.fluxcd.io/v1", "Kustomization", true],
    ["kustomize.config.k8s.io/v1beta1", "Kustomization", false],
    ["kustomize.toolkit.fluxcd.io/v1", "Other", false],
  ])("%s %s is one of Flux's: %s", (apiVersion, kind, expected) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\nspec: { path: ./a }\n`;
    expect(treeOf({ "flux/a.yaml": text, "a/m.yaml": map("m") }).kustomizations).toHaveLength(expected ? 2 : 1);
  });
});

describe("its folder", () => {
  const placed = (spec: string, sources = "", syncs = "") => {
    const one = oneOf(
      { "flux/a.yaml": ks("a", spec), "a/m.yaml": map("m"), "flux/s.yaml": sources, "f.yaml": syncs },
      "a",
    );
    return one?.unknown ?? one?.folder;
  };
  const ours = instance("url: ssh://git@x/y.git, path: ./flux");
  const ref = "sourceRef: { kind: GitRepository, name: s }";

  test.each([
    ["path: ./a", "", "", "a"],
    ["path: ./a, sourceRef: { name: s }", git("s", "https://x/y"), ours, "a"],
    [`path: ./a, ${ref}`, git("s", "git@X:y"), ours, "a"],
    [
      `path: ./a, ${ref}`,
      git("s", "https://x/other"),
      ours,
      "its source GitRepository s is https://x/other, not this checkout",
    ],
    [`path: ./a, ${ref}`, git("s", "https://x/other"), "", "a"],
    [`path: ./gone, ${ref}`, git("s", "https://x/other"), "", "its source GitRepository s may be another repository"],
    [`path: ../gone, ${ref}`, git("s", "https://x/other"), "", "its source GitRepository s may be another repository"],
    [`path: ./a, ${ref}`, git("s", "https://${H}/y"), ours, "a"],
    [
      `path: ./a, ${ref}`,
      git("s", "https://${H}/other"),
      ours,
      "its source GitRepository s is another repository, at a URL that only the cluster knows",
    ],
    [`path: ./a, ${ref}`, git("s", "https://${H}/other"), "", "a"],
    [`path: ./a, ${ref}`, git("s", "https://x/${H}"), ours, "a"],
    ["path: ./a, sourceRef: { kind: Bucket, name: b }", "", "", "its source is a Bucket"],
    ["path: ./a, sourceRef: { kind: ExternalArtifact, name: b }", "", "", "its source is a ExternalArtifact"],
    ["path: './${X}'", "", "", "its path ./${X} holds a variable that nothing here resolves"],
    ["path: ./gone", "", "", "gone"],
  ])("%s %s", (spec, sources, syncs, expected) => expect(placed(spec, sources, syncs)).toBe(expected));

  test.each([
    [
      "path: ./a, sourceRef: { name: s }",
      git("s", "https://x/other"),
      ours,
      "its source GitRepository s is https://x/other, not this checkout",
    ],
    [`path: ./a, ${ref}`, git("s", "https://x/other").replace("GitRepository", "Bucket"), ours, "a"],
    [`path: ./a, ${ref}`, git("t", "https://x/other"), ours, "a"],
    [`path: ./gone, ${ref}`, git("s", "https://x/y"), ours, "gone"],
    [`path: ./a, ${ref}`, git("s", "https://${H}/g/y"), ours, "a"],
    ["prune: true", "", "", ""],
  ])("finer: %s %s", (spec, sources, syncs, expected) => expect(placed(spec, sources, syncs)).toBe(expected));

  test.each([
    ["ssh://git@github.com/A/b.git", "github.com/a/b"],
    ["git@github.com:a/b", "github.com/a/b"],
    ["https://github.com/a/b/", "github.com/a/b"],
    ["https://u:p@github.com/a/b.git/", "github.com/a/b"],
    ["oci://ghcr.io/a/b", "ghcr.io/a/b"],
    ["https://x/a.git.b", "x/a.git.b"],
    ["https://x/a@b", "x/a@b"],
  ])("the URL %s is %s", (url, expected) => expect(bareUrl(url)).toBe(expected));
});

describe("what a Kustomization does to its build", () => {
  const objects = (spec: string, texts: Record<string, string> = {}) =>
    oneOf({ "flux/a.yaml": ks("a", `path: ./a, ${spec}`), "a/m.yaml": map("m", ", labels: { l: '1' }"), ...texts }, "a")
      ?.build;

  test("namespace, names, metadata, components", () => {
    const build = objects(
      "targetNamespace: n, namePrefix: p-, nameSuffix: -s, commonMetadata: { labels: { x: y }, annotations: { z: w } }, components: [../c, ../gone]",
      {
        "c/kustomization.yaml":
          "kind: Component\npatches:\n  - { target: { name: m }, patch: \"[{ op: add, path: /data, value: { c: '1' } }]\" }\n",
      },
    );
    expect(build?.objects[0]?.value).toEqual({
      ...{ apiVersion: "v1", kind: "ConfigMap", data: { c: "1" } },
      metadata: { name: "p-m-s", namespace: "n", labels: { l: "1", x: "y" }, annotations: { z: "w" } },
    });
    expect(build?.faults).toMatchObject([
      { expected: "a folder gone with a kustomization.yaml", where: { file: "flux/a.yaml", line: 4 } },
    ]);
  });

  test("a patch without words that can be read is a gap", () => {
    const build = objects("patches: [{ target: { kind: ConfigMap } }]");
    expect(build?.gaps).toMatchObject([
      { kind: "unreadable", reason: "its patch cannot be read", where: { file: "flux/a.yaml", line: 4 } },
    ]);
    expect(build?.objects).toHaveLength(1);
  });

  test("substitution, but where an object says that it wants none, or there is no postBuild", () => {
    const with_ = (more: string, spec = "postBuild: { substitute: { A: v, N: ns } }") =>
      objects(spec, { "a/m.yaml": map('"${A}"', `, namespace: "\${N}"${more}`) })?.objects[0];
    expect(with_("")).toMatchObject({
      name: "v",
      namespace: "ns",
      value: { metadata: { name: "v", namespace: "ns" } },
    });
    for (const mark of ["labels", "annotations"]) {
      expect(with_(`, ${mark}: { kustomize.toolkit.fluxcd.io/substitute: disabled }`)?.name).toBe("${A}");
      expect(with_(`, ${mark}: { kustomize.toolkit.fluxcd.io/substitute: enabled }`)?.name).toBe("v");
    }
    expect(with_("", "prune: true")?.name).toBe("${A}");
    expect(objects("postBuild: { substitute: { A: v } }")?.objects[0]).not.toHaveProperty("namespace");
    expect(objects("postBuild: { substitute: { E: '' } }", { "a/m.yaml": map('"${E}"') })?.objects[0]?.name).toBe("");
    expect(objects("postBuild: {}", { "a/m.yaml": map('"${A:=d}"') })?.objects[0]?.name).toBe("d");
  });

  test("without a postBuild nothing is substituted, defaults neither; a patch that can be read leaves no gap", () => {
    expect(objects("prune: true", { "a/m.yaml": map('"${A:=d}"') })?.objects[0]?.name).toBe("${A:=d}");
    const patch = "patches: [{ patch: '[{ op: add, path: /data, value: { a: b } }]', target: { kind: ConfigMap } }]";
    const flat = objects(patch.replace("'[{", "'- {").replace("}]'", "}'"));
    expect([flat?.gaps, flat?.objects[0]?.value["data"]]).toEqual([[], { a: "b" }]);
  });

  test("one build that declares a Kustomization twice; a root of the profile waits for nothing", () => {
    const tree = treeOf({
      "flux/a.yaml": ks("a", "path: ./a"),
      "flux/b.yaml": ks("a", "path: ./b"),
      "a/m.yaml": map("m"),
    });
    expect(tree.repeated).toHaveLength(1);
    expect(tree.roots[0]).toMatchObject({ waits: false, dependsOn: [] });
    expect(tree.roots[0]?.variables).toEqual({ known: new Map(), hidden: new Set(), missing: [] });
  });

  test("where its folder is not there, the place of its path", () => {
    expect(oneOf({ "flux/a.yaml": ks("a", "path: ./gone") }, "a")?.build.faults).toMatchObject([
      { kind: "missing", where: { file: "flux/a.yaml", line: 4, column: 9 } },
    ]);
  });
});

describe("what cannot be seen", () => {
  const of = (texts: Record<string, string>) => repositoryOf({ "flux/m.yaml": map("m"), ...texts }, profile);

  test("what could make objects that are not seen", () => {
    expect(hiddenMaker(of({}))).toBeUndefined();
    expect(hiddenMaker(of({ "flux/r.yaml": map("r").replace("ConfigMap", "ResourceSet") }))).toBe(
      "the ResourceSet r makes objects that cannot be seen offline",
    );
    expect(hiddenMaker(of({ "flux/a.yaml": ks("a", "path: './${X}'") }))).toContain(
      "Kustomization a cannot be built: its path",
    );
    expect(hiddenMaker(of({ "flux/a.yaml": ks("a", "path: ./a, sourceRef: { kind: Bucket }") }))).toBeUndefined();
    expect(hiddenMaker(of({ "flux/kustomization.yaml": "resources: [https://x/y]\n" }))).toBeUndefined();
    expect(hiddenMaker(of({ "flux/kustomization.yaml": "resources: [m.yaml]\nhelmCharts: [{ name: x }]\n" }))).toBe(
      "flux/kustomization.yaml:2: its helmCharts are not imitated",
    );
  });

  test("what could bring objects, and what could only change them", () => {
    const repository = of({ "flux/kustomization.yaml": "resources: [m.yaml, https://x/y]\nvars: [{ name: x }]\n" });
    expect(gapsIn(repository).map(({ kind }) => kind)).toEqual(["remote"]);
    const [root] = repository.tree.roots;
    expect(root && valueGap(root, "HelmRelease")?.reason).toBe("its vars are not imitated");
  });

  test("what belongs to another cluster is no Talos of ours; runbooks are Markdown", () => {
    const talos = "machine: { type: worker }\n";
    const { talos: ours, runbooks } = of({
      ...{ "clusters/infra/talos/a.yaml": talos, "clusters/apps/talos/a.yaml": talos },
      ...{ "a.md": "x", "b.MD": "x", "c.mdx": "x" },
    });
    expect(ours.map(({ document }) => document.file)).toEqual(["clusters/infra/talos/a.yaml"]);
    expect(runbooks.map(({ path }) => path)).toEqual(["a.md", "b.MD"]);
  });

  test("why rows do not apply", () => {
    const named = profileOf({ repository: "x", releases: [{ name: "a", namespace: "b", phase: "c" }] });
    expect(withoutReleases(named)).toBeUndefined();
    expect(withoutRepository(profileOf({}))).toContain("--repo");
    expect(withoutRepository(profileOf({ repository: "x" }))).toBeUndefined();
    expect(withoutReleases(profileOf({}))).toContain("--repo");
    expect(withoutReleases(profileOf({ repository: "x" }))).toBe("the profile names no release");
    expect(withoutFlux(profileOf({ flux: given }))).toContain("--repo");
    expect(withoutFlux(profileOf({ repository: "x" }))).toBe("the profile does not use Flux");
    expect(withoutFlux(profileOf({ repository: "x", flux: given }))).toBeUndefined();
  });

  test("Kustomizations that no entry reaches", () => {
    const { unreached } = of({
      "flux/a.yaml": ks("a", "path: ./a"),
      "b/b.yaml": ks("b", "path: ./b"),
      "b/m.yaml": map("x"),
    });
    expect(unreached.map(({ name }) => name)).toEqual(["b"]);
  });
});

describe("folders of other clusters", () => {
  const paths = [
    ...["clusters/infra/x/a.yaml", "clusters/apps/x/a.yaml", "cluster/infra/a.yaml", "cluster/apps/x/a.yaml"],
    ...["bootstrap/apps/a.yaml", "bootstrap/infra/a.yaml", "apps/a.yaml", "docs/clusters/old/x/a.yaml"],
    ...["clusters/readme.yaml", "clusters/alone/a.yaml"],
  ];
  test("belong to them where this cluster has one beside", () => {
    const { belongs, siblings } = repositoryOf(Object.fromEntries(paths.map((path) => [path, "a: 1"])), bare);
    expect(siblings).toEqual(["alone", "apps"]);
    expect(paths.filter((path) => !belongs(path))).toEqual([
      ...["clusters/apps/x/a.yaml", "cluster/apps/x/a.yaml", "bootstrap/apps/a.yaml", "clusters/alone/a.yaml"],
    ]);
  });

  test.each([
    [["infra/x/a.yaml", "other/x/a.yaml"]],
    [["xclusters/infra/x/a.yaml", "xclusters/other/x/a.yaml"]],
    [["clustersx/infra/x/a.yaml", "clustersx/other/x/a.yaml"]],
    [["docs/clusters/infra/x/a.yaml", "docs/clusters/other/x/a.yaml"]],
    [["clusters/other/x/a.yaml", "apps/infra/x/a.yaml"]],
  ])("%j fork nowhere", (names) =>
    expect(repositoryOf(Object.fromEntries(names.map((path) => [path, "a: 1"])), bare).siblings).toEqual([]),
  );

  test("by the path that Flux takes, where the other has the same below", () => {
    const of = (path: string) =>
      repositoryOf(
        Object.fromEntries(
          ["k/infra/flux/a.yaml", "k/b/flux/a.yaml", "k/c/apps/a.yaml", "k/a/flux/a.yaml"].map((one) => [one, "a: 1"]),
        ),
        profileOf({ name: "infra", flux: { ...given, kustomization: { path } } }),
      ).siblings;
    expect(of("./k/infra/flux")).toEqual(["a", "b"]);
    expect(of("./k/infra")).toEqual([]);
    expect(of("./k/other/flux")).toEqual([]);
  });
});

describe("HelmReleases", () => {
  const hr = (spec: string, meta = "name: web, namespace: n") =>
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { ${meta} }\nspec: { ${spec} }\n`;
  const source = (kind: string, name: string, spec: string, namespace = "n") =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
  const release = (spec: string, more: Record<string, string> = {}, meta?: string) =>
    repositoryOf({ "flux/hr.yaml": hr(spec, meta), ...more }, profile).releases[0];

  test("the release that it manages", () => {
    expect(release("timeout: 5m")?.release).toEqual({ name: "web", namespace: "n" });
    expect(release("targetNamespace: t")?.release).toEqual({ name: "t-web", namespace: "t" });
    expect(release("targetNamespace: t, releaseName: r")?.release).toEqual({ name: "r", namespace: "t" });
    expect(release("timeout: 5m", {}, "name: web")).toMatchObject({ namespace: "", source: { namespace: "" } });
    expect(release("postRenderers: [{ a: 1 }], dependsOn: [{ name: b }]")).toMatchObject({
      postRenderers: [{ a: 1 }],
      dependsOn: [{ kind: "HelmRelease", name: "b", namespace: "n" }],
    });
  });

  test("chart and version by an OCIRepository", () => {
    const oci = (ref: string) => ({
      "flux/s.yaml": source("OCIRepository", "web", `url: oci://x/web, ref: { ${ref} }`),
    });
    const one = release("chartRef: { kind: OCIRepository, name: web }", oci("tag: 1.2.3"));
    expect(one).toMatchObject({
      source: { kind: "OCIRepository", name: "web", namespace: "n", where: { line: 4, column: 9 } },
      sourceObject: { kind: "OCIRepository" },
      chart: { text: "oci://x/web", where: { file: "flux/s.yaml", line: 4 } },
      version: { text: "1.2.3", where: { file: "flux/s.yaml", line: 4 } },
    });
    expect(release("chartRef: { name: web }", oci("semver: 1.x"))?.version?.text).toBe("1.x");
    expect(release("chartRef: { name: web }", oci("digest: x"))).not.toHaveProperty("version");
    expect(release("chartRef: { name: web, namespace: o }", oci("tag: 1"))).not.toHaveProperty("sourceObject");
    expect(release("chartRef: { name: other }", oci("tag: 1"))).not.toHaveProperty("chart");
    const chart = { "flux/s.yaml": source("HelmChart", "web", "chart: web, version: 1.2.3") };
    const byChart = release("chartRef: { kind: HelmChart, name: web }", chart);
    expect([byChart?.sourceObject?.kind, byChart?.chart, byChart?.version]).toEqual([
      "HelmChart",
      undefined,
      undefined,
    ]);
    const urlless = { "flux/s.yaml": source("OCIRepository", "web", "ref: { tag: 1 }") };
    expect(release("chartRef: { name: web }", urlless)?.chart).toEqual({
      where: { file: "flux/s.yaml", line: 4, column: 1 },
    });
  });

  test("chart and version by a HelmRepository", () => {
    const repo = { "flux/s.yaml": source("HelmRepository", "r", "url: https://x/charts/") };
    expect(
      release("chart: { spec: { chart: web, version: 1.2.3, sourceRef: { kind: HelmRepository, name: r } } }", repo),
    ).toMatchObject({
      source: { kind: "HelmRepository", where: { line: 4 } },
      chart: { text: "https://x/charts/web", where: { file: "flux/hr.yaml", line: 4 } },
      version: { text: "1.2.3", where: { file: "flux/hr.yaml", line: 4 } },
    });
    expect(release("chart: { spec: { chart: web, sourceRef: { name: gone } } }", repo)).toMatchObject({
      source: { kind: "HelmRepository", name: "gone" },
      chart: { text: "web" },
    });
    expect(release("chart: { spec: { sourceRef: { name: r } } }", repo)).not.toHaveProperty("chart");
    expect(
      release("chart: { spec: { chart: web, version: '${V}', sourceRef: { name: r } } }", repo)?.version,
    ).not.toHaveProperty("text");
  });

  test("values, after those of ConfigMaps in their order; what is not seen is told", () => {
    const more = {
      "flux/v.yaml": `${map("v", ", namespace: n")}data:\n  values.yaml: |\n    a: 1\n    b: 1\n  other.yaml: |\n    c: 3\n    b: 2\n`,
      "flux/k/kustomization.yaml": "namespace: n\nconfigMapGenerator: [{ name: g, files: [values.yaml] }]\n",
      "flux/k/values.yaml": "g: 1\n",
    };
    const values = (spec: string) => release(spec, more)?.values;
    expect(values("values: { x: 1 }")).toEqual({ known: { x: 1 }, unresolved: [] });
    expect(
      values(
        "valuesFrom: [{ kind: ConfigMap, name: v }, { name: v, valuesKey: other.yaml }, { name: g }], values: { a: 9 }",
      ),
    ).toEqual({
      known: { a: 9, b: 2, c: 3, g: 1 },
      unresolved: [],
    });
    expect(
      values(
        "valuesFrom: [{ name: gone }, { kind: Secret, name: s }, { name: v, targetPath: a }, { name: v, valuesKey: none }, {}]",
      ),
    ).toEqual({
      known: {},
      unresolved: [
        ...["ConfigMap gone", "Secret s", "ConfigMap v", "ConfigMap v", "ConfigMap "].map(
          (one) => `values from ${one}`,
        ),
      ],
    });
    const elsewhere = release("valuesFrom: [{ name: v }]", {
      "flux/v.yaml": more["flux/v.yaml"].replace("namespace: n", "namespace: o"),
    });
    expect(elsewhere?.values.unresolved).toHaveLength(1);
    const secret = release("valuesFrom: [{ kind: Secret, name: v }]", {
      "flux/v.yaml": more["flux/v.yaml"].replace("ConfigMap", "Secret"),
    });
    expect(secret?.values).toEqual({ known: {}, unresolved: ["values from Secret v"] });
  });

  test("a reference means an object of its kind, name and namespace", () => {
    const tree = treeOf({ "flux/a.yaml": map("a", ", namespace: n"), "flux/b.yaml": map("b") });
    const where = { file: "x", line: 1, column: 1 };
    const of = (kind: string, name: string, namespace: string) => found(tree, { kind, name, namespace, where })?.name;
    expect([of("ConfigMap", "a", "n"), of("ConfigMap", "b", "")]).toEqual(["a", "b"]);
    expect([of("Secret", "a", "n"), of("ConfigMap", "x", "n"), of("ConfigMap", "a", "")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("what declares the hand-over", () => {
  const syncs = (texts: Record<string, string>, of = bare) =>
    repositoryOf(texts, of).syncs.map(({ by, kind, url, ref, branch, path }) => [
      by,
      kind,
      url?.text,
      ref?.text,
      branch?.text,
      path?.text,
    ]);
  const inside = "instance: { sync: { url: https://x/y, ref: r, path: p } }";

  test("a FluxInstance, values of its chart in a HelmRelease, a values file or a helmfile release", () => {
    const expected = (by: string) => [[by, "GitRepository", "https://x/y", "r", undefined, "p"]];
    expect(syncs({ "a.yaml": instance("url: https://x/y, ref: r, path: p") })).toEqual(expected("FluxInstance"));
    expect(syncs({ "a.yaml": `apiVersion: v2\nkind: HelmRelease\nspec: { values: { ${inside} } }\n` })).toEqual(
      expected("HelmRelease"),
    );
    expect(syncs({ "a.yaml": `${inside}\n` })).toEqual(expected("values"));
    expect(
      syncs({ "h.yaml": `releases: [{ name: flux, namespace: f, chart: c, values: [{ a: 1 }, { ${inside} }] }]\n` }),
    ).toEqual(expected("helmfile"));
    expect(syncs({ "a.yaml": `apiVersion: v1\nkind: X\n${inside}\n` })).toEqual([]);
    expect(syncs({ "a.yaml": instance("kind: OCIRepository, url: oci://x") })).toEqual([
      ["FluxInstance", "OCIRepository", "oci://x", undefined, undefined, undefined],
    ]);
  });

  test("what only a rendering would tell has no text; what is known of the release has", () => {
    expect(syncs({ "a.yaml": instance("url: '${URL}', path: './{{ .Environment.Name }}'") })).toEqual([
      ["FluxInstance", "GitRepository", undefined, undefined, undefined, "./infra"],
    ]);
    const h =
      'releases: [{ name: flux, namespace: f, chart: c, values: [{ instance: { sync: { url: "{{ .Release.Name }}/{{ .Release.Namespace }}" } } }] }]\n';
    expect(syncs({ "h.yaml": h })[0]?.[2]).toBe("flux/f");
  });

  test("flux bootstrap: a Kustomization in the same file that takes the GitRepository, and a folder of this checkout", () => {
    const text = (spec: string, more = "") =>
      `${git("ops", "https://x/y", ", ref: { branch: b, name: n }")}---\n${ks("k", spec, more)}`;
    const of = (name: string, spec: string, more = "", texts = {}) => syncs({ [name]: text(spec, more), ...texts });
    const ref = "sourceRef: { name: ops }";
    expect(of("s.yaml", `path: ./a, ${ref}`, "", { "a/x.yaml": map("x") })).toEqual([
      ["GitRepository", "GitRepository", "https://x/y", "n", "b", "./a"],
    ]);
    expect(of("gotk-sync.yaml", `path: ./gone, ${ref}`)).toHaveLength(1);
    expect(of("s.yaml", `path: ./gone, ${ref}`)).toEqual([]);
    expect(of("s.yaml", `path: ../out, ${ref}`)).toEqual([]);
    expect(of("gotk-sync.yaml", ref)).toEqual([]);
    expect(of("gotk-sync.yaml", "path: ./gone, sourceRef: { name: other }")).toEqual([]);
    const own = (namespace: string, name = "ops") =>
      syncs({
        "s.yaml": `${git("ops", "https://x/y")}---\n${ks(name, `path: ./gone, ${ref}`, `, namespace: ${namespace}`)}`,
      });
    expect([own("flux-system"), own("other"), own("flux-system", "k")].map((one) => one.length)).toEqual([1, 0, 0]);
  });

  test("what another cluster's folder declares, or points at, is not ours", () => {
    const forked = { "clusters/infra/x/a.yaml": "a: 1", "clusters/apps/x/f.yaml": instance("path: clusters/infra/x") };
    expect(syncs(forked)).toEqual([]);
    expect(syncs({ ...forked, "f.yaml": instance("path: ./clusters/apps/x") })).toEqual([]);
    expect(syncs({ ...forked, "f.yaml": instance("path: /clusters/infra/x") })).toHaveLength(1);
  });

  test("what is there though no build brings it", () => {
    const sources = (texts: Record<string, string>, of = bare) =>
      implicitSources(repositoryOf(texts, of), of).map(({ kind, name, namespace }) => `${kind}/${namespace}/${name}`);
    expect(sources({ "a.yaml": map("a") })).toEqual(["GitRepository/flux-system/flux-system"]);
    const named = profileOf({ flux: { ...given, namespace: "ns", source: { ...given.source, name: "ops" } } });
    expect(sources({ "flux/a.yaml": map("a") }, named)).toEqual([
      "GitRepository/ns/ops",
      "Kustomization/ns/flux-system",
    ]);
    expect(sources({ "a.yaml": instance("kind: OCIRepository, url: x, name: s") })).toEqual([
      "OCIRepository/flux-system/s",
      "Kustomization/flux-system/s",
    ]);
    expect(sources({ "a.yaml": instance("url: x") })).toEqual([
      "GitRepository/flux-system/flux-system",
      "Kustomization/flux-system/flux-system",
    ]);
    expect(sources({ "a.yaml": "instance: { sync: { name: v } }\n" })).toContain("GitRepository/flux-system/v");
    expect(
      sources({
        "a.yaml": "apiVersion: v2\nkind: HelmRelease\nspec: { values: { instance: { sync: { name: h } } } }\n",
      }),
    ).toContain("GitRepository/flux-system/h");
    const gotk = `${git("ops", "https://x/y")}---\n${ks("k", "path: ./a, sourceRef: { name: ops }")}---\na: 1\n`;
    expect(sources({ "gotk-sync.yaml": gotk, "a/x.yaml": map("x") })).toEqual([
      ...["GitRepository/flux-system/ops", "Kustomization/flux-system/k", "Kustomization//k"],
    ]);
  });
});

describe("circles of dependsOn", () => {
  const on = (...names: string[]) => `dependsOn: [${names.map((name) => `{ name: ${name} }`).join(", ")}]`;
  const circles = (...texts: string[]) => {
    const repository = repositoryOf({ "flux/a.yaml": texts.join("---\n") }, profile);
    return circlesOf(repository.tree, repository.releases).map(({ path, where }) => [path.join(" "), where.line]);
  };
  const hr = (name: string, spec: string) =>
    ks(name, spec, ", namespace: n").replace("Kustomization", "HelmRelease").replace("kustomize", "helm");

  test("each once, from where it begins to where it closes; not who only leads to it", () => {
    expect(circles(ks("a", on("b", "c")), ks("b", on("gone")), ks("c", on("b", "d")), ks("d", on("c")))).toEqual([
      ["kustomization/-/c kustomization/-/d", 19],
    ]);
    expect(circles(ks("a", on("a")))).toEqual([["kustomization/-/a", 4]]);
    expect(circles(ks("a", on("b")), ks("b", on("c")), ks("c", on("a")))).toHaveLength(1);
    expect(circles(ks("a", on("b", "c")), ks("b", on("d")), ks("c", on("d")), ks("d", ""))).toEqual([]);
  });

  test("HelmReleases depend on HelmReleases, names on those of their namespace", () => {
    expect(circles(hr("a", on("b")), hr("b", on("a")))).toEqual([["helmrelease/n/a helmrelease/n/b", 9]]);
    expect(circles(hr("a", on("b")), ks("b", on("a"), ", namespace: n"))).toEqual([]);
    expect(circles(hr("a", "dependsOn: [{ name: a, namespace: o }]"))).toEqual([]);
  });

  test("who is below whom", () => {
    const { kustomizations } = treeOf({
      "flux/a.yaml": ks("a", "path: ./a"),
      "a/b.yaml": ks("b", "path: ./b"),
      "flux/c.yaml": ks("c", "path: ./c"),
    });
    const [root, a, b, c] = ["flux-system", "a", "b", "c"].map((name) =>
      kustomizations.find((one) => one.name === name),
    );
    if (!root || !a || !b || !c) throw new Error("not all there");
    expect([isBelow(b, a), isBelow(b, root), isBelow(a, b), isBelow(c, a), isBelow(root, root)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

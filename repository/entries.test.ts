import { describe, expect, test } from "vitest";
import { profileOf } from "../criteria/testing/profile.ts";
import { repositoryOf } from "../criteria/testing/repository.ts";
import { valueGap } from "./flux/tree.ts";
import { gapsIn, hiddenMaker, withoutFlux, withoutReleases, withoutRepository } from "./model.ts";

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

describe("where a tree begins", () => {
  const roots = (texts: Record<string, string>, of = profile) =>
    treeOf(texts, of).roots.map(({ name, namespace, folder, where }) => [
      name,
      namespace,
      folder,
      where.file,
      where.line,
    ]);

  test("another repository, though a Kustomization that is built later brings its source (samcday)", () => {
    const texts = {
      "f.yaml": instance("url: https://x/y, path: ./flux"),
      "flux/seedbox.yaml": ks("seedbox", "path: ., sourceRef: { kind: GitRepository, name: seedbox }"),
      "flux/sources.yaml": ks("sources", "path: ./sources, dependsOn: [{ name: seedbox }]"),
      "sources/seedbox.yaml": git("seedbox", "https://x/seedbox"),
    };
    expect(treeOf(texts).kustomizations.find(({ name }) => name === "seedbox")?.unknown).toContain("not this checkout");
  });

  test("the source that only the cluster has, beside others with their Kustomizations (USA-RedDragon)", () => {
    const own = (name: string) => ks(name, `path: ./${name}, sourceRef: { kind: GitRepository, name: flux-system }`);
    const texts = {
      "sync/secrets.yaml": `${git("secrets", "https://x/secrets")}---\n${ks("secrets", "path: ./, sourceRef: { kind: GitRepository, name: secrets }", ", namespace: flux-system")}`,
      "sync/apps.yaml": own("apps"),
      "sync/services.yaml": own("services"),
      "apps/x.yaml": map("x"),
      "services/y.yaml": map("y"),
    };
    expect(repositoryOf(texts, bare).syncs).toEqual([]);
    expect(roots(texts, bare).map(([name]) => name)).toEqual(["apps", "services"]);
    // one of two is not most of them, and a source with its file is none that only the cluster has
    expect(repositoryOf({ ...texts, "sync/services.yaml": map("z") }, bare).syncs).toHaveLength(1);
    expect(repositoryOf({ ...texts, "git.yaml": git("flux-system", "https://x/y") }, bare).syncs).toHaveLength(1);
  });

  test("an artifact that holds one folder of the checkout: paths count from there (xunholy)", () => {
    const oci = instance('kind: OCIRepository, url: "oci://x/y", path: ./clusters/a');
    const child = ks("child", "path: ./apps, sourceRef: { kind: OCIRepository, name: flux-system }");
    const of = profileOf({
      flux: { source: { url: "oci://x/y", ref: "v1" }, kustomization: { path: "./clusters/a" } },
    });
    const texts = { "f.yaml": oci, "kubernetes/clusters/a/ks.yaml": child, "kubernetes/apps/x.yaml": map("x") };
    expect(treeOf(texts, of).kustomizations.map(({ folder }) => folder)).toEqual([
      "kubernetes/clusters/a",
      "kubernetes/apps",
    ]);
    // two folders could be meant
    expect(treeOf({ ...texts, "staging/clusters/a/x.yaml": map("x") }, of).kustomizations).toEqual([]);
  });

  test("without a sync, what takes another repository is no root (samcday, tvories)", () => {
    const of = (name: string, path: string, source: string) =>
      ks(name, `path: ${path}, sourceRef: { kind: GitRepository, name: ${source} }`);
    const texts = {
      "k/a.yaml": of("a", "./a", "own"),
      "k/b.yaml": of("b", "./b", "own"),
      "k/charts.yaml": of("charts", ".", "charts"),
      "k/own.yaml": git("own", "https://x/y"),
      "k/other.yaml": git("charts", "https://x/charts"),
      "a/x.yaml": map("x"),
      "b/x.yaml": map("y"),
    };
    expect(treeOf(texts, bare).roots.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("the root of an artifact is no root of the checkout; a path in it is a folder of it", () => {
    const oci = (path: string) => ({ "f.yaml": instance(`kind: OCIRepository, url: "oci://x/y", path: "${path}"`) });
    const of = (path: string) =>
      profileOf({ flux: { source: { url: "oci://x/y", ref: "v1" }, kustomization: { path } } });
    expect(treeOf({ ...oci("./"), "a/x.yaml": map("x") }, of("./")).roots).toMatchObject([
      { unknown: expect.stringContaining("all of the OCIRepository oci://x/y") as string },
    ]);
    expect(treeOf({ ...oci("./a"), "a/x.yaml": map("x") }, of("./a")).objects).toHaveLength(1);
  });

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

  test("why checks do not apply", () => {
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

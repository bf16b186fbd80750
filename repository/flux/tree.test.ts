import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { bareUrl } from "./sync.ts";

const given = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const profile = profileOf({ name: "infra", flux: given });
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
    [
      "path: ./a, sourceRef: { kind: Bucket, name: b }",
      "",
      "",
      "its source is a Bucket, which this checkout does not show",
    ],
    [
      "path: ./a, sourceRef: { kind: ExternalArtifact, name: b }",
      "",
      "",
      "its source is an ExternalArtifact, which this checkout does not show",
    ],
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

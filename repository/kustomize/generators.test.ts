import { describe, expect, test } from "vitest";
import { checkoutOf } from "../../criteria/testing/repository.ts";
import { filesOf } from "../yaml/files.ts";
import { buildFolder } from "./folder.ts";

const FROM = { file: "ks.yaml", line: 3, column: 1 };
const built = (texts: Record<string, string>, folder = "k") => buildFolder(filesOf(checkoutOf(texts)), folder, FROM);
const map = (name: string, more = "") => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${more} }\n`;
const kustomization = (text: string, more: Record<string, string> = {}) =>
  built({ "k/kustomization.yaml": text, "k/a.yaml": map("a"), ...more });
const named = ({ objects }: ReturnType<typeof built>) => objects.map(({ kind, name }) => `${kind}/${name}`);
const dataOf = ({ objects }: ReturnType<typeof built>) => objects.at(-1)?.value["data"];

describe("transformers", () => {
  const object = (text: string, more: Record<string, string> = {}) =>
    kustomization(`resources: [a.yaml]\n${text}\n`, more).objects[0];
  const transformer = (more = "") =>
    `apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: { name: t, namespace: web }\n${more}`;

  test("names, labels and annotations; a Namespace and a CRD keep their names", () => {
    expect(object("namePrefix: p-\nnameSuffix: -s")?.value).toMatchObject({ metadata: { name: "p-a-s" } });
    expect(
      object("commonLabels: { a: '1' }\nlabels: [{ pairs: { b: '2' } }]\ncommonAnnotations: { c: '3' }")?.value,
    ).toMatchObject({
      metadata: { name: "a", labels: { a: "1", b: "2" }, annotations: { c: "3" } },
    });
    expect(object("commonAnnotations: { c: '3' }")?.value["metadata"]).toEqual({
      ...{ name: "a", labels: {}, annotations: { c: "3" } },
    });
    const own = { "k/a.yaml": map("a", ", labels: { x: '1', a: '0' }, annotations: { y: '1' }") };
    expect(object("commonLabels: { a: '1' }", own)?.value["metadata"]).toEqual({
      ...{ name: "a", labels: { x: "1", a: "1" }, annotations: { y: "1" } },
    });
    expect(object("namePrefix:")?.value).toEqual({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } });
    for (const kind of ["Namespace", "CustomResourceDefinition"])
      expect(object("namePrefix: p-", { "k/a.yaml": map("a").replace("ConfigMap", kind) })?.name).toBe("a");
  });

  test("a namespace; kinds of the whole cluster have none", () => {
    expect(object("namespace: web")).toMatchObject({
      namespace: "web",
      value: { metadata: { name: "a", namespace: "web" } },
    });
    expect(
      object("namespace: web", { "k/a.yaml": map("a").replace("ConfigMap", "ClusterRole") })?.namespace,
    ).toBeUndefined();
    const own = { "k/a.yaml": map("a", ", labels: { l: '1' }").replace("ConfigMap", "Namespace") };
    expect(object("namespace: web", own)).toMatchObject({
      name: "web",
      value: { metadata: { name: "web", labels: { l: "1" } } },
    });
  });

  test("a NamespaceTransformer, in a file or as text, sets the namespace and the fields that it names", () => {
    const at = (text: string, a = map("a")) => object("transformers: [t.yaml]", { "k/t.yaml": text, "k/a.yaml": a });
    expect(at(transformer())?.namespace).toBe("web");
    expect(at(transformer(), map("a", ", namespace: b"))?.namespace).toBe("web");
    expect(at(transformer("unsetOnly: true\n"), map("a", ", namespace: b"))?.namespace).toBe("b");
    expect(at(transformer("unsetOnly: true\n"))?.namespace).toBe("web");
    const inline = `transformers:\n  - |-\n    ${transformer().replaceAll("\n", "\n    ")}`;
    expect(object(inline)?.namespace).toBe("web");
    expect(kustomization(`resources: [a.yaml]\n${inline}`).gaps).toEqual([]);
    const specs = (spec: string) =>
      at(transformer(`fieldSpecs: [{ ${spec} }]\n`), `${map("a")}data: { n: old }\n`)?.value["data"];
    expect(specs("path: data/n")).toEqual({ n: "web" });
    expect(specs("path: data/n, kind: ConfigMap")).toEqual({ n: "web" });
    expect(specs("path: data/n, kind: Secret")).toEqual({ n: "old" });
    expect(specs("path: data/n, group: apps")).toEqual({ n: "old" });
    expect(specs("path: data/m")).toEqual({ n: "old" });
    expect(specs("path: data/m, create: true")).toEqual({ n: "old", m: "web" });
    expect(specs("path: data/m/o, create: true")).toEqual({ n: "old", m: { o: "web" } });
    expect(specs("create: true")).toEqual({ n: "old" });
    expect(specs("path: /data/n")).toEqual({ n: "web" });
    expect(Object.keys(at(transformer("fieldSpecs: [{ create: true }]\n"))?.value ?? {})).not.toContain("");
    expect(at(transformer("fieldSpecs: [{ path: metadata/name }]\n"))?.value).toMatchObject({
      metadata: { name: "a" },
    });
  });

  test.each([
    ["another kind", { "k/t.yaml": transformer().replace("NamespaceTransformer", "LabelTransformer") }],
    ["no namespace", { "k/t.yaml": transformer().replace(", namespace: web", "") }],
    ["another kind beside", { "k/t.yaml": `${transformer()}---\n${map("m", ", namespace: n")}` }],
    ["no file", {}],
  ])("a transformer of %s stays a gap", (_, more) => {
    const build = kustomization("resources: [a.yaml]\ntransformers: [t.yaml]\n", more);
    expect(build.gaps).toMatchObject([{ kind: "transformer", reason: "its transformers are not imitated" }]);
    expect(build.faults).toEqual([]);
    expect(build.objects[0]?.namespace).toBeUndefined();
  });
});

describe("generators", () => {
  const made = (text: string, more: Record<string, string> = {}) =>
    kustomization(`configMapGenerator:\n  - { name: g, ${text} }\n`, more);

  test("literals, whose values may stand in quotes and hold =", () => {
    expect(dataOf(made("literals: [A=1, 'B=\"x y\"', 'C=a=b', \"D='q'\", E=, none, =x]"))).toEqual({
      ...{ A: "1", B: "x y", C: "a=b", D: "q", E: "" },
    });
    expect(dataOf(made('literals: ["A=two\\nlines"]'))).toEqual({ A: "two\nlines" });
  });

  test("quotes within a value stay, however many stand around it go; keys are as long as they are", () => {
    const { objects } = made(`literals: ["LONG=1", 'I=a"b', "Q=''x''"]`);
    expect(objects[0]?.value["data"]).toEqual({ LONG: "1", I: 'a"b', Q: "x" });
    expect(dataOf(made("envs: [e.env]", { "k/e.env": "#X=1\nY=1#\n" }))).toEqual({ Y: "1#" });
  });

  test("env files, line by line", () => {
    const env = "# a comment\nA=1\n\n  B='2'\nC\n";
    expect(dataOf(made("envs: [e.env, f.env], literals: [A=0, Z=9]", { "k/e.env": env, "k/f.env": "D=4" }))).toEqual({
      ...{ A: "1", Z: "9", B: "2", C: "(from a file)", D: "4" },
    });
    expect(dataOf(made("env: e.env", { "k/e.env": env }))).toEqual({ A: "1", B: "2", C: "(from a file)" });
    expect([...made("envs: [e.env]", { "k/e.env": env }).files]).toContain("k/e.env");
  });

  test("files by their name, or under a key; their documents are held, not their text", () => {
    const { objects, files, faults } = made("files: [v.yaml, key=w.yaml, t.txt]", {
      "k/v.yaml": "a: 1",
      "k/w.yaml": "b: 1",
      "k/t.txt": "t",
    });
    expect(objects[0]?.value["data"]).toEqual({
      ...{ "v.yaml": "(from a file)", key: "(from a file)", "t.txt": "(from a file)" },
    });
    expect(Object.entries(objects[0]?.holds ?? {}).map(([key, { value }]) => [key, value])).toEqual([
      ["v.yaml", { a: 1 }],
      ["key", { b: 1 }],
    ]);
    expect([...files]).toEqual(["k/kustomization.yaml", "k/v.yaml", "k/w.yaml", "k/t.txt"]);
    expect(faults).toEqual([]);
  });

  test("what is not there is a fault, what is fetched a gap of this kind", () => {
    const where = { file: "k/kustomization.yaml", line: 2, column: 5 };
    expect(made("files: [gone.yaml], envs: [gone.env]").faults).toEqual([
      { kind: "missing", where, expected: "a file k/gone.env", actual: "there is none" },
      { kind: "missing", where, expected: "a file k/gone.yaml", actual: "there is none" },
    ]);
    const remote = kustomization("secretGenerator:\n  - { name: g, files: [a=https://x/y] }\n");
    expect(remote.gaps).toEqual([
      { kind: "transformer", where, reason: "https://x/y is fetched from elsewhere", touches: ["Secret"] },
    ]);
    expect(named(remote)).toEqual(["Secret/g"]);
    expect(made("files: [../../out.yaml]").faults).toMatchObject([{ kind: "outside" }]);
  });

  test("its namespace; what only changes another, or has no name, makes nothing", () => {
    expect(made("namespace: n").objects).toMatchObject([
      { apiVersion: "v1", kind: "ConfigMap", name: "g", namespace: "n" },
    ]);
    expect(made("behavior: create").objects[0]).not.toHaveProperty("namespace");
    expect(made("behavior: merge").objects).toEqual([]);
    expect(made("behavior: replace").objects).toEqual([]);
    expect(kustomization("configMapGenerator: [{ literals: [A=1] }]\n").objects).toEqual([]);
  });
});

describe("replacements", () => {
  const texts = {
    "k/a.yaml": `${map("a", ", namespace: n, labels: { a.b/c: v }")}data: { K: v, O: { p: q } }\n`,
    "k/b.yaml": `${map("b")}data: { X: old }\n`,
  };
  const replaced = (source: string, target: string, more = "") =>
    kustomization(
      `resources: [a.yaml, b.yaml]\nreplacements:\n  - source: { ${source} }\n    targets: [{ ${target} }${more}]\n`,
      texts,
    );
  const from = "kind: ConfigMap, name: a, fieldPath: data.K";
  const into = "select: { kind: ConfigMap, name: b }, fieldPaths: [data.X]";

  test.each([
    [from, into, { X: "v" }],
    ["name: a, fieldPath: data.O", into, { X: { p: "q" } }],
    ["name: a", into, { X: "a" }],
    ["namespace: n, fieldPath: 'metadata.labels.[a.b/c]'", into, { X: "v" }],
    ["version: v1, name: a, fieldPath: data.K", into, { X: "v" }],
    [from, "select: { name: b }, fieldPaths: [data.X, data.Y]", { X: "v" }],
    [from, "select: { name: b }, fieldPaths: [data.X, data.Y.Z], options: { create: true }", { X: "v", Y: { Z: "v" } }],
    [from, "select: { name: b }, fieldPaths: [data.Y], options: { create: false }", { X: "old" }],
    [from, "select: { name: other }, fieldPaths: [data.X]", { X: "old" }],
    [from, "select: { name: b, group: apps }, fieldPaths: [data.X]", { X: "old" }],
    [from, "select: { name: b, version: v2 }, fieldPaths: [data.X]", { X: "old" }],
    [from, "select: { name: b, namespace: n }, fieldPaths: [data.X]", { X: "old" }],
    [from, "fieldPaths: [data.X]", { X: "old" }],
    [
      from,
      "select: { name: b }, fieldPaths: [data.1a, data.a1], options: { create: true }",
      { X: "old", "1a": "v", a1: "v" },
    ],
  ])("%s → %s", (source, target, data) => {
    const build = replaced(source, target);
    expect(dataOf(build)).toEqual(data);
    expect(build.gaps).toEqual([]);
  });

  test.each([
    ["kind: ConfigMap, fieldPath: data.K", into],
    ["name: none", into],
    ["name: a, fieldPath: data.none", into],
    [`${from}, options: { delimiter: / }`, into],
    [from, `${into}, options: { index: 1 }`],
    [from, `${into}, options: { create: true, index: 1 }`],
    [from, "select: { kind: ConfigMap, name: b }, fieldPaths: [data.10]"],
    [from, `${into}, reject: [{ name: c }]`],
    [from, "select: { kind: ConfigMap, name: b }, fieldPaths: ['data.[name=x]']"],
    [from, "select: { kind: ConfigMap, name: b }, fieldPaths: [data.*]"],
    [from, "select: { kind: ConfigMap, name: b }, fieldPaths: [data.X, data.0]"],
  ])("%s → %s is not imitated", (source, target) => {
    const build = replaced(source, target);
    expect(dataOf(build)).toEqual({ X: "old" });
    expect(build.gaps).toEqual([
      {
        kind: "transformer",
        where: { file: "k/kustomization.yaml", line: 3, column: 5 },
        reason: "one of its replacements is not imitated",
        touches: ["ConfigMap"],
      },
    ]);
  });

  test("one that names no kind may touch any", () => {
    expect(replaced("name: none", "select: { name: b }, fieldPaths: [data.X]").gaps[0]).not.toHaveProperty("touches");
    expect(replaced("name: none", into, ", { select: { name: x } }").gaps[0]).not.toHaveProperty("touches");
    expect(replaced("name: none", into, ", { select: { kind: Secret } }").gaps).toMatchObject([
      { touches: ["ConfigMap", "Secret"] },
    ]);
  });

  test("of a file: a list, or one; what cannot be read leaves a gap", () => {
    const of = (path: string, more: Record<string, string> = {}) =>
      kustomization(`resources: [a.yaml, b.yaml]\nreplacements: [{ path: ${path} }]\n`, { ...texts, ...more });
    const one = `source: { ${from} }\ntargets: [{ ${into} }]\n`;
    expect(dataOf(of("r.yaml", { "k/r.yaml": one }))).toEqual({ X: "v" });
    expect([...of("r.yaml", { "k/r.yaml": one }).files]).toContain("k/r.yaml");
    expect(of("https://x/y").gaps).toMatchObject([
      { kind: "remote" },
      { reason: "its replacements of https://x/y cannot be read" },
    ]);
    expect(of("https://x/y").faults).toEqual([]);
    expect(of("gone.yaml")).toMatchObject({
      faults: [{ kind: "missing", expected: "a file k/gone.yaml" }],
      gaps: [{ kind: "transformer", reason: "its replacements of gone.yaml cannot be read" }],
    });
  });
});

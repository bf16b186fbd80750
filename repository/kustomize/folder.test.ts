import { describe, expect, test } from "vitest";
import { checkoutOf } from "../../criteria/testing/repository.ts";
import { filesOf } from "../yaml/files.ts";
import { buildFolder, folderNamed } from "./folder.ts";

const FROM = { file: "ks.yaml", line: 3, column: 1 };
const built = (texts: Record<string, string>, folder = "k") => buildFolder(filesOf(checkoutOf(texts)), folder, FROM);
const map = (name: string, more = "") => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${more} }\n`;
const kustomization = (text: string, more: Record<string, string> = {}) =>
  built({ "k/kustomization.yaml": text, "k/a.yaml": map("a"), ...more });
const named = ({ objects }: ReturnType<typeof built>) => objects.map(({ kind, name }) => `${kind}/${name}`);
const dataOf = ({ objects }: ReturnType<typeof built>) => objects.at(-1)?.value["data"];

describe("where a build begins", () => {
  test.each([
    [{ "x.yaml": "a: 1" }, "no such folder"],
    [{ k: "a file" }, "it is a file"],
  ])("%j: %s", (texts, actual) => {
    expect(built(texts)).toMatchObject({
      objects: [],
      faults: [{ kind: "missing", where: FROM, expected: "a folder k with manifests", actual }],
    });
  });

  test.each(["kustomization.yaml", "kustomization.yml", "Kustomization"])("%s is read", (name) => {
    const { files, objects } = built({
      [`k/${name}`]: "resources: [b.txt.yaml]\n",
      "k/b.txt.yaml": map("b"),
      "k/c.yaml": map("c"),
    });
    expect(objects.map((one) => one.name)).toEqual(["b"]);
    expect([...files]).toEqual([`k/${name}`, "k/b.txt.yaml"]);
  });

  test("without a kustomization.yaml every manifest below counts, hidden files not, folders that have one as theirs says", () => {
    const build = built({
      "k/a.yaml": map("a"),
      "k/b.yml": map("b"),
      "k/.hidden.yaml": map("hidden"),
      "k/c.yaml.txt": map("text"),
      "k/x/y/d.yaml": map("d"),
      "k/z/kustomization.yaml": "resources: [e.yaml]\n",
      "k/z/e.yaml": map("e"),
      "k/z/f.yaml": map("f"),
    });
    expect(named(build)).toEqual(["ConfigMap/a", "ConfigMap/b", "ConfigMap/d", "ConfigMap/e"]);
    expect([...build.files].toSorted()).toEqual([
      ...["k/a.yaml", "k/b.yml", "k/x/y/d.yaml", "k/z/e.yaml", "k/z/kustomization.yaml"],
    ]);
    expect(build.faults).toEqual([]);
    expect(named(built({ "a.yaml": map("a"), "b/c.yaml": map("c") }, ""))).toEqual(["ConfigMap/a", "ConfigMap/c"]);
  });

  test.each([
    ["./a/b", "a/b"],
    ["/a/b", "a/b"],
    ["//a/b", "a/b"],
    ["a/b/", "a/b"],
    ["./", ""],
    ["../x", undefined],
  ])("the folder of %s is %j", (path, folder) => expect(folderNamed(path)).toBe(folder));
});

describe("resources", () => {
  test("files, folders and bases; what is not there, has no kustomization.yaml, or leads out is a fault", () => {
    const more = { "k/b/kustomization.yaml": "resources: [b.yaml]\n", "k/b/b.yaml": map("b"), "n/c.yaml": map("c") };
    const build = kustomization("resources: [a.yaml, b, gone, ../n, ../../out]\nbases: [./b]\n", more);
    expect(named(build)).toEqual(["ConfigMap/a", "ConfigMap/b", "ConfigMap/b"]);
    const at = (column: number) => ({ file: "k/kustomization.yaml", line: 1, column });
    expect(build.faults).toEqual([
      { kind: "missing", where: at(24), expected: "a file or folder k/gone", actual: "there is none" },
      { kind: "missing", where: at(30), expected: "a folder n with manifests", actual: "it has no kustomization.yaml" },
      { kind: "outside", where: at(36), expected: "a path within the checkout", actual: "../../out leads out of it" },
      expect.objectContaining({ kind: "duplicate" }),
    ]);
  });

  test.each([
    ["https://x/y.yaml", "remote"],
    ["git::ssh://x/y", "remote"],
    ["git@x:y", "remote"],
    ["x/y?ref=main", "remote"],
    ["x/y?timeout=1s&ref=main", "remote"],
    ["github.com/x/y", "remote"],
    ["./{{ x }}.yaml", "template"],
  ])("%s is a gap: %s", (path, kind) => {
    const { gaps, faults } = kustomization(`resources: ["${path}"]\n`);
    expect(gaps).toMatchObject([{ kind, where: { file: "k/kustomization.yaml", line: 1 } }]);
    expect(faults).toEqual([]);
  });

  test.each(["sub/https://x", "sub/git@x", "x/git::y", "x/github.com/y"])("%s is a path", (path) => {
    expect(kustomization(`resources: ["${path}"]\n`)).toMatchObject({ gaps: [], faults: [{ kind: "missing" }] });
  });

  test("lists hold objects; documents that are none, or say nothing, are passed over", () => {
    const text = `kind: List\nitems:\n  - ${map("x").replaceAll("\n", "\n    ")}\n  - text\n---\n# nothing\n---\nkind: ShortList\n---\na: 1\n---\n- b\n---\n${map("y")}`;
    const build = kustomization("resources: [l.yaml]\n", { "k/l.yaml": text });
    expect(named(build)).toEqual(["ConfigMap/x", "ConfigMap/y"]);
    expect(build.gaps).toEqual([]);
  });

  test("what has items is a list by its kind only; what is no path names nothing", () => {
    const items = (kind: string) => ({
      "k/a.yaml": `apiVersion: v1\nkind: ${kind}\nmetadata: { name: l }\nitems: [{ kind: X }]\n`,
    });
    expect(named(kustomization("resources: [a.yaml]\n", items("Listing")))).toEqual(["Listing/l"]);
    expect(named(kustomization("resources: [a.yaml]\n", items("XList")))).toEqual(["X/"]);
    expect(
      named(kustomization("resources: [a.yaml]\n", { "k/a.yaml": map("l").replace("ConfigMap", "XList") })),
    ).toEqual(["XList/l"]);
    expect(kustomization("resources: [a.yaml, { b: 1 }]\n")).toMatchObject({ faults: [], gaps: [] });
  });

  test("what cannot be read for certain is a gap, where it stands", () => {
    const build = kustomization("resources: [a.yaml, b.yaml, c.yaml]\n", {
      "k/b.yaml": `${map("b")}---\na: [\n`,
      "k/c.yaml": "{{ if .x }}\nkind: X\n{{ end }}\n",
    });
    expect(named(build)).toEqual(["ConfigMap/a", "ConfigMap/b"]);
    expect(build.gaps.map(({ kind, where, reason }) => [kind, where.file, reason])).toEqual([
      ["unreadable", "k/b.yaml", "k/b.yaml cannot be read for certain"],
      ["unreadable", "k/c.yaml", "k/c.yaml cannot be read for certain"],
    ]);
    expect(kustomization("resources: [\n").gaps).toMatchObject([
      { kind: "unreadable", reason: "its kustomization.yaml cannot be read for certain" },
    ]);
  });

  test("an object twice is a fault; of another namespace, kind or group it is another one", () => {
    const b = map("a", ", namespace: b");
    const others = `${b}---\n${map("a").replace("ConfigMap", "Secret")}---\n${map("a").replace("v1", "x/v1")}---\n${map("")}---\n${map("")}`;
    expect(kustomization("resources: [a.yaml, b.yaml]\n", { "k/b.yaml": others }).faults).toEqual([]);
    expect(kustomization("resources: [a.yaml, b.yaml, c.yaml]\n", { "k/b.yaml": b, "k/c.yaml": b }).faults).toEqual([
      {
        kind: "duplicate",
        where: { file: "k/c.yaml", line: 1, column: 1 },
        expected: "one ConfigMap b/a",
        actual: "another in k/b.yaml:1",
      },
    ]);
    const beta = `${map("a").replace("v1", "x/v1")}---\n${map("a").replace("v1", "x/v1beta1")}`;
    expect(kustomization("resources: [b.yaml]\n", { "k/b.yaml": beta }).faults).toMatchObject([
      { expected: "one ConfigMap a" },
    ]);
  });
});

describe("components and what surrounds them", () => {
  const component =
    "kind: Component\npatches:\n  - { target: { kind: ConfigMap }, patch: \"[{ op: add, path: /data, value: { c: '1' } }]\" }\n";

  test("a component works on what is there before it, not on its own list's order", () => {
    const build = kustomization("resources: [a.yaml]\ncomponents: [../c, ../gone, https://x/y]\n", {
      "c/kustomization.yaml": component,
    });
    expect(dataOf(build)).toEqual({ c: "1" });
    expect(build.faults).toMatchObject([
      { kind: "missing", expected: "a folder gone with a kustomization.yaml", actual: "no such folder" },
    ]);
    expect(build.gaps).toMatchObject([{ kind: "remote" }]);
  });

  test.each([
    [{ "c/x.yaml": "a: 1" }, "it has no kustomization.yaml"],
    [{ c: "text" }, "it is a file"],
  ])("a component of %j: %s", (more, actual) => {
    const build = kustomization("resources: [a.yaml]\ncomponents: [../c]\n", more);
    expect(build.faults).toMatchObject([{ kind: "missing", where: { line: 2 }, actual }]);
    expect(named(build)).toEqual(["ConfigMap/a"]);
  });

  test("Flux's own components come after the build", () => {
    const files = filesOf(checkoutOf({ "k/a.yaml": map("a"), "c/kustomization.yaml": component }));
    const added = ["c", "gone"].map((folder) => ({ folder, where: FROM }));
    const build = buildFolder(files, "k", FROM, added);
    expect(dataOf(build)).toEqual({ c: "1" });
    expect(build.faults).toMatchObject([{ where: FROM, expected: "a folder gone with a kustomization.yaml" }]);
    expect([...build.files]).toEqual(["k/a.yaml", "c/kustomization.yaml"]);
  });

  test("one that includes itself does not end in a loop", () => {
    const { faults } = kustomization("resources: [a.yaml]\ncomponents: [../c]\n", {
      "c/kustomization.yaml": "kind: Component\ncomponents: [../c]\n",
    });
    expect(faults).toMatchObject([{ kind: "invalid", actual: "c includes itself" }]);
  });

  test.each([
    ["", true],
    ["apiVersion: x/v1\nkind: Kustomization\nmetadata: { name: x }\n", true],
    ["resources:\n", true],
    ["resources: []\n", false],
    ["kind: Component\n", false],
    ["patches: [{ path: p.yaml }]\n", false],
    ["namespace: a\n", false],
    ["apiVersion: x/v1\nnamespace: a\n", false],
  ])("%j is empty: %s; only the one that Flux itself builds may be", (text, expected) => {
    if (text === "") return;
    const files = { "k/kustomization.yaml": `# x\n${text}`, "k/p.yaml": "kind: X\n" };
    const kinds = (folder: string, more = {}) => built({ ...files, ...more }, folder).faults.map(({ kind }) => kind);
    expect(kinds("k")).toEqual([]);
    const key = text.includes("Component") ? "components" : "resources";
    expect(kinds("above", { "above/kustomization.yaml": `${key}: [../k]\n` })).toEqual(expected ? ["empty"] : []);
  });

  test("a Component among resources, and a Kustomization among components", () => {
    const other = { "k/kustomization.yaml": "resources: [../c]\n", "c/kustomization.yaml": component };
    const plain = { "c/kustomization.yaml": "patches: []\n" };
    const where = { file: "k/kustomization.yaml", line: 1, column: 13 };
    expect(built(other).faults).toMatchObject([
      { kind: "invalid", where, actual: "kind: Component, which belongs to components" },
    ]);
    const wrong = {
      expected: expect.stringContaining("kind: Component in c/kustomization.yaml"),
      actual: "kind: Kustomization",
    };
    expect(built({ "k/kustomization.yaml": "components: [../c]\n", ...plain }).faults).toMatchObject([wrong]);
    const files = filesOf(checkoutOf({ "k/a.yaml": map("a"), ...plain }));
    expect(buildFolder(files, "k", FROM, [{ folder: "c", where: FROM }]).faults).toMatchObject([
      { ...wrong, where: FROM },
    ]);
  });

  test.each([
    ["transformers: [t.yaml]", "transformer"],
    ["generators: [g.yaml]", "chart"],
    ["helmCharts: [{ name: x }]", "chart"],
    ["vars: [{ name: X }]", "transformer"],
  ])("%s is not imitated: a gap of kind %s", (text, kind) => {
    const { gaps } = kustomization(`resources: [a.yaml]\n${text}\n`);
    const [key = ""] = text.split(":");
    expect(gaps).toEqual([
      { kind, where: { file: "k/kustomization.yaml", line: 2, column: 1 }, reason: `its ${key} are not imitated` },
    ]);
  });
});

describe("patches", () => {
  const patch = `${map("a")}data: { p: '1' }\n`;

  test("inline, by a file, by the older keys", () => {
    const of = (text: string) =>
      kustomization(`resources: [a.yaml]\n${text}\n`, {
        "k/p.yaml": patch,
        "k/j.yaml": "- { op: add, path: /data, value: { j: '1' } }\n",
      });
    const inline = `|-\n      ${patch.replaceAll("\n", "\n      ")}`;
    expect(dataOf(of(`patches:\n  - patch: ${inline}`))).toEqual({ p: "1" });
    expect(dataOf(of("patches: [{ path: p.yaml }]"))).toEqual({ p: "1" });
    expect(dataOf(of("patchesStrategicMerge: [p.yaml]"))).toEqual({ p: "1" });
    expect(dataOf(of(`patchesStrategicMerge:\n  - ${inline}`))).toEqual({ p: "1" });
    expect(dataOf(of("patchesJson6902: [{ path: j.yaml, target: { kind: ConfigMap } }]"))).toEqual({ j: "1" });
    expect([...of("patches: [{ path: p.yaml }]").files]).toContain("k/p.yaml");
    expect(of("patches: [{ target: { kind: X } }]")).toMatchObject({ faults: [], gaps: [] });
  });

  test("others stay as they are", () => {
    const more = { "k/b.yaml": map("b"), "k/p.yaml": patch };
    const { objects } = kustomization("resources: [a.yaml, b.yaml]\npatches: [{ path: p.yaml }]\n", more);
    expect(objects.map(({ name, value }) => [name, value["data"]])).toEqual([
      ["a", { p: "1" }],
      ["b", undefined],
    ]);
  });

  test("one that is not there, or cannot be read, is told; one that deletes takes the object away", () => {
    const gone = kustomization("resources: [a.yaml]\npatches: [{ path: gone.yaml }]\n");
    expect(gone.faults).toEqual([
      {
        kind: "missing",
        where: { file: "k/kustomization.yaml", line: 2, column: 11 },
        expected: "a patch k/gone.yaml",
        actual: "no such file",
      },
    ]);
    expect(kustomization('resources: [a.yaml]\npatches: [{ patch: "a: [" }]\n').gaps).toMatchObject([
      { kind: "unreadable", reason: "its patch cannot be read", where: { line: 2 } },
    ]);
    expect(kustomization("resources: [a.yaml]\npatches: [{ path: https://x/y }]\n").gaps).toMatchObject([
      { kind: "remote" },
    ]);
    const deletes = kustomization("resources: [a.yaml]\npatches: [{ path: d.yaml }]\n", {
      "k/d.yaml": `$patch: delete\n${map("a")}`,
    });
    expect(deletes.objects).toEqual([]);
  });
});

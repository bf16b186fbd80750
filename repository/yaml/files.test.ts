import { expect, test } from "vitest";
import { checkoutOf } from "../../criteria/testing/repository.ts";
import { summaryOf } from "../../observations/checkout.ts";
import { filesOf, isAside, manifestOf } from "./files.ts";
import { groupOf } from "../../observations/kubernetes.ts";

test("files by path and folder; a folder is what something lies below", () => {
  const files = filesOf(checkoutOf({ "a.yaml": "a: 1", "k/b/c.yaml": "c: 1", "k/b/d.txt": "d", "k/e/f.yaml": "f: 1" }));
  expect(files.file("k/b/c.yaml")?.path).toBe("k/b/c.yaml");
  expect(files.file("k/b")).toBeUndefined();
  expect(["", "k", "k/b", "k/b/c.yaml", "b"].map(files.isFolder)).toEqual([true, true, true, false, false]);
  expect(files.within("k/b").map(({ path }) => path)).toEqual(["k/b/c.yaml", "k/b/d.txt"]);
  expect(files.within("k")).toEqual([]);
  expect([files.foldersOf(""), files.foldersOf("k"), files.foldersOf("k/b"), files.foldersOf("x")]).toEqual([
    ...[["k"], ["b", "e"], [], []],
  ]);
  expect(filesOf(checkoutOf({})).isFolder("")).toBe(true);
});

const ASIDE = [
  ...["archive", "k/.archive", "_archived", "._archive", ".private", "doc", "docs", "template", "templates/x"],
  ...["boilerplate", "example", "examples", "k/tests/x", "test", ".github", "vendor"],
  ...["mock", "mocks", "_old", "k/disabled", "deprecated", ".trash"],
];
const NEAR = [
  ...["k", "archives", "x-archive", "a.private", ".privates", "docs.d", "mydocs", "xtemplates", "templatesx"],
  ...[
    "xboilerplate",
    "boilerplates",
    "xexamples",
    "examplesx",
    "xtests",
    "testsx",
    "old",
    "backup",
    "x.github",
    ".githubs",
  ],
  ...["xvendor", "vendors"],
];

test.each([...ASIDE.map((folder) => ({ folder, aside: true })), ...NEAR.map((folder) => ({ folder, aside: false }))])(
  "what is in $folder lies aside: $aside",
  ({ folder, aside }) => {
    expect(isAside(`${folder}/a.yaml`)).toBe(aside);
    expect(filesOf(checkoutOf({ [`${folder}/a.yaml`]: "a: 1" })).documents).toHaveLength(aside ? 0 : 1);
  },
);

test("a file is not aside for its own name", () => expect(isAside("k/docs")).toBe(false));

test("what a document says it is", () => {
  const [whole, bare, ...none] = checkoutOf({
    "a.yaml":
      "apiVersion: v1\nkind: X\nmetadata: { name: a, namespace: b }\n---\napiVersion: v1\nkind: X\n---\nkind: X\n---\napiVersion: v1\n---\n- a\n",
  }).files.flatMap(({ documents }) => documents.map(manifestOf));
  expect(whole).toMatchObject({ apiVersion: "v1", kind: "X", name: "a", namespace: "b" });
  expect(bare).toMatchObject({ apiVersion: "v1", kind: "X", name: "" });
  expect(bare).not.toHaveProperty("namespace");
  expect(none).toEqual([undefined, undefined, undefined]);
});

test("the group of an apiVersion", () => {
  expect([groupOf("kustomize.toolkit.fluxcd.io/v1"), groupOf("v1"), groupOf("")]).toEqual([
    ...["kustomize.toolkit.fluxcd.io", "", ""],
  ]);
});

test("a summary says what was read and what troubled it, never what a file says", () => {
  const checkout = checkoutOf({
    "a.yaml":
      "apiVersion: v1\nkind: X\nmetadata: { name: a, namespace: b }\n---\napiVersion: v1\nkind: X\n---\nkind: X\n---\napiVersion: v1\n---\napiVersion: 1\nkind: X\n---\n# none\n",
    "b.yaml": "apiVersion: v1\nkind: X\nmetadata: { name: 1, namespace: 2 }\na: secret\na: secret\n",
    "c.txt": "secret",
  });
  const [c] = checkout.files.slice(2);
  if (c) c.trouble = { kind: "binary", message: "NUL bytes" };
  const [a] = checkout.files;
  if (a) a.template = "blocks";
  expect(summaryOf({ ...checkout, skipped: [{ path: "x", reason: "a loop" }] })).toEqual({
    root: "checkout",
    skipped: [{ path: "x", reason: "a loop" }],
    files: [
      { path: "a.yaml", size: expect.any(Number), template: "blocks", objects: ["v1 X b/a", "v1 X "] },
      {
        ...{ path: "b.yaml", size: expect.any(Number), objects: ["v1 X "] },
        problems: [expect.objectContaining({ kind: "duplicate-key", line: 5 })],
      },
      { path: "c.txt", size: 6, trouble: { kind: "binary", message: "NUL bytes" } },
    ],
  });
});

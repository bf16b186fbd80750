import { expect, test } from "vitest";
import type { YamlDocument } from "../../observations/checkout.ts";
import {
  at,
  baseOf,
  folderOf,
  get,
  inText,
  isRecord,
  isUnresolved,
  join,
  list,
  pointer,
  record,
  stringsWith,
  text,
  textAt,
  texts,
} from "./documents.ts";

const document: YamlDocument = {
  ...{ file: "k/a.yaml", index: 0, value: {}, problems: [], conditional: false },
  start: [1, 1],
  positions: { "/a": [2, 3], "/a/0": [3, 5], "/b~1c~0": [9, 1] },
};

test("a place is that of the key, of the nearest thing around it, or the file's first line", () => {
  expect(at(document, ["a", 0])).toEqual({ file: "k/a.yaml", line: 3, column: 5 });
  expect(at(document, ["a", 1, "x"])).toEqual({ file: "k/a.yaml", line: 2, column: 3 });
  expect(at(document, ["b/c~"])).toEqual({ file: "k/a.yaml", line: 9, column: 1 });
  expect(at(document)).toEqual({ file: "k/a.yaml", line: 1, column: 1 });
  expect(at({ ...document, start: [4, 2] }, ["z"])).toEqual({ file: "k/a.yaml", line: 4, column: 2 });
  expect(inText(at(document, ["a"]))).toBe("k/a.yaml:2");
  expect(pointer(["a/b", "~", 0])).toBe("/a~1b/~0/0");
});

test("what stands under a path; what an object inherits is not in it", () => {
  expect(get({ a: [{ b: 1 }] }, "a", 0, "b")).toBe(1);
  expect(get("a")).toBe("a");
  for (const [value, ...path] of [
    [{ a: 1 }, "toString"],
    [null, "a"],
    ["a", "length"],
    [{ a: null }, "a", "b"],
  ] as const)
    expect(get(value, ...path)).toBeUndefined();
});

test("text is what says something: numbers and booleans too, no empty string", () => {
  expect(["a", "", 1.2, 0, false, null, undefined, {}, ["a"]].map(text)).toEqual([
    ...["a", undefined, "1.2", "0", "false"],
    ...[undefined, undefined, undefined, undefined],
  ]);
  expect(textAt({ a: { b: true } }, "a", "b")).toBe("true");
  expect(texts(["a", 1, "", {}])).toEqual(["a", "1"]);
  expect([texts("a"), texts(undefined), texts({})]).toEqual([["a"], [], []]);
});

test("maps and lists, and nothing else in their place", () => {
  expect([{}, [], null, "a"].map(isRecord)).toEqual([true, false, false, false]);
  expect([record({ a: 1 }), record([1]), record(null)]).toEqual([{ a: 1 }, {}, {}]);
  expect([list([1]), list({ a: 1 }), list("a")]).toEqual([[1], [], []]);
});

test("what a template, a variable or a vault says is not known", () => {
  expect(["{{ x }}", "a{% x %}", "#{ x }#", "a${X}", "op://v/i"].every(isUnresolved)).toBe(true);
  expect(["a", "x op://v/i", "$X", "{ x }", "#a"].some(isUnresolved)).toBe(false);
  const placeholders = [
    "a/@site@/b",
    "a/<<site>>",
    "a/<site>/b",
    "a/[[ site ]]",
    "((site))",
    "a/%site%",
    "a/__SITE__/b",
  ];
  expect(placeholders.filter((it) => !isUnresolved(it))).toEqual([]);
  expect(
    [
      "a/REPLACE_ME/b",
      "CHANGEME",
      "https://REPLACE-ME.lab",
      "a/$SITE/b",
      "a/$(SITE)",
      "<%= site %>",
      "%{ if a }x",
    ].every(isUnresolved),
  ).toBe(true);
  const others = [
    "git@host:a/b",
    "a<b",
    "a > b",
    "[[",
    "a__b__c",
    "100%",
    "%Y-%m-%d",
    "a%2Fb%2Fc",
    "replacement",
    "$(x)",
  ];
  expect(others.filter(isUnresolved)).toEqual([]);
});

test("every string within a value that holds a text, with the way there", () => {
  expect(stringsWith({ a: ["$x", 1, { b: "y$" }, "z"], c: null }, "$")).toEqual([
    { path: ["a", 0], text: "$x" },
    { path: ["a", 2, "b"], text: "y$" },
  ]);
  expect(stringsWith("x", "x")).toEqual([{ path: [], text: "x" }]);
  expect(stringsWith("x", "y")).toEqual([]);
});

test.each([
  ["a/b", "../c", "a/c"],
  ["a", "./b//c/", "a/b/c"],
  ["", "b", "b"],
  ["a", "..", ""],
  ["a/b", "/c", "c"],
  ["a", "../../c", undefined],
  ["", "..", undefined],
])("from %j, %j is %j", (folder, relative, expected) => expect(join(folder, relative)).toBe(expected));

test("folder and name of a path", () => {
  expect([folderOf("a/b/c.yaml"), folderOf("c.yaml")]).toEqual(["a/b", ""]);
  expect([baseOf("a/b/c.yaml"), baseOf("c.yaml")]).toEqual(["c.yaml", "c.yaml"]);
});

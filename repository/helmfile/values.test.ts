import { expect, test } from "vitest";
import { assigned, differences, mergedValues, shown } from "./values.ts";

test("maps merge, null takes a key away, everything else is replaced", () => {
  const base = { a: { b: 1, c: 2 }, d: [1], e: "x", f: { g: 1 } };
  expect(mergedValues(base, { a: { b: null, n: 3 }, d: [2], e: { h: 1 }, f: "y" })).toEqual({
    ...{ a: { c: 2, n: 3 }, d: [2], e: { h: 1 }, f: "y" },
  });
  expect(mergedValues(base, { a: null })).toEqual({ d: [1], e: "x", f: { g: 1 } });
  expect(base.a).toEqual({ b: 1, c: 2 });
});

test.each([
  ["a.b", "1", { a: { b: 1, c: 2 } }],
  ["a.c", "0", { a: { c: 0 } }],
  ["a.c", "null", { a: {} }],
  ["n.m.o", "x", { a: { c: 2 }, n: { m: { o: "x" } } }],
  ["a.x\\.io/y", "-12", { a: { c: 2, "x.io/y": -12 } }],
  ["a.x\\.io/y.z", "True", { a: { c: 2, "x.io/y": { z: true } } }],
  ["a\\.b", "false", { a: { c: 2 }, "a.b": false }],
  ["b", "007", { a: { c: 2 }, b: "007" }],
  ["b", "1.5", { a: { c: 2 }, b: "1.5" }],
  ["b", "v1", { a: { c: 2 }, b: "v1" }],
  ["b", "1m", { a: { c: 2 }, b: "1m" }],
  ["b", "untrue", { a: { c: 2 }, b: "untrue" }],
  ["b", "truer", { a: { c: 2 }, b: "truer" }],
  ["b", "xfalse", { a: { c: 2 }, b: "xfalse" }],
  ["b", "falsex", { a: { c: 2 }, b: "falsex" }],
  ["b", "nonnull", { a: { c: 2 }, b: "nonnull" }],
  ["b", "nullable", { a: { c: 2 }, b: "nullable" }],
])("--set %s=%s", (path, value, expected) => expect(assigned({ a: { c: 2 } }, path, value)).toEqual(expected));

test("differences, each with the way there", () => {
  const of = (left: unknown, right: unknown) => differences(left, right).map(({ path }) => path.join("."));
  expect(of({ a: 1, b: { c: 1 } }, { b: { c: 2 }, d: 1 })).toEqual(["a", "b.c", "d"]);
  expect(of({ a: [1, { b: 1 }] }, { a: [1, { b: 2 }] })).toEqual(["a.1.b"]);
  expect(of({ a: [1] }, { a: [1, 2] })).toEqual(["a"]);
  expect(of({ a: [1] }, { a: "1" })).toEqual(["a"]);
  expect(of({ a: "x" }, { a: { b: "x" } })).toEqual(["a"]);
  for (const [left, right] of [
    ["1", 1],
    ["true", true],
    [{ a: {} }, {}],
    [{ a: { b: null } }, undefined],
    [null, undefined],
    [[], []],
    [{ a: { b: {} } }, { a: null }],
  ])
    expect(differences(left, right)).toEqual([]);
  for (const [left, right] of [
    ["", undefined],
    [0, undefined],
    [[], undefined],
    [{ a: 1 }, "[object Object]"],
    ["[object Object]", { a: 1 }],
    ["1", [1]],
    [[1], "1"],
    [1, "2"],
  ])
    expect(differences(left, right)).toEqual([{ path: [], left, right, unresolved: false }]);
  expect(differences("${X}", 1)[0]?.unresolved).toBe(true);
  expect(differences(1, "{{ x }}")[0]?.unresolved).toBe(true);
});

test("a value in a few words; what may be secret is never shown", () => {
  expect([shown(undefined), shown("a"), shown({ a: 1 }), shown(0)]).toEqual(["not set", '"a"', '{"a":1}', "0"]);
  expect(shown("x".repeat(78))).toBe(`"${"x".repeat(78)}"`);
  expect(shown("x".repeat(79))).toBe(`"${"x".repeat(76)}…`);
  for (const key of [
    "password",
    "rootPass",
    "passphrase",
    "clientSecret",
    "token",
    "apiKey",
    "credentials",
    "privateKey",
  ])
    expect(shown("x", ["a", key, 0])).toBe("[hidden]");
  for (const key of ["passage", "secretName", "tokenTTL", "replicas"]) expect(shown("x", [key])).toBe('"x"');
  expect(shown(undefined, ["password"])).toBe("not set");
});

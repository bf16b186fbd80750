import { expect, test } from "vitest";
import { kindOf, outputOf } from "./capture.ts";
import { formOf, placesOf } from "./form.ts";
import { linesOf } from "./lines.ts";

test("a form has the fields of all values, and the types of each", () => {
  expect(
    formOf([
      { a: 1, b: [] },
      { a: "x", b: [{ c: true }], d: null },
    ]),
  ).toEqual({
    a: "number|string",
    b: { "?": "list", "[]": { c: "boolean" } },
    d: "null",
  });
  expect([...placesOf({ a: "number|string", b: { "?": "list", "[]": { c: "boolean" } } })]).toEqual([
    ["a", ["number", "string"]],
    ["b", ["list"]],
    ["b[].c", ["boolean"]],
  ]);
});

test("words of an enumeration are told, and no other value is", () => {
  expect(formOf([{ phase: "Running", name: "Peter" }, { phase: "Pending" }])).toEqual({
    name: "string",
    phase: "string = Pending Running",
  });
  expect(formOf([{ reason: "node-1.example.org went" }])).toEqual({ reason: "string" });
});

test("keys that are names are none of its fields", () => {
  expect(formOf([{ labels: { app: "x" }, selector: { app: "x" }, by: { "10.0.0.1": 1 } }])).toEqual({
    labels: { "*": "string" },
    selector: { "*": "string" },
    by: { "*": "number" },
  });
  expect(formOf([{ selector: { matchLabels: { app: "x" } } }])).toEqual({
    selector: { matchLabels: { "*": "string" } },
  });
});

test("a line keeps its words alone", () => {
  const told = linesOf("any", "ok: node-1 at 10.0.0.1 v1.2.3 (4 of 5)\n\nok: node-1 at 10.0.0.2 v1.2.4 (6 of 7)\n", [
    "node-1",
  ]);
  expect(told).toEqual(["ok: <name> at <address> <version> (<number> of <number>)"]);
  expect(linesOf("any", 'nodes: ["10.0.0.1" "10.0.0.2"]', [])).toEqual(['nodes: ["<address>" …]']);
});

test("an output is JSON or lines, wherever it was asked", () => {
  const json = { exit: 0, stdout: '{\n  "a": 1\n}\n{\n  "a": "x"\n}\n' };
  expect(outputOf("any", [json, { exit: 0, stdout: "" }], [])).toEqual({ exit: 0, stdout: { a: "number|string" } });
  expect(outputOf("any", [{ exit: 1, stderr: "no 7\n" }], [])).toEqual({ exit: 1, stderr: ["no <number>"] });
});

test("of a kind its conditions are told, and neither schemas nor owned fields", () => {
  const object = {
    apiVersion: "v1",
    kind: "Thing",
    metadata: { name: "a", managedFields: [{ manager: "m", fieldsV1: { "f:x": {} } }] },
    spec: { versions: [{ name: "v1", schema: { deep: {} } }] },
    status: { conditions: [{ type: "Ready", status: "False", reason: "Late" }] },
  };
  expect(kindOf([object])).toEqual({
    form: {
      metadata: { name: "string", managedFields: { "[]": { manager: "string", fieldsV1: "object" } } },
      spec: { versions: { "[]": { name: "string", schema: "object" } } },
      status: {
        conditions: {
          "[]": { type: "string = Ready", status: "string = False", reason: "string = Late" },
        },
      },
    },
    conditions: ["Ready=False Late"],
  });
});

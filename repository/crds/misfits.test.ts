import { describe, expect, test } from "vitest";
import type { ObjectShape, Shape } from "../../schemas/shape.ts";
import { misfitsOf } from "./misfits.ts";

const object = (fields: Record<string, Shape>): ObjectShape => ({
  is: "object",
  fields: new Map(Object.entries(fields)),
});

const shape = object({
  spec: object({
    data: { is: "list", of: object({ secretKey: "string", remoteRef: object({ key: "string", property: "string" }) }) },
    target: object({
      name: "string",
      template: object({ engineVersion: "string", data: { is: "map", of: "string" } }),
    }),
    replicas: "number",
    suspend: "boolean",
    port: "scalar",
    values: "any",
  }),
});
const misfits = (spec: unknown) => misfitsOf({ spec }, shape).map(({ path, ...rest }) => [path.join("."), rest]);

describe("a field that is not there", () => {
  test("by its path through lists; with the name that was meant", () => {
    expect(misfits({ data: [{ remoteRef: { keyy: "a" } }] })).toEqual([
      ["spec.data.0.remoteRef.keyy", { expected: "unknown", meant: ["spec", "data", 0, "remoteRef", "key"] }],
    ]);
    expect(misfits({ other: 1 })).toEqual([["spec.other", { expected: "unknown" }]]);
  });

  test("at the wrong depth: further in, or further out", () => {
    expect(misfits({ engineVersion: "v2" })).toMatchObject([
      ["spec.engineVersion", { meant: ["spec", "target", "template", "engineVersion"] }],
    ]);
    expect(misfits({ target: { template: { suspend: true } } })).toMatchObject([
      ["spec.target.template.suspend", { meant: ["spec", "suspend"] }],
    ]);
  });

  test("a short name is meant only where one letter is off", () => {
    expect(misfits({ target: { nam: "x", na: "y" } })).toEqual([
      ["spec.target.nam", { expected: "unknown", meant: ["spec", "target", "name"] }],
      ["spec.target.na", { expected: "unknown" }],
    ]);
  });
});

describe("a value of another form", () => {
  test("each form against each", () => {
    expect(misfits({ replicas: "2", suspend: "yes", port: true, data: {}, target: [] })).toEqual([
      ["spec.replicas", { expected: "a number" }],
      ["spec.suspend", { expected: "true or false" }],
      ["spec.port", { expected: "text or a number" }],
      ["spec.data", { expected: "a list" }],
      ["spec.target", { expected: "fields" }],
    ]);
    expect(misfits({ target: { template: { data: { a: 1, b: "c" } } } })).toEqual([
      ["spec.target.template.data.a", { expected: "text" }],
    ]);
    expect(misfits({ replicas: 2, suspend: false, port: "http", values: { a: [1] }, target: null })).toEqual([]);
  });

  test("what something else fills in fits everywhere", () => {
    for (const open of ["${COUNT}", "{{ .count }}", "ENC[AES256_GCM,data:x]", "<<count>>", "@count@"])
      expect(misfits({ replicas: open, data: open, "${KEY}": 1, $patch: "delete" })).toEqual([]);
  });
});

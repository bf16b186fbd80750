import { expect, test } from "vitest";
import { differencesOf } from "./compare.ts";
import { shapeOfSchema, shapeOfVersion } from "./openapi.ts";
import type { Shape } from "./shape.ts";

const schema = {
  type: "object",
  properties: {
    apiVersion: { type: "string" },
    metadata: { type: "object" },
    spec: {
      type: "object",
      properties: {
        replicas: { type: "integer" },
        port: { "x-kubernetes-int-or-string": true },
        suspend: { type: "boolean" },
        labels: { type: "object", additionalProperties: { type: "string" } },
        rules: { type: "array", items: { type: "object", properties: { to: { type: "string" } } } },
        values: { type: "object", "x-kubernetes-preserve-unknown-fields": true, properties: { a: { type: "string" } } },
        template: { type: "object" },
      },
    },
    status: { type: "object", properties: { ready: { type: "boolean" } } },
  },
};

const at = (shape: Shape | undefined, ...names: string[]): Shape | undefined =>
  names.reduce<Shape | undefined>(
    (one, name) => (typeof one === "object" && one.is === "object" ? one.fields.get(name) : undefined),
    shape,
  );

test("a CRD's schema as a shape: fields, lists, maps, scalars; what it preserves or does not describe is anything", () => {
  const shape = shapeOfVersion(schema, "any");
  const spec = (name: string) => at(shape, "spec", name);
  expect(["replicas", "port", "suspend", "values", "template"].map(spec)).toEqual([
    ...["number", "scalar", "boolean", "any", "any"],
  ]);
  expect(spec("labels")).toEqual({ is: "map", of: "string" });
  expect(spec("rules")).toEqual({ is: "list", of: { is: "object", fields: new Map([["to", "string"]]) } });
  expect(at(shape, "status")).toBe("any");
  expect(at(shape, "kind")).toBe("string");
});

test("a version without a schema, or one that keeps what it does not know, is anything", () => {
  expect(shapeOfVersion(undefined, "any")).toBe("any");
  expect(shapeOfVersion({ type: "object", "x-kubernetes-preserve-unknown-fields": true }, "any")).toBe("any");
});

test("differences are told from the root down, by what they would do to a judgement", () => {
  const real = shapeOfSchema({
    type: "object",
    properties: {
      a: { type: "string" },
      b: { type: "array", items: { type: "object", properties: { c: { type: "string" }, d: { type: "string" } } } },
      e: { type: "integer" },
    },
  });
  const known: Shape = {
    is: "object",
    fields: new Map<string, Shape>([
      ["b", { is: "list", of: { is: "object", fields: new Map([["c", "any"]]) } }],
      ["e", "string"],
      ["f", "string"],
    ]),
  };
  expect(differencesOf(known, real)).toEqual([
    { path: "b[].d", is: "gone" },
    { path: "e", is: "form" },
    { path: "f", is: "more" },
    { path: "a", is: "gone" },
  ]);
  expect(differencesOf(real, real)).toEqual([]);
});

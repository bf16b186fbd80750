import { expect, test } from "vitest";
import { profileJsonSchema, schemasAt } from "./json-schema.ts";

test("the committed schema is the one that the profile's schema gives; `vitest -u` writes it", async () => {
  const current = `${JSON.stringify(profileJsonSchema(), undefined, 2)}\n`;
  await expect(current).toMatchFileSnapshot("profile.schema.json");
});

test("durations are described as they are written, and what has a default may be left out", () => {
  const schema = profileJsonSchema();
  const [total] = schemasAt(schema, ["budget", "total"]);
  expect(total).toMatchObject({ type: "string", format: "go-duration" });
  expect(schema.required).toEqual(["name", "kubernetes", "nodes"]);
});

test("no object takes unknown keys, so that editors mark them", () => {
  const [root] = schemasAt(profileJsonSchema(), []);
  const [node] = schemasAt(profileJsonSchema(), ["nodes", 0]);
  expect([root?.additionalProperties, node?.additionalProperties]).toEqual([false, false]);
});

test("a union gives every alternative", () => {
  const found = schemasAt(profileJsonSchema(), ["crds", "required", 0]);
  expect(found.map(({ type }) => type)).toEqual(expect.arrayContaining(["string", "object"]));
});

import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { editorSchema, profileJsonSchema, schemasAt, type JsonSchema } from "./json-schema.ts";

test("the committed schema is the one that the profile's schema gives; `vitest -u` writes it", async () => {
  const current = `${JSON.stringify(editorSchema(), undefined, 2)}\n`;
  await expect(current).toMatchFileSnapshot("profile.schema.json");
});

test("durations are described as they are written, and what has a default may be left out", () => {
  const schema = profileJsonSchema();
  const [total] = schemasAt(schema, ["budget", "total"]);
  expect(total).toMatchObject({ type: "string", format: "go-duration" });
  expect(schema.required).toEqual(["name"]);
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

describe("what editors show", () => {
  const keys = keysOf(editorSchema());

  test("every key is described, in sentences", () => {
    expect(keys.length).toBeGreaterThan(220);
    const bad = keys.filter(({ schema }) => !/^\S[^]*\.$/.test(schema.description ?? ""));
    expect(bad.map(({ path }) => path)).toEqual([]);
  });

  test("a default is said, once", () => {
    const said = (path: string) => keys.find((key) => key.path === path)?.schema.description;
    expect(said("workloads.restartBudget")).toMatch(/made\. Default: 5\.$/);
    expect(said("budget.total")).toMatch(/Ready\. Default: 30m\.$/);
    expect(said("secrets.connect.containers")).toMatch(/pods\. Default: \[connect-api, connect-sync\]\.$/);
    expect(said("releases")).not.toContain("Default:");
    expect(keys.filter(({ schema }) => /Default:.*Default:/.test(schema.description ?? ""))).toEqual([]);
  });

  test("a check that a description names exists", () => {
    const named = keys.flatMap(({ schema }) =>
      [...(schema.description ?? "").matchAll(/(?<![\w/.-])[a-z]+\/[a-z]+(?:-[a-z]+)+(?![\w/.-])/g)].map(([id]) => id),
    );
    expect(named.length).toBeGreaterThan(30);
    const files = readdirSync(new URL("../criteria", import.meta.url), { recursive: true, encoding: "utf8" });
    const ids = new Set(files.map((file) => `${file.split("/")[0]}/${file.split("/").at(-1)?.replace(/\.ts$/, "")}`));
    expect([...new Set(named)].filter((id) => !ids.has(id))).toEqual([]);
  });

  test.each([
    ["talos.healthTimeout", "go-duration"],
    ["budget.phases.core", "go-duration"],
    ["talos.version", "version"],
    ["releases[].version", "version"],
    ["kubernetes.caFingerprint", "sha256"],
    ["flux.source.commit", "git-commit"],
    ["cilium.routing.cidr", "cidr"],
    ["budget.startMark.at", "date-time"],
    ["waivers[].until", "date"],
  ])("%s has the pattern of its format, %s", (path, format) => {
    const schema = keys.find((key) => key.path === path)?.schema;
    expect(schema).toMatchObject({ format, pattern: expect.stringContaining("^") });
  });

  test("a pattern may stand at the entries of a list and of a map", () => {
    const at = (path: string) => keys.find((key) => key.path === path)?.schema;
    expect(at("network.pods")?.items).toMatchObject({ format: "cidr", pattern: expect.any(String) });
    expect(at("releases[].images")?.additionalProperties).toMatchObject({ format: "image-tag" });
  });
});

function keysOf(schema: JsonSchema, path = ""): { path: string; schema: JsonSchema }[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const at = path === "" ? name : `${path}.${name}`;
    return [{ path: at, schema: one }, ...keysOf(one, at)];
  });
  const { items, additionalProperties: values, anyOf = [] } = schema;
  return [
    ...inner,
    ...(items ? keysOf(items, `${path}[]`) : []),
    ...(typeof values === "object" ? keysOf(values, `${path}.*`) : []),
    ...anyOf.flatMap((one) => keysOf(one, path)),
  ];
}

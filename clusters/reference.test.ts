import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { profileJsonSchema } from "./json-schema.ts";
import { profileReference } from "./reference.ts";

test("docs/profile.md is what `npm run docs` writes", () => {
  const written = readFileSync(new URL("../docs/profile.md", import.meta.url), "utf8");
  expect(written).toBe(profileReference(profileJsonSchema()));
});

const tablesOf = (properties: object, required: string[] = []): string =>
  profileReference({ type: "object", properties: properties as never, required })
    .split("\n")
    .filter((line) => /^(## |\| [`[])/.test(line))
    .join("\n");

test("a key of its own stands in the first table, one with keys inside has a section", () => {
  const talos = {
    type: "object",
    description: "The machines.",
    properties: {
      mtu: { type: "integer", exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: "Bytes." },
    },
    required: ["mtu"],
  };
  expect(tablesOf({ name: { type: "string", description: "A name." }, talOs: talos }, ["name"])).toBe(
    [
      "| `name` | text | **required** | A name. |",
      "| [`talOs`](#talos) | map |  | The machines. |",
      "## talOs",
      "| `talOs.mtu` | number, 1 or more | **required** | Bytes. |",
    ].join("\n"),
  );
});

test("keys in lists, in either kind of an entry, and in maps", () => {
  const entry = { type: "object", properties: { at: { format: "date-time", type: "string", description: "When." } } };
  const properties = {
    list: { type: "array", items: { anyOf: [{ type: "string" }, entry] }, description: "One." },
    map: { type: "object", additionalProperties: entry, description: "Two." },
  };
  expect(tablesOf(properties)).toBe(
    [
      "| [`list`](#list) | list of text or maps |  | One. |",
      "| [`map`](#map) | map of map |  | Two. |",
      "## list",
      "| `list[].at` | RFC 3339 time |  | When. |",
      "## map",
      "| `map.<name>.at` | RFC 3339 time |  | When. |",
    ].join("\n"),
  );
});

test.each([
  [{ type: "string", enum: ["a", "b", "c"], default: "b" }, "`a`, `b` or `c` | `b`"],
  [{ type: "boolean", default: false }, "`true` or `false` | `false`"],
  [{ type: "integer", minimum: 0, maximum: 511, default: 0 }, "number, 0 to 511 | `0`"],
  [{ type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, "number | "],
  [{ type: "string", format: "go-duration", default: "30s" }, "duration (`1h30m`) | `30s`"],
  [{ type: "array", items: { type: "string", format: "cidr" }, default: [] }, "list of CIDRs | "],
  [{ type: "array", items: { type: "string" }, default: ["x", "y z"] }, "list of text | `[x, y z]`"],
  [
    {
      anyOf: [
        { type: "string", format: "ipv4" },
        { type: "string", format: "ipv6" },
      ],
    },
    "IPv4 address or IPv6 address | ",
  ],
])("%j", (schema, cells) => {
  expect(tablesOf({ key: { ...schema, description: "a|b" } })).toBe(`| \`key\` | ${cells} | a\\|b |`);
});

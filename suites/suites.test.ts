import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalogue, markdownCatalogue, ORIGINS } from "../helpers/catalogue.ts";
import type { Suite } from "../helpers/plan.ts";

const files = readdirSync(import.meta.dirname)
  .filter((file) => /^\d+-.*(?<!\.test)\.ts$/.test(file))
  .toSorted();
const suites = await Promise.all(
  files.map(async (file) => ((await import(`./${file}`)) as { default: Suite }).default),
);
const rows = catalogue(suites);
const ids = rows.map(({ id }) => id);

describe("the plan", () => {
  test("each suite is named as its file", () => expect(suites.map(({ name }) => `${name}.ts`)).toEqual(files));

  test("every criterion stands in exactly one suite", () => {
    const areas = readdirSync("criteria", { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !["derive", "testing"].includes(entry.name),
    );
    const written = areas.flatMap(({ name }) =>
      readdirSync(`criteria/${name}`).flatMap((file) =>
        file.endsWith(".test.ts") ? [] : [`${name}/${file.replace(/\.ts$/, "")}`],
      ),
    );
    expect(ids.toSorted()).toEqual(written.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(ids)("%s has its test beside it", (id) => expect(existsSync(`criteria/${id}.test.ts`)).toBe(true));

  test("an id is its file's path, a title is its own, and restsOn names rows that are", () => {
    for (const { id, restsOn } of rows) {
      expect(existsSync(`criteria/${id}.ts`)).toBe(true);
      expect(restsOn.filter((other) => !ids.includes(other))).toEqual([]);
      expect(restsOn).not.toContain(id);
    }
    expect(new Set(rows.map(({ title }) => title)).size).toBe(rows.length);
  });

  test("docs/criteria.md is what `npm run docs` writes", () => {
    expect(readFileSync("docs/criteria.md", "utf8")).toBe(markdownCatalogue(suites));
  });

  test("every code that a check serves is spelled out, where checks are listed and where reports are explained", () => {
    for (const code of new Set(rows.flatMap(({ serves }) => serves)))
      expect(ORIGINS).toMatch(new RegExp(`\\b${code}\\b`));
    expect(readFileSync("docs/reading-a-report.md", "utf8")).toContain(ORIGINS);
  });
});

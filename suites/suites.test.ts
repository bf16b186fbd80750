import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalogue, criterionFile, markdownCatalogue } from "../helpers/call/catalogue.ts";
import { ORIGINS, originOf } from "../reports/origins.ts";
import type { Suite } from "../helpers/session/plan.ts";

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
    const written = readdirSync("criteria", { recursive: true, encoding: "utf8" }).flatMap((file) => {
      const [area = "", ...inside] = file.split("/");
      const isCheck = inside.length > 0 && !["derive", "testing"].includes(area) && /(?<!\.test)\.ts$/.test(file);
      return isCheck ? [`${area}/${inside.at(-1)?.replace(/\.ts$/, "")}`] : [];
    });
    expect(ids.toSorted()).toEqual(written.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(ids)("%s has its test beside it", (id) =>
    expect(existsSync(criterionFile(id, ".").replace(/\.ts$/, ".test.ts"))).toBe(true),
  );

  test("an id is its file's area and name, a title is its own, and restsOn names checks that are", () => {
    for (const { id, restsOn } of rows) {
      expect(existsSync(criterionFile(id, "."))).toBe(true);
      expect(restsOn.filter((other) => !ids.includes(other))).toEqual([]);
      expect(restsOn).not.toContain(id);
    }
    expect(new Set(rows.map(({ title }) => title)).size).toBe(rows.length);
  });

  test("each check says in a few words what is wrong when it does not hold, and no two say the same", () => {
    expect(rows.filter(({ fails = "" }) => fails === "" || fails.length >= 60).map(({ id }) => id)).toEqual([]);
    expect(new Set(rows.map(({ fails }) => fails)).size).toBe(rows.length);
  });

  test("what is wrong in a checkout is told in the order of mending: parse errors, steps, roots, CRDs, references", () => {
    const order = ids.filter((id) => id.startsWith("repository/"));
    const stages = [
      "repository/yaml-is-sound",
      "repository/bootstrap-task-runs-every-step",
      "repository/handover-to-flux-is-declared",
      "repository/dependencies-resolve",
      "repository/needed-crds-come-first",
      "repository/custom-resources-follow-their-crds",
      "repository/substitutions-resolve",
      "repository/health-checks-name-what-flux-manages",
    ];
    expect(order.filter((id) => stages.includes(id))).toEqual(stages);
  });

  test("docs/criteria.md is what `npm run docs` writes", () => {
    expect(readFileSync("docs/criteria.md", "utf8")).toBe(markdownCatalogue(suites, "."));
  });

  test("every code that a check serves is spelled out, where checks are listed and where reports are explained", () => {
    for (const code of new Set(rows.flatMap(({ serves }) => serves))) {
      expect(ORIGINS).toMatch(new RegExp(`\\b${code}\\b`));
      expect(originOf(code)).toMatch(/^\w+: ./);
    }
    expect(readFileSync("docs/reading-a-report.md", "utf8")).toContain(ORIGINS);
  });
});

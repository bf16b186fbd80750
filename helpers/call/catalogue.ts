import { readdirSync } from "node:fs";
import path from "node:path";
import type { Profile } from "../../clusters/profile.ts";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import { inWords } from "../../clusters/notation/duration.ts";
import { ORIGINS, originOf } from "../../reports/origins.ts";
import { UsageError } from "./usage-error.ts";
import type { RunOptions } from "./options.ts";
import { select, type Suite } from "../session/plan.ts";

/** Every check of these suites, in their order. */
export const catalogue = (suites: readonly Suite[]): AnyCriterion[] =>
  suites.flatMap(({ rows }) => rows.map(({ criterion }) => criterion));

/** `--list`: the checks that would run, one after another, or as JSON. */
export function listing(suites: readonly Suite[], options: RunOptions, profile: Profile, json: boolean): string {
  const rows = select(suites, options).flatMap(({ name, rows }) =>
    rows.map(({ criterion: { id, title, why, serves, needs, wants = [], restsOn, irrelevant }, patienceMs }) => ({
      suite: name,
      id,
      title,
      why,
      serves,
      sources: [...needs, ...wants],
      restsOn,
      patience: patienceMs === 0 ? "judged once" : inWords(patienceMs),
      notApplicable: irrelevant?.(profile),
    })),
  );
  if (json) return JSON.stringify(rows, null, 2);
  const lines = rows.map(({ suite, id, title, patience, sources, serves, notApplicable }, index) => {
    const heading = rows[index - 1]?.suite === suite ? "" : `${index > 0 ? "\n" : ""}suites/${suite}\n`;
    const judged = notApplicable === undefined ? patience : `not applicable: ${notApplicable}`;
    return `${heading}  ${id}\n      ${title}\n      ${[serves.join(" "), sources.join(" "), judged].filter(Boolean).join(" · ")}`;
  });
  return `${lines.join("\n")}\n\n${rows.length} checks`;
}

/** `--explain <id>`: everything about one check. The codes of who asks for it are spelled out. */
export function explanation(suites: readonly Suite[], id: string, root: string | undefined): string {
  const suite = suites.find(({ rows }) => rows.some(({ criterion }) => criterion.id === id));
  const row = suite?.rows.find(({ criterion }) => criterion.id === id);
  if (!suite || !row) throw new UsageError(`unknown check "${id}"`);
  const { title, fails, why, serves, needs, wants = [], narrows, restsOn, advice } = row.criterion;
  return [
    id,
    `  ${title}`,
    "",
    ...(fails === undefined ? [] : [`  else       ${fails}`]),
    `  why        ${why}`,
    ...serves.map((code, index) => `  ${index === 0 ? "asked by" : "        "}   ${originOf(code)}`),
    `  looks at   ${[...needs, ...wants.map((key) => `${key} (where it can be read)`)].join(", ")}`,
    ...(narrows ? [`  in part    a story may ask for some of it: { check: ${id}, only: <namespace>/<name> }`] : []),
    `  rests on   ${restsOn.join(", ") || "nothing"}`,
    `  patience   ${row.patienceMs === 0 ? "judged once" : `${inWords(row.patienceMs)} from the start of suites/${suite.name}`}`,
    `  if it fails  ${advice}`,
    ...(root === undefined ? [] : [`  read it    ${criterionFile(id, root)}`]),
  ].join("\n");
}

/** `docs/criteria.md`: the catalogue, written from the code. */
export function markdownCatalogue(suites: readonly Suite[], root: string): string {
  const count = suites.reduce((sum, { rows }) => sum + rows.length, 0);
  return [
    "# Checks",
    "",
    `${count} checks, made by \`npm run docs\` from \`criteria/\` and \`suites/\`. [The glossary](glossary.md) explains the words; \`npm test -- --explain <id>\` shows one check with what to do when it fails.`,
    "",
    "## Who asks for a check",
    "",
    ORIGINS,
    "",
    ...suites.map((suite) => suiteTable(suite, root)),
  ].join("\n");
}

function suiteTable({ name, title, rows }: Suite, root: string): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  return [
    `## ${title} (suites/${name}.ts)`,
    "",
    "| id | what must be true | why | asked by | sources | patience |",
    "|---|---|---|---|---|---|",
    ...rows.map(({ criterion: { id, title, why, serves, needs, wants = [] }, patienceMs }) => {
      const patience = patienceMs === 0 ? "once" : inWords(patienceMs);
      const cells = [
        `[${id}](../${criterionFile(id, root)})`,
        title,
        why,
        serves.join(" "),
        [...needs, ...wants].join(" "),
        patience,
      ];
      return `| ${cells.map(cell).join(" | ")} |`;
    }),
    "",
  ].join("\n");
}

/** The file of a check, relative to the project. Large areas have folders that are no part of the id. */
export function criterionFile(id: string, root: string): string {
  const [area = "", name = ""] = id.split("/");
  const files = readdirSync(path.join(root, "criteria", area), { recursive: true, encoding: "utf8" });
  const file = files.find((one) => path.basename(one) === `${name}.ts`) ?? `${name}.ts`;
  return ["criteria", area, ...file.split(path.sep)].join("/");
}

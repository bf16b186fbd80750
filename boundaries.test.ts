import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** design.md's import table, as data. Keys are folders; a rule speaks of runtime and type imports alike. */
const MAY_IMPORT: Record<string, RegExp> = {
  criteria: /^(criteria\/|clusters\/profile|semver$|type:@kubernetes\/client-node$)/,
  clusters: /^(clusters\/|zod$|yaml$|fastest-levenshtein$)/,
  reports: /^(reports\/|criteria\/|node:|allure)/,
  helpers: /^(helpers\/|criteria\/|clusters\/|reports\/|node:|[@a-z])/,
  suites: /^(helpers\/suite|criteria\/)/,
  lab: /^(lab\/|criteria\/|clusters\/|node:|[@a-z])/,
  kind: /^(kind\/|clusters\/|node:|[@a-z])/,
};

const NEVER: Record<string, RegExp> = {
  helpers: /^(suites|lab|bin)\//,
  lab: /^(suites|helpers|reports|bin)\//,
  kind: /^(suites|criteria|helpers|reports|lab|bin)\//,
};

/** One file owns each ambient power. */
const OWNERS: [power: string, pattern: RegExp, owners: string[], where: string[]][] = [
  [
    "processes",
    /from "(execa|node:child_process)"/,
    ["helpers/command.ts"],
    ["helpers", "reports", "criteria", "clusters", "suites"],
  ],
  [
    "the clock",
    /\b(Date\.now|setTimeout|setInterval|performance\.now)\(|new Date\(\)/,
    ["helpers/clock.ts"],
    ["helpers", "reports", "criteria", "clusters", "suites"],
  ],
  [
    "the clock of the lab",
    /\b(Date\.now|setTimeout|setInterval|performance\.now)\(|new Date\(\)/,
    ["lab/clock.ts"],
    ["lab"],
  ],
  [
    "HTTP to the cluster",
    /from "(undici|node:https?)"/,
    ["helpers/kube/request.ts", "helpers/kube/connection.ts", "helpers/kube/watch.ts"],
    ["helpers", "reports", "criteria", "clusters", "suites"],
  ],
  ["process.env", /process\.env/, ["helpers/environment.ts"], ["helpers", "reports", "criteria", "clusters", "suites"]],
  ["chance", /Math\.random/, [], ["criteria", "reports", "clusters"]],
];

const files = ["criteria", "clusters", "reports", "helpers", "suites", "lab", "kind"]
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));

describe("what may import what", () => {
  test("there are files to look at", () => expect(files.length).toBeGreaterThan(100));

  test.each(files.filter((file) => !file.includes("/testing/")))("%s", (file) => {
    const folder = file.split("/")[0] ?? "";
    const wrong = importsOf(file).filter((name) => !MAY_IMPORT[folder]?.test(name) || NEVER[folder]?.test(name));
    expect(wrong).toEqual([]);
  });
});

describe("who owns what is ambient", () => {
  test.each(OWNERS)("%s", (_, pattern, owners, where) => {
    const users = files.filter((file) => where.includes(file.split("/")[0] ?? "") && pattern.test(code(file)));
    expect(users.filter((file) => !owners.includes(file))).toEqual([]);
  });
});

/** `folder/file` for our own, the package's name otherwise; `type:` before what is imported as a type only. */
function importsOf(file: string): string[] {
  const statements = [...code(file).matchAll(/(?:import|export) (type )?[^"';]*?from "([^"]+)"/g)];
  return statements.map(([, type, name = ""]) => {
    if (!name.startsWith(".")) return type && name.startsWith("@kubernetes") ? `type:${name}` : name;
    return new URL(name, `file:///${file}`).pathname.slice(1);
  });
}

/** The file without comments: they may speak of anything. */
function code(file: string): string {
  return readFileSync(file, "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");
}

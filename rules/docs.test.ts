import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const pages = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" }).flatMap((file) =>
    file.endsWith(".md") ? [`docs/${file}`] : [],
  ),
];

test("there are pages to look at", () => expect(pages.length).toBeGreaterThan(10));

test.each(pages)("every link of %s leads to a file", (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);
  const lost = links.filter((link) => !existsSync(path.join(path.dirname(page), link)));
  expect(lost).toEqual([]);
});

describe("docs/adding-a-criterion.md", () => {
  const guide = read("docs/adding-a-criterion.md");
  const isOfTheExample = (file: string): boolean => file.includes("no-namespace-hangs-in-deletion");

  test("its example imports files that are there", () => {
    const imports = [...guide.matchAll(/from "(\.[^"]+)"/g)].map(([, file = ""]) => file);
    const lost = imports.filter((file) => !isOfTheExample(file) && !existsSync(path.join("criteria/kubernetes", file)));
    expect(imports.length).toBeGreaterThan(5);
    expect(lost).toEqual([]);
  });

  test("it names files and folders that are there", () => {
    const named = [...guide.matchAll(/`((?:criteria|suites|lab|helpers|clusters|docs)\/[^`]*)`/g)];
    const lost = named.map(([, file = ""]) => file).filter((file) => !isOfTheExample(file) && !existsSync(file));
    expect(named.length).toBeGreaterThan(5);
    expect(lost).toEqual([]);
  });
});

function read(file: string): string {
  return readFileSync(file, "utf8");
}

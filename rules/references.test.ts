import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/**
 * Documents that assay was planned from and that are not in the repository. A reader cannot open them, so what they say
 * stands here in our own words.
 */
const ELSEWHERE =
  /\b(seeds\/|seed (S\d|00\d)|facts\/|(faults|design|acceptance|craft|cli|gitops|captures|embedded-cluster)\.md\b|[Ii]ssue \d)/;

const NOT_OURS = new Set(["node_modules", ".git", "out", "package-lock.json"]);

const files = filesIn(".").filter((file) => /\.(ts|mjs|js|json|md|ya?ml|txt|xml|html)$/.test(file));

test("there are files to look at", () => expect(files.length).toBeGreaterThan(500));

test("no file refers to one that is not in the repository", () => {
  const lost = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, index) => (ELSEWHERE.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
  expect(lost).toEqual([]);
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !NOT_OURS.has(name))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? filesIn(file) : [file];
    });
}

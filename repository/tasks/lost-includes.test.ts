import { expect, test } from "vitest";
import { checkoutOf, repositoryOf } from "../../criteria/testing/repository.ts";
import { filesOf } from "../yaml/files.ts";
import { lostIncludes } from "./lost-includes.ts";

const lost = (texts: Record<string, string>) =>
  lostIncludes(repositoryOf(texts)).map(({ file, path, where, like }) => [`${file}:${where.line}`, path, like]);

test("Taskfiles that one includes: a file, a folder, in other capitals", () => {
  const includes = "{ a: .tasks/a.yaml, b: ./.tasks, c: gone, d: { taskfile: also/gone.yml }, e: .Tasks/a.yaml }";
  expect(
    lost({
      "Taskfile.yaml": `version: '3'\nincludes: ${includes}\ntasks: {}\n`,
      ".tasks/a.yaml": "version: '3'\ntasks: {}\n",
      ".tasks/Taskfile.yml": "version: '3'\ntasks: {}\n",
    }),
  ).toEqual([
    ["Taskfile.yaml:2", "gone", undefined],
    ["Taskfile.yaml:2", "also/gone.yml", undefined],
    ["Taskfile.yaml:2", ".Tasks/a.yaml", ".tasks/a.yaml"],
  ]);
});

test("not what is optional, elsewhere, or has a variable", () => {
  const includes =
    "{ a: { taskfile: x.yaml, optional: true }, b: 'https://x/y.yaml', c: '{{.ROOT_DIR}}/x.yaml', d: ~/x.yaml }";
  expect(lost({ "Taskfile.yaml": `version: '3'\nincludes: ${includes}\ntasks: {}\n` })).toEqual([]);
});

test("modules and imports of a justfile", () => {
  const text = "mod a\nmod b 'k/b.just'\nmod? c\nimport 'gone.just'\nimport? 'x.just'\nmod d 'gone'\n";
  expect(lost({ ".justfile": text, "a.just": "x:\n", "k/b.just": "x:\n" })).toEqual([
    [".justfile:4", "gone.just", undefined],
    [".justfile:6", "gone", undefined],
  ]);
});

test("one that Git does not have", () => {
  const checkout = checkoutOf({ ".justfile": "mod a\n", "a.just": "x:\n" });
  for (const file of checkout.files) if (file.path === "a.just") file.ignored = ".gitignore:1";
  expect(lostIncludes({ files: filesOf(checkout), belongs: () => true })).toMatchObject([
    { path: "a", why: ".gitignore:1 ignores it" },
  ]);
});

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readCheckout } from "./repository.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "assay-ignored-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const git = (...args: string[]): string => execFileSync("git", ["-C", root, ...args], { encoding: "utf8" });
const write = (files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
};
const ignored = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await readCheckout(root)).files.flatMap(({ path: file, ignored: by }) => (by === undefined ? [] : [[file, by]])),
  );

const FILES = {
  ".gitignore": "# kept out\ntemplates/\n*.agekey\n/top.yaml\n!kept.agekey\na/**/deep.yaml\n",
  "sub/.gitignore": "own.yaml\n",
  ...Object.fromEntries(
    ["x/templates/v.yaml", "templates", "k.agekey", "x/kept.agekey", "top.yaml", "x/top.yaml"].map((one) => [
      one,
      "a: 1\n",
    ]),
  ),
  ...Object.fromEntries(["a/b/c/deep.yaml", "a/deep.yaml", "sub/own.yaml", "own.yaml"].map((one) => [one, "a: 1\n"])),
};

test.each([[2], [4]])("what Git ignores, as Git itself says, with an index of version %s", async (version) => {
  write(FILES);
  git("init", "-q");
  git("config", "index.version", String(version));
  git("add", "-A");
  const told = git("ls-files", "--others", "--ignored", "--exclude-standard").trim().split("\n").toSorted();
  expect(Object.keys(await ignored())).toEqual(told);
  expect(await ignored()).toMatchObject({ "x/templates/v.yaml": ".gitignore:2", "sub/own.yaml": "sub/.gitignore:1" });
  // added in spite of the rules
  git("add", "--force", "k.agekey", "x/templates/v.yaml");
  expect(Object.keys(await ignored())).toEqual(told.filter((one) => !["k.agekey", "x/templates/v.yaml"].includes(one)));
});

test("patterns in every notation, as Git itself says", async () => {
  const patterns = [
    "[a-c]*.x",
    "f?o.x",
    "*.[!yx]",
    "**/deep/*.x",
    "tree/**",
    "!tree/kept.x",
    "\\!odd.x",
    "m**n.x",
    "s*t*r.x",
  ];
  write({ ".gitignore": `${patterns.join("\n")}\n` });
  const names = ["abc.x", "d.x", "foo.x", "fo.x", "n.z", "n.y", "p/q/deep/w.x", "deep/w.x", "deep/v/w.x", "tree/a/b.x"];
  for (const name of [...names, "tree/kept.x", "!odd.x", "mn.x", "mooon.x", "star.x", "sat.x", "stttr.x"])
    write({ [name]: "" });
  git("init", "-q");
  const told = git("-c", "core.quotePath=false", "ls-files", "--others", "--ignored", "--exclude-standard");
  expect(Object.keys(await ignored()).toSorted()).toEqual(told.trim().split("\n").toSorted());
});

test("a pattern that was written to be slow", async () => {
  write({ ".gitignore": `${"*a".repeat(40)}b\n${"**/".repeat(40)}x/zzz\n`, [`${"d/".repeat(60)}f.x`]: "" });
  write(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${"a".repeat(200)}${n}.x`, ""])));
  git("init", "-q");
  const started = performance.now();
  expect(await ignored()).toEqual({});
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("an index that is a pipe or has no end is not read", async () => {
  write({ ".gitignore": "*.x\n", "a.x": "" });
  git("init", "-q");
  execFileSync("mkfifo", [path.join(root, ".git/index")]);
  expect(await ignored()).toEqual({});
  rmSync(path.join(root, ".git/index"));
  symlinkSync("/dev/zero", path.join(root, ".git/index"));
  expect(await ignored()).toEqual({});
});

test("nothing in a folder that is no Git repository, or whose index cannot be read", async () => {
  write(FILES);
  expect(await ignored()).toEqual({});
  git("init", "-q");
  expect(Object.keys(await ignored())).toContain("top.yaml");
  writeFileSync(path.join(root, ".git/index"), "DIRC\0\0\0\u0009\0\0\0\u0001");
  expect(await ignored()).toEqual({});
});

test("what .git/info/exclude keeps out of this clone alone, and what a .gitignore takes back", async () => {
  write({ "a.yaml": "a: 1\n", "b.yaml": "b: 1\n", "sub/c.yaml": "c: 1\n", ".gitignore": "!b.yaml\n" });
  git("init", "-q");
  write({ ".git/info/exclude": "# mine\n*.yaml\n" });
  git("add", "-A");
  expect(await ignored()).toEqual({ "a.yaml": ".git/info/exclude:2", "sub/c.yaml": ".git/info/exclude:2" });
});

test("what nobody added yet, once something was added; a split index says nothing", async () => {
  const untracked = async (): Promise<string[]> =>
    (await readCheckout(root)).files.flatMap(({ path: file, untracked: is }) => (is ? [file] : []));
  write({ "a.yaml": "a: 1\n", "b.yaml": "b: 1\n" });
  git("init", "-q");
  expect(await untracked()).toEqual([]);
  git("add", "a.yaml");
  expect(await untracked()).toEqual(["b.yaml"]);
  git("update-index", "--split-index");
  expect(await untracked()).toEqual([]);
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { judge } from "../../../criteria/judge.ts";
import secrets from "../../../criteria/repository/files/secrets-are-encrypted.ts";
import dependencies from "../../../criteria/repository/flux/dependencies-resolve.ts";
import yaml from "../../../criteria/repository/files/yaml-is-sound.ts";
import { look } from "../../../criteria/testing/sources.ts";
import { profileOf } from "../../../criteria/testing/profile.ts";
import { readCheckout } from "./repository.ts";

// What a folder may hold that nobody meant: each is said of its file, and what stands beside it is judged all the same.

let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "assay-bad-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = (name: string, content: string | Buffer): string => {
  const target = path.join(root, name);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
  return target;
};
const profile = profileOf({
  repository: "checkout",
  flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } },
});
const context = { profile, now: new Date("2026-11-21T12:00:00Z") };
const judged = async (row: Parameters<typeof judge>[0]) =>
  judge(row, { repository: look(await readCheckout(root)) }, context);

test("every kind of bad file at once: each named, and a duplicate key beside them still found", async () => {
  file("flux/good.yaml", "a: 1\nb: 2\na: 3\n");
  truncateSync(file("flux/big.yaml", ""), 100 * 1024 * 1024);
  file("flux/binary.yaml", Buffer.from([0x7f, 0x45, 0, 1]));
  file("flux/latin1.yaml", Buffer.from([0x61, 0x3a, 0x20, 0xe9, 0x0a]));
  const level = (name: string, of: string): string => `${name}: &${name} [${`*${of},`.repeat(9)}*${of}]\n`;
  file("flux/bomb.yaml", `a: &a [x,x,x,x,x,x,x,x,x,x]\n${level("b", "a")}${level("c", "b")}${level("d", "c")}`);
  file("flux/no.yaml.gotmpl", "{{- range .x }}\n {{ . }}: [\n{{- end }}\n");
  symlinkSync("loop.yaml", path.join(root, "flux/loop.yaml"));
  symlinkSync("/etc/passwd", path.join(root, "flux/out.yaml"));
  symlinkSync("../..", path.join(root, "flux/up"));
  const { findings, unseen, notices, remarks } = await judged(yaml);
  expect(findings.map(({ subject, actual }) => `${subject} ${actual}`)).toEqual([
    "file/flux/binary.yaml it holds NUL bytes: it is no text",
    "file/flux/bomb.yaml its aliases expand to more than is reasonable",
    expect.stringMatching(/^file\/flux\/good.yaml .*line 3/),
    "file/flux/latin1.yaml it is not valid UTF-8",
  ]);
  expect(unseen).toMatchObject([{ subject: "file/flux/big.yaml", reason: "100 MB: more than 5 MB are not read" }]);
  expect(notices?.map(({ subject }) => subject)).toEqual(["file/flux/no.yaml.gotmpl"]);
  expect(remarks?.filter((one) => one.startsWith("flux/")).toSorted()).toEqual([
    "flux/loop.yaml: a link that leads to itself",
    "flux/out.yaml: a link that leads out of the checkout is not followed",
    "flux/up: a link that leads out of the checkout is not followed",
  ]);
});

test("a link to a folder within, around in a circle, ends", async () => {
  file("a/b/c.yaml", "x: 1\n");
  symlinkSync("../..", path.join(root, "a/b/back"));
  symlinkSync("a", path.join(root, "again"));
  symlinkSync("two", path.join(root, "one"));
  symlinkSync("one", path.join(root, "two"));
  const { files, skipped } = await readCheckout(root);
  expect(files.map((one) => one.path)).toEqual(["a/b/c.yaml"]);
  expect(skipped.map((one) => one.path).toSorted()).toEqual(["a/b/back", "again", "one", "two"]);
});

test("a bomb within a string of YAML is not expanded", async () => {
  const inner = ["a: &a [x,x,x,x,x,x,x,x,x,x]"];
  for (const [name, of] of ["ba", "cb", "dc", "ed", "fe", "gf"].map((two) => two.split("")))
    inner.push(`${name}: &${name} [${`*${of},`.repeat(9)}*${of}]`);
  file("a.yaml", `patches:\n  - patch: |-\n${inner.map((line) => `      ${line}\n`).join("")}`);
  file("b.yaml", "x: 1\n");
  const started = performance.now();
  const { files, inner: read } = await readCheckout(root);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(files.map(({ path: one, trouble }) => [one, trouble])).toEqual([
    ["a.yaml", undefined],
    ["b.yaml", undefined],
  ]);
  expect(read.size).toBe(0);
});

test.each([700, 900, 1200, 20_000])("lists that nest %i deep are said of their file", async (depth) => {
  file("deep.yaml", `${"[".repeat(depth)}${"]".repeat(depth)}\n`);
  file("good.yaml", "a: 1\n");
  const { files } = await readCheckout(root);
  expect(files.find((one) => one.path === "good.yaml")).toMatchObject({ documents: [{ value: { a: 1 } }] });
  const deep = files.find((one) => one.path === "deep.yaml");
  const said = deep?.trouble?.message ?? deep?.documents[0]?.problems[0]?.message;
  expect(deep?.documents[0]?.value === undefined ? said : "read").toMatch(/^(?:read|it nests too deeply to be read)$/);
});

test("keys that are JavaScript's own are keys like any other", async () => {
  file("flux/a.yaml", "__proto__: { kind: Secret }\nconstructor: { prototype: 1 }\ntoString: x\n");
  expect((await judged(yaml)).verdict).toBe("pass");
  expect(({} as { kind?: string }).kind).toBeUndefined();
});

test("paths that lead out of the checkout are not followed, and said", async () => {
  file("flux/kustomization.yaml", "resources: [../../outside.yaml, /etc/passwd, a.yaml]\n");
  file("flux/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n");
  const { findings } = await judged(dependencies);
  expect(findings.map(({ actual }) => actual).join("; ")).toMatch(/\.\.\/\.\.\/outside\.yaml leads out of it/);
  expect(JSON.stringify(findings)).not.toContain("root:");
});

test("a secret in a file that is bad in another way is neither told nor lost", async () => {
  const value = "hunter2hunter2";
  file("s.yaml", `apiVersion: v1\nkind: Secret\nstringData: { password: ${value}\n`);
  file("t.yaml", `token: ${value}\ntoken: ${value}\n`);
  const both = JSON.stringify([await judged(yaml), await judged(secrets)]);
  expect(both).toContain("s.yaml");
  expect(both).not.toContain(value);
});

test("a folder without anything of the family: nothing is found and nothing passes for it", async () => {
  file("README.md", "# nothing\n");
  file("photo.png", Buffer.from([0x89, 0x50, 0, 0]));
  expect(await judged(yaml)).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect((await judged(dependencies)).verdict).toBe("inconclusive");
});

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { summaryOf } from "../../../observations/checkout.ts";
import { readCheckout } from "./repository.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "assay-checkout-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = (name: string, content: string | Buffer): string => {
  const target = path.join(root, name);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
  return target;
};
const troubleOf = async (name: string) => (await readCheckout(root)).files.find((one) => one.path === name)?.trouble;

describe("what is no repository", () => {
  test("no folder, a file, an empty folder: said with the remedy", async () => {
    await expect(readCheckout(path.join(root, "none"))).rejects.toThrow(/no such folder; give the checkout.*--repo/);
    await expect(readCheckout(file("a", ""))).rejects.toThrow(/not a folder.*--repo/);
    rmSync(path.join(root, "a"));
    await expect(readCheckout(root)).rejects.toThrow(/the folder is empty.*--repo/);
  });
});

describe("the walk", () => {
  test("leaves .git and node_modules out, and sorts", async () => {
    file(".git/config", "x");
    file("node_modules/a/a.yaml", "x: 1");
    file("b.yaml", "x: 1");
    file("a/b.yaml", "x: 1");
    expect((await readCheckout(root)).files.map((one) => one.path)).toEqual(["a/b.yaml", "b.yaml"]);
  });

  test("follows no link out, no loop, no link to a folder; a link to a file within is read", async () => {
    file("a.yaml", "x: 1");
    mkdirSync(path.join(root, "d"));
    symlinkSync("/etc/passwd", path.join(root, "passwd.yaml"));
    symlinkSync("..", path.join(root, "d/up"));
    symlinkSync("loop", path.join(root, "loop"));
    symlinkSync("gone", path.join(root, "dangling"));
    symlinkSync("a.yaml", path.join(root, "in.yaml"));
    const { files, skipped } = await readCheckout(root);
    expect(files.map((one) => one.path)).toEqual(["a.yaml", "in.yaml"]);
    expect(skipped.map((one) => [one.path, one.reason]).toSorted(([a = ""], [b = ""]) => a.localeCompare(b))).toEqual([
      ["d/up", "a link that leads out of the checkout is not followed"],
      ["dangling", "a link to something that is not there"],
      ["loop", "a link that leads to itself"],
      ["passwd.yaml", "a link that leads out of the checkout is not followed"],
    ]);
  });
});

describe("bad files, each said of itself", () => {
  beforeEach(() => file("good.yaml", "a: 1"));

  test("100 MB are not read", async () => {
    truncateSync(file("big.yaml", ""), 100 * 1024 * 1024);
    const before = process.memoryUsage().rss;
    expect(await troubleOf("big.yaml")).toEqual({ kind: "too-large", message: "100 MB: more than 5 MB are not read" });
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024);
  });

  test("a pipe does not hang the run", async () => {
    execFileSync("mkfifo", [path.join(root, "pipe.yaml")]);
    expect(await troubleOf("pipe.yaml")).toMatchObject({ kind: "unreadable" });
  });

  test("binary, git-crypt, invalid UTF-8, no permission", async () => {
    file("b.yaml", Buffer.from([1, 0, 2]));
    file("c.yaml", Buffer.from("\0GITCRYPT\0abc", "latin1"));
    file("u.yaml", Buffer.from([0x61, 0xff, 0xfe]));
    chmodSync(file("p.yaml", "x: 1"), 0);
    expect(await troubleOf("b.yaml")).toMatchObject({ kind: "binary" });
    expect(await troubleOf("c.yaml")).toMatchObject({ kind: "encrypted" });
    expect(await troubleOf("u.yaml")).toMatchObject({ kind: "invalid-utf8" });
    if (process.getuid?.() !== 0) expect(await troubleOf("p.yaml")).toMatchObject({ kind: "unreadable" });
    expect(await troubleOf("good.yaml")).toBeUndefined();
  });

  test("a bomb of aliases", async () => {
    const level = (name: string, of: string) =>
      `${name}: &${name} [${Array.from({ length: 10 }, () => `*${of}`).join(",")}]\n`;
    file(
      "bomb.yaml",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${level("b", "a")}${level("c", "b")}${level("d", "c")}${level("e", "d")}`,
    );
    expect(await troubleOf("bomb.yaml")).toMatchObject({ kind: "alias-bomb" });
  });
});

describe("YAML", () => {
  const read = async (name: string, text: string) => {
    file(name, text);
    return (await readCheckout(root)).files.find((one) => one.path === name);
  };

  test("documents with the place of each key and item", async () => {
    const found = await read("a.yaml", "# c\na:\n  b/c: [1, 2]\n---\nd: x\n");
    expect(found?.documents.map(({ value }) => value)).toEqual([{ a: { "b/c": [1, 2] } }, { d: "x" }]);
    expect(found?.documents[0]?.positions).toMatchObject({ "/a": [2, 1], "/a/b~1c": [3, 3], "/a/b~1c/1": [3, 12] });
    expect(found?.documents[1]?.positions).toMatchObject({ "/d": [5, 1] });
  });

  test("an alias as a key without a space before its colon, as go-yaml reads it; text that looks the same stays", async () => {
    const found = await read("a.yaml", "a: &app x\nb:\n  *app:\n    c: 1\n");
    expect(found?.documents[0]).toMatchObject({ value: { a: "x", b: { x: { c: 1 } } }, problems: [] });
    expect((await read("b.yaml", "a: |\n  *app: 1\n"))?.documents[0]?.value).toEqual({ a: "*app: 1\n" });
    expect((await read("c.yaml", "a:\n  *gone: 1\n"))?.documents[0]?.problems).toMatchObject([
      { kind: "undefined-alias" },
    ]);
  });

  test("a block scalar whose | stands below its key at the same indentation, as go-yaml reads it", async () => {
    const found = await read("a.yaml", "data:\n  a.conf:\n  |\n    listen 1\n    to: b\n  c: d\n");
    expect(found?.documents[0]?.value).toEqual({ data: { "a.conf": "listen 1\nto: b\n", c: "d" } });
    expect((await read("b.yaml", "data:\n  a.conf:\n  |\n  to: b\n  - x\n"))?.documents[0]?.problems).not.toEqual([]);
  });

  test("values that are YAML once Flux has substituted; a manifest must be before", async () => {
    const text = "targets: [vault.${DOMAIN}:8200, b]\nnext: ${A}\n";
    const found = await read("values.yaml", text);
    expect(found).toMatchObject({ template: "expressions" });
    expect(found?.documents).toMatchObject([
      { problems: [], value: { targets: ["vault.${DOMAIN}:8200", "b"], next: "${A}" }, positions: { "/next": [2, 1] } },
    ]);
    expect((await read("x.yaml", `kind: ConfigMap\n${text}`))?.documents[0]?.problems).not.toEqual([]);
    expect((await read("y.yaml", "a: ${B}\nb: [\n"))?.documents[0]?.problems).not.toEqual([]);
  });

  test("expressions of a template stand as they are written, places stay", async () => {
    const found = await read("a.yaml.gotmpl", "a: {{ .Values.x }}\nb: x-{{ .Y }}-z\n{{- /* c */}}\nd: 1\n");
    expect(found).toMatchObject({ template: "expressions" });
    expect(found?.documents[0]).toMatchObject({
      value: { a: "{{ .Values.x }}", b: "x-{{ .Y }}-z", d: 1 },
      conditional: false,
    });
    expect(found?.documents[0]?.positions["/d"]).toEqual([4, 1]);
  });

  test("control structures make it conditional; what is no YAML is said", async () => {
    expect((await read("a.yaml.j2", "{% if x %}\na: 1\n{% else %}\na: 2\n{% endif %}\n"))?.documents[0]).toMatchObject({
      conditional: true,
    });
    expect((await read("b.yaml.j2", "a: [\n{% if x %}\n"))?.trouble).toMatchObject({ kind: "template" });
  });

  test("a merge that nobody finished is broken, in a file that looks like a template too", async () => {
    const ours = "a: 1\n<<<<<<< HEAD\nb: '{{ .x }}'\n=======\nb: 2\n>>>>>>> main\n";
    for (const [name, line] of Object.entries({ "a.yaml": 2, "b.yaml.j2": 2 })) {
      const found = await read(name, ours);
      expect(found?.trouble).toBeUndefined();
      expect(found?.documents[0]?.problems).toMatchObject([
        { kind: "syntax", message: expect.stringContaining("a merge conflict is not resolved"), line, column: 1 },
      ]);
    }
    expect((await read("c.yaml", ours.slice(5)))?.documents[0]?.problems[0]?.line).toBe(1);
    const told = "a: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> main\n";
    expect((await read("d.yaml", told))?.documents[0]?.problems).toEqual([]);
  });

  test("a Kustomization has no ending; a transformer within YAML is read", async () => {
    expect((await read("k/Kustomization", "resources: [a.yaml]\n"))?.documents[0]?.value).toEqual({
      resources: ["a.yaml"],
    });
    file("k/kustomization.yaml", "transformers:\n  - |-\n    kind: X\n    a: 1\n");
    expect([...(await readCheckout(root)).inner.values()]).toEqual([[{ kind: "X", a: 1 }]]);
  });

  test("a patch within YAML is read too, and what it holds in turn", async () => {
    file(
      "a.yaml",
      "patches:\n  - patch: |-\n      spec:\n        patches:\n          - patch: |-\n              a: {{ b }}\n              c: 1\n",
    );
    const { inner } = await readCheckout(root);
    expect([...inner.values()]).toHaveLength(2);
    expect([...inner.values()][1]).toEqual([{ a: "{{ b }}", c: 1 }]);
  });

  test("what is kept as evidence never holds a value", async () => {
    file(
      "s.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: n }\nstringData: { password: hunter2 }\npassword: 1\npassword: hunter3\n",
    );
    file("x.sh", "TOKEN=hunter4\n");
    const text = JSON.stringify(summaryOf(await readCheckout(root)));
    expect(text).toContain("v1 Secret n/s");
    expect(text).not.toContain("hunter");
  });
});

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commands } from "../../command.ts";
import { commitOf, remotesOf } from "./git.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "assay-checkout-"));
  git("init", "-q", "-b", "main");
  writeFileSync(path.join(folder, "a.yaml"), "kind: Namespace\n");
  git("add", "-A");
  git("-c", "user.name=ops", "-c", "user.email=ops@example.org", "commit", "-qm", "first");
});
afterEach(() => rmSync(folder, { recursive: true }));

const git = (...args: string[]): string => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" }).trim();
const { run } = commands({ folder: tmpdir(), onFinished: () => undefined });

/** A program that leaves a mark when it is run, and where it leaves that. */
function trap(name: string): { program: string; mark: string } {
  const [program, mark] = [path.join(folder, ".git", name), path.join(folder, ".git", `${name}-ran`)];
  writeFileSync(program, `#!/bin/sh\ntouch ${mark}\ncat\n`);
  chmodSync(program, 0o755);
  return { program, mark };
}

describe("the commit of a checkout", () => {
  test("as it stands, changed, with a file that Git does not know, with one that it ignores", async () => {
    const commit = git("rev-parse", "HEAD");
    expect(await commitOf(folder, run)).toEqual({ commit, dirty: false });
    writeFileSync(path.join(folder, ".git/info/exclude"), "ignored\n");
    writeFileSync(path.join(folder, "ignored"), "");
    expect(await commitOf(folder, run)).toEqual({ commit, dirty: false });
    writeFileSync(path.join(folder, "b.yaml"), "");
    expect(await commitOf(folder, run)).toEqual({ commit, dirty: true });
    rmSync(path.join(folder, "b.yaml"));
    writeFileSync(path.join(folder, "a.yaml"), "kind: Pod\n");
    expect(await commitOf(folder, run)).toEqual({ commit, dirty: true });
  });

  test("packed branches, a detached head, a linked work tree, a folder below the root", async () => {
    const commit = git("rev-parse", "HEAD");
    git("pack-refs", "--all");
    expect(await commitOf(folder, run)).toEqual({ commit, dirty: false });
    git("checkout", "-q", "--detach");
    expect(await commitOf(folder, run)).toEqual({ commit, dirty: false });
    const linked = path.join(folder, ".git/linked");
    git("worktree", "add", "-q", "-b", "other", linked);
    expect(await commitOf(linked, run)).toEqual({ commit, dirty: false });
    execFileSync("mkdir", ["-p", path.join(folder, "below")]);
    expect(await commitOf(path.join(folder, "below"), run)).toEqual({ commit, dirty: false });
  });

  test("what is no checkout, or has no commit, has none", async () => {
    const empty = mkdtempSync(path.join(tmpdir(), "assay-empty-"));
    expect(await commitOf(empty, run)).toBeUndefined();
    execFileSync("git", ["init", "-q", empty]);
    expect(await commitOf(empty, run)).toBeUndefined();
    rmSync(empty, { recursive: true });
  });
});

describe("what a checkout's own configuration says is not run, and nothing of it is written", () => {
  test("fsmonitor, hooks, filters, pager, aliases", async () => {
    const traps = ["monitor", "filter", "pager"].map(trap);
    const [monitor, filter, pager] = traps.map(({ program }) => program);
    git("config", "core.fsmonitor", monitor ?? "");
    git("config", "core.pager", pager ?? "");
    git("config", "filter.evil.clean", filter ?? "");
    git("config", "alias.status", `!${pager}`);
    writeFileSync(path.join(folder, ".git/info/attributes"), "* filter=evil\n");
    writeFileSync(path.join(folder, ".gitattributes"), "* filter=evil\n");
    writeFileSync(path.join(folder, "a.yaml"), "kind: Pods\n");
    const index = path.join(folder, ".git/index");
    const before = [readFileSync(index, "hex"), statSync(index).mtimeMs];
    expect(await commitOf(folder, run)).toMatchObject({ dirty: true });
    expect(traps.filter(({ mark }) => existsSync(mark))).toEqual([]);
    expect([readFileSync(index, "hex"), statSync(index).mtimeMs]).toEqual(before);
    expect(existsSync(path.join(folder, ".git/index.lock"))).toBe(false);
  });
});

describe("a checkout that was made to hold a run up", () => {
  const replaced = (name: string, by: string): void => {
    rmSync(path.join(folder, ".git", name), { recursive: true, force: true });
    if (by === "a pipe") execFileSync("mkfifo", [path.join(folder, ".git", name)]);
    else if (by === "a folder") mkdirSync(path.join(folder, ".git", name));
    else symlinkSync(by, path.join(folder, ".git", name));
  };

  test.each([
    ["index", "a pipe"],
    ["index", "/dev/zero"],
    ["index", "/proc/kcore"],
    ["info/exclude", "a pipe"],
    ["info/exclude", "a folder"],
    ["info/exclude", "/dev/zero"],
  ])("%s is %s: the commit is told, and that it may be dirty", async (name, by) => {
    const commit = git("rev-parse", "HEAD");
    replaced(name, by);
    expect(await commitOf(folder, run)).toMatchObject({ commit });
  });

  test.each([
    ["HEAD", "a pipe"],
    ["HEAD", "/dev/zero"],
    ["refs/heads/main", "/proc/kcore"],
  ])("%s is %s: there is no commit", async (name, by) => {
    replaced(name, by);
    expect(await commitOf(folder, run)).toBeUndefined();
  });

  test(".git is a pipe, a link to itself, names a folder that is not there: nor is a repository above it taken", async () => {
    const below = path.join(folder, "below");
    mkdirSync(below);
    const entry = path.join(below, ".git");
    execFileSync("mkfifo", [entry]);
    expect(await commitOf(below, run)).toBeUndefined();
    rmSync(entry);
    symlinkSync(".git", entry);
    expect(await commitOf(below, run)).toBeUndefined();
    rmSync(entry);
    writeFileSync(entry, "gitdir: ../nowhere\n");
    expect(await commitOf(below, run)).toBeUndefined();
  });

  test("an include, and a configuration beside the objects, are not read", async () => {
    const { program, mark } = trap("included");
    writeFileSync(
      path.join(folder, ".git/evil"),
      `[core]\n\tfsmonitor = ${program}\n[filter "x"]\n\tprocess = ${program}\n`,
    );
    git("config", "include.path", path.join(folder, ".git/evil"));
    git("config", "diff.x.textconv", program);
    writeFileSync(path.join(folder, ".gitattributes"), "* filter=x diff=x\n");
    writeFileSync(path.join(folder, ".git/objects/info/alternates"), "../objects\n/dev/zero\n");
    expect(await commitOf(folder, run)).toMatchObject({ dirty: true });
    expect(existsSync(mark)).toBe(false);
  });
});

test("the remotes of a checkout's own repository, without users and tokens", () => {
  expect(remotesOf(folder)).toEqual([]);
  git("remote", "add", "origin", "https://me:token@example.org/lab/home.git");
  git("remote", "add", "mirror", "git@example.org:lab/home.git");
  expect(remotesOf(folder)).toEqual(["https://example.org/lab/home.git", "git@example.org:lab/home.git"]);
  // a folder of a larger repository has none of its own
  mkdirSync(path.join(folder, "below"));
  expect(remotesOf(path.join(folder, "below"))).toEqual([]);
});

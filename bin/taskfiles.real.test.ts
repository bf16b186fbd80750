import { execFile } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { onPath } from "../kind/tools.ts";

const root = path.resolve(import.meta.dirname, "..");
/** A test's name where its tool is missing says so. */
const absent = (tool: string): string => (onPath(tool) === undefined ? ` (skipped: ${tool} is not on PATH)` : "");

/** Its name has a blank, as a folder of a user may. */
const folder = mkdtempSync(path.join(tmpdir(), "assay task "));
let repository = "";
let round = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A repository in which assay is installed; the command stands in, and ends with the code in `verdict`. */
beforeEach(() => {
  round += 1;
  repository = path.join(folder, `k8s-ops ${round}`);
  const bin = path.join(repository, "node_modules/.bin");
  mkdirSync(bin, { recursive: true });
  mkdirSync(path.join(repository, "node_modules/assay"));
  symlinkSync(path.join(root, "taskfiles"), path.join(repository, "node_modules/assay/taskfiles"));
  writeFileSync(path.join(bin, "assay"), STAND_IN);
  chmodSync(path.join(bin, "assay"), 0o755);
  writeFileSync(path.join(repository, "package.json"), '{ "private": true }\n');
  writeFileSync(path.join(repository, "verdict"), "0\n");
});

const STAND_IN = `#!/bin/sh
case "$*" in
  *--list*) exit 0 ;;
  *--follow*)
    trap 'echo "the report is written"; exit 3' TERM
    echo "follows ($*)"
    for second in 1 2; do sleep 1; done ;;
  *) echo "judges ($*)" ;;
esac
exit "$(cat verdict)"
`;

const TASKFILE = `version: "3"
includes: { assay: node_modules/assay/taskfiles/assay.yaml }
tasks:
  bootstrap:infra:
    cmds:
      - { task: assay:follow, vars: { CLUSTER: infra } }
      - defer: { task: assay:stop, vars: { CLUSTER: infra } }
      - task: bootstrap:infra:steps
      - { task: assay:verify, vars: { CLUSTER: infra } }
  bootstrap:infra:steps: { cmds: ["echo bootstraps; {{.BREAK}}"] }
`;

const JUSTFILE = `mod assay 'node_modules/assay/taskfiles/assay.just'
bootstrap-infra break="true": (assay::follow "infra") (bootstrap-infra-steps break) (assay::verify "infra")
bootstrap-infra-steps break:
    @echo bootstraps; {{ break }}
`;

const IN_ORDER = /assay follows infra[^]*bootstraps[^]*follows \(--cluster infra --follow\)/;

describe.skipIf(absent("task"))(`by go-task${absent("task")}`, { timeout: 60_000 }, () => {
  beforeEach(() => writeFileSync(path.join(repository, "Taskfile.yaml"), TASKFILE));

  test.each([0, 1, 3])("a bootstrap is followed, and ends with the exit code %i of its run", async (exit) => {
    writeFileSync(path.join(repository, "verdict"), `${exit}\n`);
    const ended = await run("task", ["-x", "bootstrap:infra"]);
    expect([ended.exit, ended.said]).toEqual([exit, expect.stringMatching(IN_ORDER)]);
    expect(existsSync(path.join(repository, ".assay/.follow/infra"))).toBe(false);
  });

  test("where a step fails the report is written, and the bootstrap fails", async () => {
    const { exit, said } = await run("task", ["-x", "bootstrap:infra", "BREAK=exit 7"]);
    expect([exit, said]).toEqual([7, expect.stringContaining("the report is written")]);
  });

  test("each task is described, flags reach assay, and the cluster must be named", async () => {
    expect((await run("task", ["--list"])).said).toMatch(/assay:follow:[^]*assay:repository:[^]*assay:verify:/);
    const { said } = await run("task", ["assay:verify", "CLUSTER=it's", "FLAGS=--suite 70-flux"]);
    expect(said).toContain("judges (--cluster it's --suite 70-flux)");
    expect((await run("task", ["assay:repository", "CLUSTER=infra"])).said).toContain(
      "judges (--cluster infra --suite 20-repository --repo .)",
    );
    expect((await run("task", ["assay:verify"])).said).toContain("missing required variables: CLUSTER");
  });
});

describe.skipIf(absent("just"))(`by just${absent("just")}`, { timeout: 60_000 }, () => {
  beforeEach(() => writeFileSync(path.join(repository, "justfile"), JUSTFILE));

  test.each([0, 1, 3])("a bootstrap is followed, and ends with the exit code %i of its run", async (exit) => {
    writeFileSync(path.join(repository, "verdict"), `${exit}\n`);
    const ended = await run("just", ["bootstrap-infra"]);
    expect([ended.exit, ended.said]).toEqual([exit, expect.stringMatching(IN_ORDER)]);
  });

  test("where a step fails, just assay stop writes the report", async () => {
    expect((await run("just", ["bootstrap-infra", "exit 7"])).exit).toBe(7);
    expect((await run("just", ["assay", "stop", "infra"])).said).toContain("the report is written");
  });

  test("each recipe is described, and flags reach assay", async () => {
    expect((await run("just", ["--list", "assay"])).said).toMatch(/repository cluster \*flags +# Judge the checkout/);
    const { said } = await run("just", ["assay", "verify", "it's", "--suite", "70-flux"]);
    expect(said).toContain("judges (--cluster it's --suite 70-flux)");
  });
});

const HOOKS = [
  { tool: "lefthook", from: "lefthook.yaml", to: "lefthook.yaml" },
  { tool: "pre-commit", from: "pre-commit-config.yaml", to: ".pre-commit-config.yaml" },
];

test.skipIf(absent("lefthook") && absent("pre-commit")).each(HOOKS.filter(({ tool }) => !absent(tool)))(
  "the hook of $tool judges every commit, one that only deletes too, and refuses what fails",
  { timeout: 60_000 },
  async ({ tool, from, to }) => {
    const git = (...args: string[]) => run("git", ["-c", "user.name=ops", "-c", "user.email=ops@example", ...args]);
    copyFileSync(path.join(root, "docs/hooks", from), path.join(repository, to));
    for (const words of [
      ["init", "-q"],
      ["add", "-A"],
      ["commit", "-qm", "first"],
    ])
      await git(...words);
    expect((await run(tool, ["install"])).exit).toBe(0);
    await git("rm", "-q", "verdict");
    writeFileSync(path.join(repository, "verdict"), "1\n");
    const refused = await git("commit", "-m", "deletes");
    expect([refused.exit, refused.said]).toEqual([
      1,
      expect.stringContaining("judges (--cluster infra --suite 20-repository"),
    ]);
    writeFileSync(path.join(repository, "verdict"), "0\n");
    expect((await git("commit", "-m", "deletes")).exit).toBe(0);
  },
);

/** In the repository, with both streams in one text. */
async function run(program: string, args: string[]): Promise<{ exit: number; said: string }> {
  const env = { ...process.env, HOME: folder, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(program, args, { cwd: repository, env }, (error, stdout, stderr) =>
      resolve({ exit: typeof error?.code === "number" ? error.code : error ? -1 : 0, said: stdout + stderr }),
    );
  });
}

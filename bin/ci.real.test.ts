import { execFile } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadProfile } from "../helpers/call/profile.ts";
import { onPath } from "../kind/tools.ts";
import { healthyRepository } from "../lab/worlds/repository.ts";

const root = path.resolve(import.meta.dirname, "..");
/** A test's name where its tool is missing says so. */
const absent = (tool: string): string => (onPath(tool) === undefined ? ` (skipped: ${tool} is not on PATH)` : "");

/** The workflows, where a GitOps repository has them. */
const WORKFLOWS = {
  "docs/ci/github-pull-request.yml": "assay.yml",
  "docs/ci/github-every-night.yml": "assay-every-night.yml",
  "docs/ci/github-nightly.yml": "assay-nightly.yml",
};

const folder = mkdtempSync(path.join(tmpdir(), "assay-ci-"));
const repository = path.join(folder, "k8s-ops");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  write("assay/infra.yaml", readFileSync(path.join(root, "clusters/lab.yaml"), "utf8"));
  for (const [file, text] of Object.entries(healthyRepository(loadProfile("lab", root, ["lab"]).profile)))
    write(file, text);
  mkdirSync(path.join(repository, ".github/workflows"), { recursive: true });
  for (const [from, to] of Object.entries(WORKFLOWS))
    copyFileSync(path.join(root, from), path.join(repository, ".github/workflows", to));
  copyFileSync(path.join(root, "action.yml"), path.join(folder, "action.yml"));
  const as = ["-c", "user.name=ops", "-c", "user.email=ops@example"];
  for (const words of [
    ["init", "-q"],
    ["add", "-A"],
    [...as, "commit", "-qm", "first"],
  ])
    await run("git", words);
});

describe("what GitHub reads", { timeout: 60_000 }, () => {
  test.skipIf(absent("actionlint"))(`actionlint has nothing to say${absent("actionlint")}`, async () => {
    expect(await run("actionlint", [])).toEqual({ exit: 0, said: "" });
  });

  test.skipIf(absent("zizmor"))(`zizmor has nothing to say${absent("zizmor")}`, async () => {
    const words = ["--offline", "--persona=auditor", "--no-progress", "--quiet"];
    for (const what of [".", path.join(folder, "action.yml")]) {
      const { exit, said } = await run("zizmor", [...words, what]);
      expect([exit, said]).toEqual([0, expect.stringContaining("No findings to report")]);
    }
  });
});

describe.skipIf(absent("act"))(`a run by act${absent("act")}`, { timeout: 240_000 }, () => {
  /** Actions of others stand in, and say with what they were called; assay's own is this checkout's, without npm ci. */
  beforeAll(() => {
    const own = path.join(folder, "assay");
    mkdirSync(path.join(own, "bin"), { recursive: true });
    copyFileSync(path.join(root, "action.yml"), path.join(own, "action.yml"));
    writeFileSync(
      path.join(own, "bin/assay.mjs"),
      `await import(${JSON.stringify(path.join(root, "bin/assay.mjs"))});\n`,
    );
    for (const [name, inputs] of Object.entries(OTHERS)) {
      mkdirSync(path.join(folder, name), { recursive: true });
      writeFileSync(path.join(folder, name, "action.yml"), standIn(name, inputs));
    }
    for (const [tool, script] of Object.entries({ npm: "exit 0", npx: NPX })) {
      const file = path.join(folder, "tools", tool);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `#!/bin/sh\n${script}\n`);
      chmodSync(file, 0o755);
    }
  });

  test("of a pull request: what fails fails the job, after SARIF and evidence went up", async () => {
    write("kubernetes/broken.yaml", "a: [\n");
    const { exit, said } = await act("pull_request", ".github/workflows/assay.yml");
    rmSync(path.join(repository, "kubernetes/broken.yaml"));
    expect(said).toMatch(/::error file=kubernetes\/broken\.yaml,|❗ .*::error.*broken/);
    expect(said).toMatch(/upload-sarif: \S+\/report\.sarif/);
    expect(said).toMatch(/upload-artifact: \S+\/lab\/latest\//);
    expect(said).toContain("::set-output:: exit-code=1");
    expect([exit, said]).toEqual([1, expect.stringContaining("Failure - Main Verdict")]);
  });

  test("of a night: each cluster by itself; evidence goes up and the issue is told, also where it fails", async () => {
    const { exit, said } = await act("workflow_dispatch", ".github/workflows/assay-every-night.yml");
    expect(exit).toBe(1);
    for (const cluster of ["infra", "apps"]) {
      expect(said).toMatch(new RegExp(`upload-artifact: \\S+/${cluster}/latest/`));
      expect(said).toMatch(new RegExp(`judged --cluster ${cluster} --out \\S+ --keep 90d`));
    }
    expect(said).toMatch(/github-script: .*readFileSync/);
  });

  const act = (event: string, workflow: string) => {
    const locals = Object.entries(pinned()).flatMap(([action, at]) => ["--local-repository", `${action}=${at}`]);
    const hosts = ["ubuntu-24.04", "self-hosted"].flatMap((label) => ["-P", `${label}=-self-hosted`]);
    const cache = ["--action-cache-path", path.join(folder, "cache"), "--no-cache-server"];
    return run("act", [event, "-W", workflow, ...hosts, ...cache, ...locals]);
  };
});

/** The inputs of which a stand-in tells. */
const OTHERS = {
  "setup-node": "node-version",
  "upload-artifact": "path",
  "github-script": "script",
  "codeql/upload-sarif": "sarif_file",
};

const standIn = (name: string, input: string): string => `name: ${name}
description: stands in
inputs: { ${input}: { description: what it gets } }
runs:
  using: composite
  steps:
    - shell: bash
      env: { GOT: "\${{ inputs.${input} }}" }
      run: echo "${path.basename(name)}:" $GOT
`;

/** A night whose run fails. */
const NPX = `shift; echo "judged $*"; exit 1`;

/** Each action as the workflows name it → the folder of what stands in. */
function pinned(): Record<string, string> {
  const texts = ["action.yml", ...Object.keys(WORKFLOWS)].map((file) => readFileSync(path.join(root, file), "utf8"));
  const used = texts.flatMap((text) => [...text.matchAll(/uses: ([\w-]+)\/([\w-]+)((?:\/[\w-]+)?)@(\w{40})/g)]);
  return Object.fromEntries(
    used.map(([, owner = "", name = "", , ref = ""]) => {
      const at = name === "codeql-action" ? "codeql" : name;
      return [`${owner}/${name}@${ref}`, path.join(folder, at)];
    }),
  );
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
  writeFileSync(path.join(repository, file), text);
}

/** In the repository, with both streams in one text. */
async function run(program: string, args: string[]): Promise<{ exit: number; said: string }> {
  const tools = path.join(folder, "tools");
  const env = { ...process.env, PATH: `${tools}:${process.env["PATH"]}`, HOME: folder, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(program, args, { cwd: repository, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ exit: typeof error?.code === "number" ? error.code : error ? -1 : 0, said: stdout + stderr }),
    );
  });
}

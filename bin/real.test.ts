import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "assay-real-test-"));
  writeFileSync(path.join(folder, "kubeconfig"), "");
  for (const tool of ["helm", "cilium", "flux", "nsenter"]) install(tool, "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A stand-in on PATH that writes down what it was called with. */
function install(tool: string, script: string): void {
  const file = path.join(folder, tool);
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "${tool} $*" >>"${folder}/log"\n${script}`);
  chmodSync(file, 0o755);
}

const real = (...args: string[]) =>
  execa(process.execPath, ["bin/real.mjs", ...args], {
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder },
    extendEnv: false,
    reject: false,
  });
const onKind = (...args: string[]) => real("--kind", path.join(folder, "kubeconfig"), ...args);

describe("npm run real", { timeout: 60_000 }, () => {
  test("is skipped with a sentence where no cluster is given, or its parts are not there", async () => {
    const none = await real();
    expect([none.exitCode, none.stdout]).toEqual([0, expect.stringContaining("skipped: no cluster is given")]);
    const lost = await real("--kind", "/nowhere", "--break");
    expect([lost.exitCode, lost.stdout]).toEqual([0, expect.stringContaining("skipped: /nowhere is not there")]);
  });

  test("a cluster to capture must be there, as one", async () => {
    const lost = await real("--capture", "--kind", "/nowhere");
    expect([lost.exitCode, lost.stdout]).toEqual([0, expect.stringContaining("skipped: /nowhere is not there")]);
    const none = await real("--capture", "--run", folder);
    expect([none.exitCode, none.stdout]).toEqual([0, expect.stringContaining("holds no transcripts")]);
    expect(await real("--capture")).toMatchObject({
      exitCode: 2,
      stderr: "real: one cluster is captured: --kind, --talos, or --run for a run on kind",
    });
  });

  test("a wrong call is refused", async () => {
    for (const args of [["--sideways"], ["--kind", "a", "--talos", "b"]]) {
      expect((await real(...args)).exitCode).toBe(2);
    }
  });

  test("a cluster that is not kind's is refused before anything is changed", async () => {
    install("docker", 'echo "assay-worker"');
    install("kubectl", 'case "$*" in "config current-context") echo admin@production;; esac');
    const other = await onKind("--break");
    expect([other.exitCode, other.stderr]).toEqual([2, "real: the context admin@production is not kind-assay"]);
    install("kubectl", 'case "$*" in "config current-context") echo kind-assay;; *) echo node-1;; esac');
    const renamed = await onKind("--break");
    expect([renamed.exitCode, renamed.stderr]).toEqual([
      2,
      "real: its nodes (node-1) are not kind's containers (assay-worker)",
    ]);
    const calls = readFileSync(path.join(folder, "log"), "utf8").trim().split("\n");
    expect(calls.filter((line) => !/^kubectl (config|get)|^docker ps/.test(line))).toEqual([]);
  });
});

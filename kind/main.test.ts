import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** Stand-ins on PATH that write down what they were called with; `fails` names a call by its beginning. */
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "assay-kind-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function install(tool: string, { says = "", fails = "no such call" }: { says?: string; fails?: string } = {}): void {
  const file = path.join(folder, tool);
  const script = `#!/bin/sh
echo "${tool} $*" >>"${folder}/log"
case "$*" in "${fails}"*) echo "Error: it failed" >&2; exit 1;; "get clusters") echo "${says}";; esac`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}

const kind = (...args: string[]) =>
  execa(process.execPath, ["bin/kind.mjs", ...args], {
    // Without SHLVL, bash takes a socket on standard input for rsh and reads ~/.bashrc.
    env: { PATH: `${folder}:/usr/bin:/bin`, SHLVL: "2" },
    extendEnv: false,
    reject: false,
  });

const calls = (): string[] => readFileSync(path.join(folder, "log"), "utf8").trim().split("\n");

describe("node bin/kind.mjs", () => {
  test("says how it is called", async () => {
    for (const args of [[], ["sideways"], ["up", "now"]]) {
      const { exitCode, stderr } = await kind(...args);
      expect([exitCode, stderr.split("\n")[0]]).toEqual([2, "usage: node bin/kind.mjs up|down"]);
    }
  });

  test("names every tool that is missing, with where to get it", async () => {
    const { exitCode, stderr } = await kind("up");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("kind is not on PATH: https://kind.sigs.k8s.io");
    expect(stderr).toContain("helm is not on PATH: https://helm.sh");
  });

  test("refuses where the container runtime does not answer", async () => {
    for (const tool of ["helm", "kubectl"]) install(tool);
    install("kind", { fails: "get clusters" });
    const { exitCode, stderr } = await kind("up");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("is Docker running?\nError: it failed");
    expect(calls()).toEqual(["kind get clusters"]);
  });

  test("makes the cluster, then bootstraps it; one that is there is not made again", async () => {
    for (const tool of ["helm", "kubectl", "kind"]) install(tool);
    expect((await kind("up")).exitCode).toBe(0);
    expect(calls().map((line) => line.split(" ").slice(0, 4).join(" "))).toMatchObject({
      1: "kind create cluster --config",
      3: "helm upgrade --install cilium",
    });
    install("kind", { says: "assay" });
    expect((await kind("up")).exitCode).toBe(0);
    expect(calls().filter((line) => line.startsWith("kind create"))).toHaveLength(1);
  });

  test("a tool that ends before it has read its values is not our crash", async () => {
    for (const tool of ["helm", "kubectl", "kind"]) install(tool);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => kind("up")));
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual(Array.from({ length: 8 }, () => 0));
  });

  test("stops at the step that failed, and says how to run it again", async () => {
    for (const tool of ["kubectl", "kind"]) install(tool);
    install("helm", { fails: "upgrade --install cert-manager" });
    const { exitCode, stderr } = await kind("up");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "✗ cert-manager: helm ended with exit code 1; run it again with\n  helm upgrade --install cert-manager",
    );
    expect(calls().at(-1)).toContain("helm upgrade --install cert-manager");
  });

  test("deletes the cluster; one that is not there is no failure", async () => {
    install("kind", { says: "assay" });
    expect((await kind("down")).exitCode).toBe(0);
    expect(calls().at(-1)).toContain("kind delete cluster --name assay");
    install("kind", { says: "another" });
    expect((await kind("down")).exitCode).toBe(0);
    expect(calls().at(-1)).toBe("kind get clusters");
  });
});

import { spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { list } from "./build.mjs";

const root = path.resolve(import.meta.dirname, "..");
const below = mkdtempSync(path.join(tmpdir(), "assay-ends-"));
afterAll(() => rmSync(below, { recursive: true, force: true }));

interface Ended {
  exit: number | null;
  said: string;
}

/** Runs a line of shell in the project, with a folder for temporary files of its own. */
async function shell(line: string, during?: (kill: (signal: NodeJS.Signals) => void) => Promise<void>): Promise<Ended> {
  const child = spawn("/bin/sh", ["-c", line], { cwd: root, env: { ...process.env, TMPDIR: temporary } });
  let said = "";
  for (const output of [child.stdout, child.stderr]) output.on("data", (data: Buffer) => (said += data.toString()));
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  await during?.((signal) => child.kill(signal));
  return { exit: await exit, said };
}

const temporary = path.join(below, "tmp");
mkdirSync(temporary);
const left = (): string[] => readdirSync(temporary).filter((name) => name.startsWith("assay-"));

const run = (out: string, more = ""): string =>
  `node bin/assay.mjs --only flux/check-passes --patience 0 --out ${path.join(below, out)} ${more}`;

describe("how a run ends", { timeout: 60_000 }, () => {
  test("what it leaves is its owner's alone, whatever the umask; no folder of the lab stays", async () => {
    expect((await shell(`umask 000; ${run("umask")}`)).exit).toBe(0);
    const folder = path.join(below, "umask");
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => !name.endsWith("latest"));
    const open = names.filter((name) => (statSync(path.join(folder, name)).mode & 0o077) !== 0);
    expect(names.length).toBeGreaterThan(10);
    expect(open).toEqual([]);
    expect(left()).toEqual([]);
  });

  test("SIGKILL leaves no process and no key", async () => {
    const out = path.join(below, "killed");
    const scenario = "exec node bin/assay.mjs --scenario flux-check-hangs --patience 1";
    await shell(`${scenario} --out ${out}`, async (kill) => {
      await expect.poll(() => running("flux"), { timeout: 30_000 }).not.toEqual([]);
      kill("SIGKILL");
    });
    await expect.poll(() => [...running(""), ...left()], { timeout: 1_000 }).toEqual([]);
  });

  test("npm that is ended by itself takes its run with it, and leaves a report", async () => {
    const out = path.join(below, "npm");
    const scenario = "exec npm test -s -- --scenario flux-check-hangs --patience 1";
    await shell(`${scenario} --out ${out}`, async (kill) => {
      await expect.poll(() => running("flux"), { timeout: 30_000 }).not.toEqual([]);
      kill("SIGTERM");
    });
    await expect.poll(() => existsSync(path.join(out, "lab/latest/run.json")), { timeout: 10_000 }).toBe(true);
    await expect.poll(() => [...running(""), ...left()], { timeout: 2_000 }).toEqual([]);
  });

  test("a reader that has enough ends nothing; what cannot be written is a sentence", async () => {
    expect(await shell(`(${run("head")}; echo "exit $?" >&2) | head -c 1 >/dev/null`)).toEqual({
      exit: 0,
      said: "exit 0\n",
    });
    expect(existsSync(path.join(below, "head/lab/latest/run.json"))).toBe(true);
    expect(await shell("node bin/assay.mjs --list > /dev/full")).toEqual({ exit: 3, said: FULL });
  });

  test("a disk that is full ends a run at once, by a sentence that is said once", async () => {
    const out = path.join(below, "full");
    const { exit, said } = await shell(`ulimit -f 240; exec node bin/assay.mjs --out ${out}`);
    const endedMs = Date.now();
    const [started = ""] = readdirSync(path.join(out, "lab"));
    const journal = path.join(out, "lab", started, "journal.ndjson");
    expect(exit).toBe(3);
    expect(said.match(/^assay: .*$/gm)).toEqual([`assay: ${journal} cannot be written: ${GROWN}`]);
    expect(endedMs - statSync(journal).mtimeMs).toBeLessThan(3_000);
    await expect.poll(left, { timeout: 1_000 }).toEqual([]);
  });

  test("a heap that is too small is a sentence, and none of V8's", async () => {
    const { exit, said } = await shell(`NODE_OPTIONS=--max-old-space-size=32 ${run("heap")}`);
    expect([exit, said]).toEqual([3, expect.stringMatching(/^assay: Node may use a heap of 32 MB, [^\n]+\n$/)]);
  });

  test("a checkout of which no modules can be made is a sentence", async () => {
    const checkout = path.join(below, "half");
    mkdirSync(path.join(checkout, "bin"), { recursive: true });
    for (const name of ["assay.mjs", "bundle.mjs", "build.mjs"])
      copyFileSync(path.join(root, "bin", name), path.join(checkout, "bin", name));
    writeFileSync(path.join(checkout, "bin/assay.ts"), "");
    const unmade = /^assay: its modules cannot be made in [^\n\p{Cc}]+\n$/u;
    const { exit, said } = await shell(`node ${checkout}/bin/assay.mjs --version`);
    expect([exit, said]).toEqual([3, expect.stringMatching(unmade)]);
  });

  test("a folder that cannot be made is exit 2, at once", async () => {
    const { exit, said } = await shell("timeout 20 node bin/assay.mjs --patience 0 --out /proc/x");
    expect([exit, said]).toEqual([2, expect.stringMatching(/^assay: \/proc\/x cannot be used: [^\n]*--out\n$/)]);
  });

  test("vitest without the launcher judges too; a wrong call is a sentence", async () => {
    const { exit, said } = await shell("ASSAY_CLUSTER=nope npx vitest run");
    expect([exit, said]).toEqual([2, expect.stringMatching(/^assay: no cluster "nope"[^\n]*\n$/)]);
    expect(await shell("ASSAY_CLUSTER=all npx vitest run")).toMatchObject({
      exit: 2,
      said: expect.stringMatching(/^assay: ASSAY_CLUSTER names several clusters[^\n]*\n$/) as string,
    });
  });

  test("vitest without the launcher goes on without standard output", async () => {
    expect(await shell("bash -o pipefail -c 'npx vitest run | head -1'")).toMatchObject({ exit: 0 });
    expect(await shell("npx vitest run > /dev/full")).toMatchObject({ exit: 3, said: FULL });
  });

  test("what runs leave beside the sources changes no version", () => {
    const left = list(root, "reports").filter((file) => /^reports\/(?:out|replayed)\//.test(file));
    expect([left, list(root, "reports").includes("reports/markdown/findings.ts")]).toEqual([[], true]);
  });
});

const GROWN = "the file may grow no further; what was written before it is kept";
const FULL = "assay: standard output cannot be written: the disk is full; what was written before it is kept\n";

/** The command lines of processes that were started from the folder for temporary files. */
function running(program: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return line.includes(temporary) && line.includes(`/${program}`) ? [line] : [];
    } catch {
      return [];
    }
  });
}

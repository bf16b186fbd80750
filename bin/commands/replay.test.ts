import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Run } from "../../evidence/run.ts";
import { differing } from "../../helpers/kept/compared.ts";
import { root } from "../project.ts";
import { until } from "../testing/until.ts";
import { verified } from "./verify.ts";

const out = fs.mkdtempSync(path.join(tmpdir(), "assay-replay-"));
afterAll(() => fs.rmSync(out, { recursive: true, force: true }));

/** As a machine that has no cluster, no kubeconfig and no command. */
function assay(...args: string[]) {
  const env = { PATH: "/nowhere", HOME: path.join(out, "home") };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/assay.mjs", ...args], { cwd: root, env });
  return { exit: status, stdout: stdout.toString(), stderr: stderr.toString() };
}

const runIn = (folder: string): Run => JSON.parse(fs.readFileSync(path.join(folder, "run.json"), "utf8")) as Run;

/** A run of the lab that fails; tests tamper with copies. */
let folder = "";
beforeAll(() => {
  const to = path.join(out, "runs");
  const scenario = ["--scenario", "cilium-managed-twice", "--out", to];
  const { status } = spawnSync(process.execPath, ["bin/assay.mjs", ...scenario], { cwd: root });
  expect(status).toBe(1);
  folder = fs.realpathSync(path.join(to, "lab/latest"));
}, 120_000);

let copies = 0;
function copy(): string {
  const to = path.join(out, `copy-${(copies += 1)}`);
  fs.cpSync(folder, to, { recursive: true });
  return to;
}

function journalBelow(to: string): string {
  const [name = ""] = fs.existsSync(`${to}/lab`) ? fs.readdirSync(`${to}/lab`) : [];
  return path.join(to, "lab", name, "journal.ndjson");
}

const finishedIn = (journal: string): number =>
  fs.existsSync(journal) ? fs.readFileSync(journal, "utf8").split('"row-finished"').length - 1 : 0;

describe("assay replay", { timeout: 120_000 }, () => {
  test("tells the same by the same version and profile, and what it is on every page", async () => {
    const { exit, stdout } = assay("replay", folder, "--out", path.join(out, "same"));
    expect(exit).toBe(1);
    const again = fs.realpathSync(path.join(out, "same/lab/latest"));
    const [before, after] = [runIn(folder), runIn(again)];
    expect(differing(before, after)).toEqual([]);
    expect(stdout).toMatch(/^REPLAYED: what was observed on .* SIMULATED: the embedded lab \(scenario cilium-managed/);
    expect(stdout).toContain("checks: verdicts, findings, diagnosis and timeline are the run's");
    expect(after).toMatchObject({
      backend: "replay",
      startedAt: before.startedAt,
      endedAt: before.endedAt,
      replayed: { of: before.journal?.last, simulated: true },
    });
    for (const page of ["report.md", "report.html", "junit.xml", "ctrf.json"])
      expect(fs.readFileSync(path.join(again, page), "utf8")).toContain("REPLAYED");
    // nor is it evidence of its own
    expect((await verified(again)).reasons.map(({ why }) => why)).toContainEqual(
      expect.stringMatching(/^replayed: it observed/),
    );
    expect(assay("replay", again)).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining("is a replay itself") as string,
    });
  });

  test("by another profile tells row by row what was and what is", () => {
    const profile = path.join(out, "stricter.yaml");
    const lab = fs.readFileSync(path.join(root, "clusters/lab.yaml"), "utf8");
    fs.writeFileSync(profile, lab.replace(/^( +)version: ["']?v?1\.\d+\.\d+["']?$/m, "$1version: v1.99.0"));
    const { stdout } = assay("replay", folder, "--cluster", profile, "--out", path.join(out, "other"));
    expect(stdout).toMatch(/^\S+: pass → (?:fail|inconclusive) \(.*\)$/m);
    expect(stdout).toMatch(/^[1-9]\d* of \d+ checks say something else than in the run$/m);
    expect(runIn(path.join(out, "other/lab/latest")).cluster.profile).toContain("stricter.yaml");
  });

  test("of a run that was killed judges again what it had kept, and says what was not observed", async () => {
    const to = path.join(out, "killed");
    const args = ["bin/assay.mjs", "--scenario", "cilium-managed-twice", "--out", to];
    const child = spawn(process.execPath, args, { cwd: root, stdio: "ignore" });
    const place = (): string => journalBelow(to);
    await until(() => finishedIn(place()) > 40);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    const killed = path.dirname(place());
    const { reasons, run: before } = await verified(killed);
    expect(reasons).toContainEqual({ word: "INCOMPLETE", why: "killed: its journal.ndjson has no end" });
    const { exit, stdout } = assay("replay", killed, "--out", path.join(out, "killed-again"));
    expect([exit, stdout]).toEqual([before.outcome.exit, expect.stringContaining("verdicts, findings, diagnosis and")]);
    expect(stdout).toMatch(/^\d+ checks were not observed: the run ended before them$/m);
    const after = runIn(fs.realpathSync(path.join(out, "killed-again/lab/latest")));
    expect(differing(before, after)).toEqual([]);
    const asTold = new Set(after.replayed?.asTold?.map(({ id }) => id));
    const anew = after.criteria.filter(({ id, reason }) => !asTold.has(id) && !reason?.startsWith("never judged"));
    // a busy machine keeps less often
    expect(anew.length).toBeGreaterThan(0);
  });

  test.each<[string, (folder: string) => void, RegExp]>([
    [
      "what was changed",
      (it) => fs.appendFileSync(path.join(it, "observations/nodes.json"), " "),
      /^assay: observations\/nodes\.json in \S+ changed since the run: not judged again$/,
    ],
    [
      "what is gone",
      (it) => {
        fs.rmSync(path.join(it, "SHA256SUMS"));
        fs.rmSync(path.join(it, "observations/nodes.json"));
      },
      /^assay: \S+nodes\.json: no such file, and a check was judged by it; the run cannot be judged again, `assay report` still tells it$/,
    ],
    [
      "a killed run",
      (it) => {
        fs.rmSync(path.join(it, "SHA256SUMS"));
        fs.rmSync(path.join(it, "observations"), { recursive: true });
      },
      /^assay: \S+index\.json: no such file: the run was ended before its observations were kept; /,
    ],
    [
      "an older version's",
      (it) => {
        fs.rmSync(path.join(it, "SHA256SUMS"));
        fs.rmSync(path.join(it, "observations/index.json"));
      },
      /^assay: \S+index\.json: no such file: the run was written by a version of assay that did not keep what it takes; /,
    ],
  ])("says of %s one sentence and writes nothing", (_, change, says) => {
    const it = copy();
    change(it);
    const to = path.join(out, "none");
    const { exit, stderr } = assay("replay", it, "--out", to);
    expect(stderr.trim()).toMatch(says);
    expect(exit).toBe(2);
    expect(fs.existsSync(to)).toBe(false);
  });

  test("takes a checkout only where it is the one that was judged", () => {
    const other = assay("replay", folder, "--repo", "lab", "--out", path.join(out, "none"));
    expect(other).toMatchObject({ exit: 2 });
    expect(other.stderr).toMatch(/^assay: --repo lab: \S+ is not what the run read$/m);
  });
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { Fleet } from "../fleet/summary.ts";
import { loadProfile } from "../helpers/call/profile.ts";
import { HEALTHY } from "../lab/scenario.ts";
import { startLab, type Lab } from "../lab/start.ts";
import { assay } from "./testing/command.ts";
import { until } from "./testing/until.ts";

const root = path.resolve(import.meta.dirname, "..");
const work = mkdtempSync(path.join(tmpdir(), "assay-fleet-"));
const labs: Lab[] = [];
afterAll(() => {
  for (const lab of labs) lab.dispose();
  rmSync(work, { recursive: true, force: true });
});

const { profile } = loadProfile("lab", root, ["lab"]);

/** The profile of a lab that runs, as a cluster of its own would have it: what a call's flags say stands in the file. */
function profileFile(folder: string, name: string, { kubeconfig, talosconfig, endpoint }: Lab["options"]): string {
  const written = parse(readFileSync(path.join(root, "clusters/lab.yaml"), "utf8")) as typeof profile;
  const file = path.join(folder, `${name}.yaml`);
  mkdirSync(folder, { recursive: true });
  const kubernetes = { ...written.kubernetes, endpoint, kubeconfig };
  const { repository: _, ...rest } = written;
  writeFileSync(file, stringify({ ...rest, name, kubernetes, talos: { ...written.talos, talosconfig } }));
  return file;
}

const fleetIn = (out: string): Fleet =>
  JSON.parse(readFileSync(path.join(out, "fleet/latest/fleet.json"), "utf8")) as Fleet;

const CHECKS = ["--only", "cilium/identity-matches", "--only", "cilium/routing-is-native", "--patience", "0"];

describe("several clusters at once", { timeout: 120_000 }, () => {
  test("two profiles of one name would write into one folder: both are named", async () => {
    const folder = path.join(work, "twins");
    mkdirSync(folder);
    for (const file of ["a.yaml", "b.yaml"])
      writeFileSync(path.join(folder, file), readFileSync(path.join(root, "clusters/lab.yaml")));
    const { exit, stderr } = await assay(["--cluster", folder, "--out", path.join(work, "twins-out")]);
    expect([exit, stderr]).toEqual([
      2,
      expect.stringMatching(/a\.yaml and \S+b\.yaml have the same name, lab: give each/),
    ]);
  });

  test("each has its evidence; two profiles that lead to one cluster fail; one that nobody answers for hurts no other", async () => {
    const lab = await startLab(profile, HEALTHY);
    labs.push(lab);
    const folder = path.join(work, "three");
    profileFile(folder, "one", lab.options);
    profileFile(folder, "two", lab.options);
    writeFileSync(path.join(folder, "wrong.yaml"), "name: wrong\nnodes: [1]\n");
    const out = path.join(work, "three-out");
    const { exit, stdout } = await assay(["--cluster", folder, "--out", out, ...CHECKS], lab.environment);
    const fleet = fleetIn(out);
    expect(fleet.members.map(({ name, exit }) => [name, exit])).toEqual([
      ["one", 0],
      ["two", 0],
      ["wrong", 2],
    ]);
    expect(fleet.compared.findings.map(({ subject }) => subject)).toEqual(["clusters/one+two/kube-system"]);
    // no mesh joins them
    expect(fleet.compared.notices.map(({ subject }) => subject.split("/").at(-1))).toEqual(
      expect.arrayContaining(["cluster.id", "cluster.name", "pod CIDR"]),
    );
    expect([exit, fleet.exit]).toEqual([1, 1]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(/^FAIL: 2 of 3 clusters passed, 1 refused.*, 1 finding between clusters/);
    expect(lines.slice(-4, -1).map((line) => line.slice(0, 5))).toEqual(["✓ one", "✓ two", "✗ wro"]);
    expect(lines.at(-4)).toContain("one/");
    for (const name of ["one", "two"]) expect(existsSync(path.join(out, name, "latest/report.html"))).toBe(true);
    expect(readdirSync(path.join(out, "fleet/latest"))).toEqual(["fleet.json", "summary.html", "summary.md"]);
    expect(readFileSync(path.join(out, "fleet/latest/summary.md"), "utf8")).toContain("SIMULATED");
  });

  test("a cluster that cannot be reached hurts no other; Ctrl-C reaches all", async () => {
    const lab = await startLab(profile, HEALTHY);
    labs.push(lab);
    const silent = { ...lab.options, endpoint: "https://127.0.0.1:9" };
    const folder = path.join(work, "late");
    const [good, away] = [profileFile(folder, "good", lab.options), profileFile(folder, "away", silent)];
    const out = path.join(work, "late-out");
    const args = ["--cluster", good, "--cluster", away, "--only", "cilium/identity-matches", "--out", out];
    const { exit, stderr } = await assay([...args, "--patience", "0", "--json"], lab.environment);
    const fleet = fleetIn(out);
    expect(fleet.members[0]).toMatchObject({ name: "good", exit: 0 });
    expect(fleet.members[1]?.exit).not.toBe(0);
    expect(exit).not.toBe(0);
    expect(stderr).toContain("good | ");
    const later = path.join(work, "interrupted-out");
    const interrupted = await assay(
      ["--cluster", good, "--cluster", away, "--out", later],
      lab.environment,
      async (kill) => {
        await until(() => existsSync(path.join(later, "away")));
        kill("SIGINT");
      },
    );
    expect(interrupted.exit).not.toBe(0);
    expect(fleetIn(later).members.map(({ exit }) => exit)).not.toContain(0);
  });
});

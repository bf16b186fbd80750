import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const folder = mkdtempSync(path.join(tmpdir(), "assay-pack-"));
const repository = path.join(folder, "k8s-ops");
const installed = path.join(repository, "node_modules/assay");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Manifest {
  dependencies: Record<string, string>;
  scripts: Record<string, string>;
}
const { dependencies, scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
let packed: { path: string }[] = [];
let bytes = 0;

/** Packs, and lays the package into a repository as npm would: with what it depends on beside it, and nothing else. */
beforeAll(async () => {
  const { stdout } = await promisify(execFile)("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root });
  const [pack] = JSON.parse(stdout.slice(stdout.indexOf("["))) as {
    filename: string;
    size: number;
    files: { path: string }[];
  }[];
  packed = pack?.files ?? [];
  bytes = pack?.size ?? 0;
  mkdirSync(path.join(repository, ".git"), { recursive: true });
  mkdirSync(installed, { recursive: true });
  await promisify(execFile)("tar", ["-xzf", path.join(folder, pack?.filename ?? ""), "--strip-components=1"], {
    cwd: installed,
  });
  for (const name of Object.keys(dependencies)) {
    const link = path.join(repository, "node_modules", name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(root, "node_modules", name), link);
  }
}, 120_000);

interface Ended {
  exit: number;
  stdout: string;
  stderr: string;
}

async function assay(argv: string[], cwd = repository): Promise<Ended> {
  const script = path.join(installed, "bin/assay.mjs");
  const environment = { PATH: process.env["PATH"], HOME: folder };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...argv], { cwd, env: environment }, (error, stdout, stderr) =>
      resolve({ exit: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });
}

describe("the package", () => {
  test("holds no source, no test and no script that runs when it is installed", () => {
    const files = packed.map((file) => file.path);
    expect(files).toContain("clusters/profile.schema.json");
    expect(files).toContain("dist/LICENSES.txt");
    expect(files.filter((file) => /\.ts$|\.test\.|^(lab|criteria|node_modules)\//.test(file))).toEqual([]);
    const readme = readFileSync(path.join(root, "README.md"), "utf8");
    expect(readme).toContain(`The package has ${(bytes / 1_000_000).toFixed(1)} MB`);
    expect(Object.keys(scripts).filter((name) => /install$|^prepare$/.test(name))).toEqual([]);
  });

  test("runs the lab where it is installed, keeps evidence in .assay/ of the repository, and says so once", async () => {
    const below = path.join(repository, "kubernetes/apps");
    mkdirSync(below, { recursive: true });
    const { exit, stdout, stderr } = await assay([], below);
    expect([exit, stderr]).toEqual([
      0,
      "assay: evidence goes to .assay/: to keep it out of Git, add .assay/ to .gitignore\n",
    ]);
    expect(stdout).toContain("SIMULATED");
    expect(existsSync(path.join(repository, ".assay/lab/latest/report.html"))).toBe(true);
    expect(readdirSync(below)).toEqual([]);
    const again = await assay(["--only", "flux/check-passes"]);
    expect([again.exit, again.stderr]).toEqual([0, ""]);
    expect((await assay(["history", "lab"])).stdout).toContain("flux");
    const replayed = await assay(["replay", ".assay/lab/latest"]);
    expect(replayed.stdout).toContain(`${repository}/.assay/.replayed/lab/`);
  }, 120_000);

  test("finds the profile of a cluster in the repository, and says which it took", async () => {
    const profile = readFileSync(path.join(root, "clusters/lab.yaml"), "utf8").replace("name: lab", "name: infra");
    mkdirSync(path.join(repository, "assay"), { recursive: true });
    mkdirSync(path.join(repository, "clusters/apps"), { recursive: true });
    writeFileSync(path.join(repository, "assay/infra.yaml"), profile);
    writeFileSync(path.join(repository, "clusters/apps/assay.yaml"), profile.replace("name: infra", "name: apps"));
    const only = ["--only", "prerequisites/kubeconfig-names-a-usable-context"];
    for (const [cluster, file] of [
      ["infra", "assay/infra.yaml"],
      ["apps", "clusters/apps/assay.yaml"],
      ["./assay/infra.yaml", "assay/infra.yaml"],
    ] as const)
      expect((await assay(["--cluster", cluster, ...only])).stderr).toContain(`assay: the profile is ${file}\n`);
    const fleet = await assay(["--cluster", "all", ...only]);
    expect(fleet.stderr).toContain("apps  | assay: the profile is clusters/apps/assay.yaml\n");
    expect(fleet.stdout).toMatch(/^summary: \.assay\/fleet\//m);
    expect(existsSync(path.join(repository, ".assay/fleet/latest/summary.html"))).toBe(true);
    const unknown = await assay(["--cluster", "infar"]);
    expect(unknown.exit).toBe(2);
    expect(unknown.stderr).toBe(
      `assay: no profile of "infar" in ${repository}; did you mean infra?; there are apps, infra; looked for assay/infar.yaml and clusters/infar/assay.yaml; npx assay init writes one, and --cluster takes a path too\n`,
    );
    // its own examples are nobody's cluster
    expect((await assay(["--cluster", "kind"])).exit).toBe(2);
  }, 120_000);
});

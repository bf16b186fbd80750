import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readCall } from "./call.ts";
import { clustersOf } from "./fleet.ts";

const known = { suites: ["80-flux"], rows: ["flux/check-passes"], out: "reports/out" };
const read = (...argv: string[]) => readCall(argv, known, {});
const folder = mkdtempSync(path.join(tmpdir(), "assay-profiles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a call that names several clusters", () => {
  test("each cluster's process gets the other flags", () => {
    const argv = [
      "--cluster",
      "infra",
      "--cluster",
      "apps",
      "--suite",
      "flux",
      "--probes",
      "--patience",
      "0",
      "--json",
    ];
    expect(read(...argv, "--deadline", "45m")).toEqual({
      what: "fleet",
      named: ["infra", "apps"],
      flags: ["--suite=flux", "--probes", "--patience=0"],
      deadlineMs: 2_700_000,
      out: "reports/out",
      json: true,
    });
    expect(read("--cluster", "all").what).toBe("fleet");
    expect(read("--cluster", folder).what).toBe("fleet");
    expect(read("--cluster", "infra").what).toBe("run");
  });

  test.each([
    [["--kubeconfig", "k"], "--kubeconfig with several clusters: it belongs to one cluster"],
    [["--context", "c"], "kubernetes.context"],
    [["--endpoint", "https://a:1"], "kubernetes.endpoint"],
    [["--talosconfig", "t"], "talos.talosconfig"],
    [["--started-at", "2026-11-21T10:00:00Z"], "its own time"],
    [["--metrics", "m.prom"], "overwrite"],
    [["--list"], "name one cluster"],
    [["--scenario", "x"], "which is no cluster"],
    [["--cluster", "infra"], "given twice"],
    [["--cluster", "lab"], "the lab is no cluster"],
    [["--deadline", "soon"], "no duration"],
    [["--patience", "x"], "no factor"],
    [["--suite", "x"], "unknown suite"],
  ])("%j is refused", (more, why) => {
    expect(() => read("--cluster", "infra", "--cluster", "apps", ...more)).toThrow(why);
  });

  test("--deadline says nothing to one cluster; diff takes one cluster", () => {
    expect(() => read("--cluster", "infra", "--deadline", "1h")).toThrow("several clusters");
    expect(() => read("diff", "--cluster", "infra", "--cluster", "apps")).toThrow("takes one");
  });

  test("all is every profile but those of the lab and of kind; a folder every YAML file in it", () => {
    expect(clustersOf(["all"], ["apps", "infra", "kind", "lab"])).toEqual(["apps", "infra"]);
    expect(() => clustersOf([folder], [])).toThrow("no profile");
    for (const name of ["b.yaml", "a.yml", "README.md"]) writeFileSync(path.join(folder, name), "");
    expect(clustersOf([folder, "infra", "infra"], [])).toEqual([`${folder}/a.yml`, `${folder}/b.yaml`, "infra"]);
  });
});

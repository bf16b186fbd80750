import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../bin/testing/until.ts";
import { StandIns } from "./testing/stand-ins.ts";

let its: StandIns;
beforeEach(() => {
  its = new StandIns();
  for (const tool of ["helm", "kubectl", "kind", "cilium", "flux", "assay"]) its.put(tool);
});
afterEach(() => rmSync(its.folder, { recursive: true, force: true }));

const JUDGED = "assay --cluster kind";
const DELETED = "kind delete cluster --name assay";
/** What became of the cluster, call by call. */
const course = (): string[] =>
  its
    .calls()
    .map((line) => line.replace(/ --kubeconfig \S+/, "").replace(/ --config \S+/, ""))
    .filter((line) => /^(assay|kind (create|delete|export))/.test(line));

describe("npm run kind", { timeout: 30_000 }, () => {
  test.each([0, 1, 2, 3])("makes, judges and deletes, and ends with the run's exit code %i", async (exit) => {
    its.put("assay", { fails: ["--cluster", exit] });
    const { exitCode, stderr } = await its.start("--anyway", "--", "--suite", "70-flux");
    expect(exitCode).toBe(exit);
    expect(course()).toEqual([
      `${JUDGED} --suite 70-flux --list`,
      "kind create cluster",
      `${JUDGED} --suite 70-flux`,
      DELETED,
    ]);
    expect(stderr).toMatch(/✓ 12\/12 delete cluster assay, \d s\n?$/);
  });

  test("--keep keeps what was made, and takes what is there; without it nothing of somebody else's is deleted", async () => {
    expect((await its.start("--keep", "--anyway")).exitCode).toBe(0);
    its.put("kind", { says: "assay" });
    const { exitCode, stderr } = await its.start("--keep", "--anyway");
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/cluster assay is kept: .*npm run kind:down deletes it/),
    ]);
    expect(course()).not.toContain(DELETED);
    const refused = await its.start("--anyway");
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining("cluster assay is there already")]);
    expect(course()).not.toContain(DELETED);
  });

  test("a cluster that somebody else made a moment before is not deleted", async () => {
    const words = "ERROR: failed to create cluster: node(s) already exist for a cluster with the name 'assay'";
    its.put("kind", { fails: ["create", 1, words] });
    expect((await its.start("--anyway")).exitCode).toBe(3);
    expect(course().slice(1)).toEqual(["kind create cluster"]);
  });

  test("one that could not be made is deleted, and nothing is judged", async () => {
    its.put("kind", { fails: ["create", 1] });
    const { exitCode } = await its.start("--anyway");
    expect(exitCode).toBe(3);
    expect(course().slice(1)).toEqual(["kind create cluster", DELETED, DELETED]);
  });

  test("a bootstrap that failed is judged without patience, and is no success", async () => {
    its.put("helm", { fails: ["upgrade --install cert-manager", 1] });
    expect((await its.start("--anyway")).exitCode).toBe(1);
    expect(course().slice(1)).toEqual(["kind create cluster", `${JUDGED} --patience 0`, DELETED]);
  });

  test("a cluster that cannot be deleted is said, and is no success", async () => {
    its.put("kind", { fails: ["delete", 1] });
    const { exitCode, stderr } = await its.start("--anyway");
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("npm run kind:down tries it again")]);
  });

  test.each([
    ["SIGINT", "kind", "create"],
    ["SIGTERM", "helm", "upgrade --install cilium"],
    ["SIGHUP", "assay", "--cluster"],
  ] as const)("%s while %s runs ends it, and deletes the cluster", async (signal, tool, call) => {
    its.put(tool, { hangs: call });
    const running = its.start("--anyway");
    await until(() => its.hangs());
    running.kill(signal);
    const { exitCode, stderr } = await running;
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining(`${signal}: what runs is ended`)]);
    expect(course().at(-1)).toBe(DELETED);
  });

  test("--keep keeps nothing that was not made", async () => {
    its.put("kind", { hangs: "create" });
    const running = its.start("--anyway", "--keep");
    await until(() => its.hangs());
    running.kill("SIGINT");
    expect((await running).exitCode).toBe(3);
    expect(course().at(-1)).toBe(DELETED);
  });

  test("no further signal ends the deletion", async () => {
    its.put("kind", { hangs: "delete" });
    const running = its.start("--anyway");
    await until(() => its.hangs());
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) running.kill(signal);
    its.put("kind");
    await until(() => its.calls().filter((line) => line.startsWith("kind delete")).length === 1);
    expect(running.exitCode).toBeNull();
    running.kill("SIGKILL");
    await running;
  });

  test("whoever kills it by SIGKILL leaves no cluster", async () => {
    its.put("helm", { hangs: "upgrade" });
    const running = its.start("--anyway");
    await until(() => its.hangs());
    running.kill("SIGKILL");
    await running;
    await until(() => course().at(-1) === DELETED);
  });

  test("a flag that assay refuses is known before anything is made", async () => {
    its.put("assay", { refuses: 'assay: "--sweet" is no flag' });
    const { exitCode, stderr } = await its.start("--anyway", "--", "--sweet");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('✗ assay: "--sweet" is no flag')]);
    expect(course()).toEqual([`${JUDGED} --sweet --list`]);
  });
});

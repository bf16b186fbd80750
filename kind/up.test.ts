import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StandIns } from "./testing/stand-ins.ts";

let its: StandIns;
beforeEach(() => {
  its = new StandIns();
});
afterEach(() => rmSync(its.folder, { recursive: true, force: true }));

describe("npm run kind:up and kind:down", () => {
  const up = () => its.start("up", "--anyway");

  test("say how they are called", async () => {
    for (const args of [["sideways"], ["up", "now"], ["up", "--keep"], ["down", "--", "--patience"]]) {
      const { exitCode, stderr } = await its.start(...args);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining("usage: npm run kind -- [--keep]")]);
    }
    expect((await its.start("--help")).exitCode).toBe(0);
    expect(its.calls()).toEqual([]);
  });

  test("name every tool that is missing, with where to get it", async () => {
    const { exitCode, stderr } = await up();
    expect(exitCode).toBe(2);
    expect(stderr).toContain("kind is not on PATH: https://kind.sigs.k8s.io");
    expect(stderr).toContain("helm is not on PATH: https://helm.sh");
  });

  test("refuse where kind cannot ask its container runtime", async () => {
    for (const tool of ["helm", "kubectl"]) its.put(tool);
    its.put("kind", { fails: ["get clusters", 1] });
    const { exitCode, stderr } = await up();
    expect(exitCode).toBe(2);
    expect(stderr).toContain("is Docker running?\nError: it failed");
    expect(its.calls().at(-1)).toBe("kind get clusters");
  });

  test("make the cluster, then bootstrap it; one that is there is not made again", async () => {
    for (const tool of ["helm", "kubectl", "kind"]) its.put(tool);
    expect((await up()).exitCode).toBe(0);
    expect(its.calls().map((line) => line.split(" ").slice(0, 4).join(" "))).toMatchObject({
      2: "kind create cluster --config",
      4: "helm upgrade --install cilium",
    });
    its.put("kind", { says: "assay" });
    expect((await up()).exitCode).toBe(0);
    expect(its.calls().filter((line) => line.startsWith("kind create"))).toHaveLength(1);
  });

  test("a tool that ends before it has read its values is not our crash", async () => {
    for (const tool of ["helm", "kubectl", "kind"]) its.put(tool);
    const outcomes = await Promise.all(Array.from({ length: 8 }, up));
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual(Array.from({ length: 8 }, () => 0));
  });

  test("stop at the step that failed, and say how to run it again", async () => {
    for (const tool of ["kubectl", "kind"]) its.put(tool);
    its.put("helm", { fails: ["upgrade --install cert-manager", 1] });
    const { exitCode, stderr } = await up();
    expect(exitCode).toBe(1);
    expect(stderr).toContain("▸ 6/10 cert-manager\n  Error: it failed\n");
    expect(stderr).toContain(
      "✗ cert-manager: helm ended with exit code 1; run it again with\n  helm upgrade --install cert-manager",
    );
    expect(its.calls().at(-1)).toContain("helm upgrade --install cert-manager");
  });

  test("delete the cluster; one that is not there is no failure", async () => {
    its.put("kind", { says: "assay" });
    expect((await its.start("down")).exitCode).toBe(0);
    expect(its.calls().at(-1)).toContain("kind delete cluster --name assay");
    its.put("kind", { says: "another" });
    expect((await its.start("down")).exitCode).toBe(0);
    expect(its.calls().at(-1)).toBe("kind get clusters");
  });
});

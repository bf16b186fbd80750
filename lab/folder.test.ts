import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeLabFolder } from "./folder.ts";

let below = "";
beforeEach(() => {
  below = mkdtempSync(path.join(tmpdir(), "assay-folder-"));
  vi.stubEnv("TMPDIR", below);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(below, { recursive: true, force: true });
});

/** A folder as a process with this number, started at this tick, would have made it. */
function madeBy(pid: number | string, start: number | string, more = "Ab12Cd"): string {
  const [, , space] = path.basename(makeLabFolder()).split("-");
  const folder = path.join(below, `assay-lab-${space}-${pid}-${start}-${more}`);
  mkdirSync(folder);
  return folder;
}

test("only its owner may look into it", () => {
  expect(statSync(makeLabFolder()).mode & 0o777).toBe(0o700);
});

test("of a process that is no more: removed", () => {
  const { pid } = spawnSync("true");
  const folder = madeBy(pid, 1);
  makeLabFolder();
  expect(existsSync(folder)).toBe(false);
});

test("its number was given to another process since: removed", () => {
  const folder = madeBy(process.pid, 1);
  makeLabFolder();
  expect(existsSync(folder)).toBe(false);
});

test("in use: kept", () => {
  const folder = makeLabFolder();
  makeLabFolder();
  expect(existsSync(folder)).toBe(true);
});

test("of another PID namespace, or of another name: kept", () => {
  const foreign = path.join(below, "assay-lab-1-999999-1-Ab12Cd");
  const unlike = path.join(below, "assay-lab-somebody");
  for (const folder of [foreign, unlike]) mkdirSync(folder);
  makeLabFolder();
  expect([foreign, unlike].map((folder) => existsSync(folder))).toEqual([true, true]);
});

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { summarise } from "./left-elsewhere.ts";

const folder = mkdtempSync(path.join(tmpdir(), "assay-elsewhere-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => void vi.unstubAllEnvs());

test("a summary is appended to", () => {
  const file = path.join(folder, "summary.md");
  vi.stubEnv("GITHUB_STEP_SUMMARY", file);
  expect([summarise("a\n"), summarise("b\n"), readFileSync(file, "utf8")]).toEqual([[], [], "a\nb\n"]);
});

test("a pipe that nobody reads holds no run up", { timeout: 5_000 }, () => {
  const pipe = path.join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  vi.stubEnv("GITHUB_STEP_SUMMARY", pipe);
  expect(summarise("a\n")).toEqual([
    "the summary of the job could not be written: it is a socket, a pipe that nobody reads, or a device that is not there",
  ]);
});

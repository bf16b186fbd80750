import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runFolder } from "./run-folder.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "assay-run-folder-"));
  mkdirSync(path.join(folder, "observations"));
  writeFileSync(path.join(folder, "journal.ndjson"), "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each(["journal.ndjson", "run.json", "SHA256SUMS", "observations/pods.json"])(
  "a run whose %s is a pipe, a device or a file of /proc is none, and holds nothing up",
  (name) => {
    const file = path.join(folder, name);
    const made: ((file: string) => void)[] = [
      (it) => void execFileSync("mkfifo", [it]),
      (it) => symlinkSync("/dev/zero", it),
      (it) => symlinkSync("/proc/kmsg", it),
    ];
    for (const make of made) {
      rmSync(file, { force: true });
      make(file);
      expect(() => runFolder(folder)).toThrow(`${file} is no plain file: a run leaves files alone`);
    }
  },
);

test("a link to a file is looked at by whoever holds the run against its sums", () => {
  symlinkSync("journal.ndjson", path.join(folder, "other"));
  expect(runFolder(folder)).toBe(folder);
});

test("a journal that is a folder", () => {
  rmSync(path.join(folder, "journal.ndjson"));
  mkdirSync(path.join(folder, "journal.ndjson"));
  expect(() => runFolder(folder)).toThrow("no journal.ndjson in it");
});

test("a file that is longer than any text may be", () => {
  truncateSync(path.join(folder, "journal.ndjson"), 3 * 1024 ** 3);
  expect(() => runFolder(folder)).toThrow("journal.ndjson has more than 256 MB: no run leaves so much in a file");
});

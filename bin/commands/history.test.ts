import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { writeChecksums } from "../../evidence/checksums.ts";
import { openEvidence } from "../../evidence/folder.ts";
import type { Verdict } from "../../criteria/judge.ts";
import { renderer } from "../../reports/rendered.ts";
import { begun, ended, finished, row, runOf, started } from "../../reports/testing/events.ts";
import { diff } from "./diff.ts";
import { history } from "./history.ts";

let out = "";
beforeEach(() => {
  out = mkdtempSync(path.join(tmpdir(), "assay-kept-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(out, { recursive: true });
});

function kept(cluster: string, startedAt: string, verdict: Verdict): string {
  const events = [
    {
      ...started([row("a/one")], { cluster: { name: cluster, server: "x", profile: "x", profileDigest: "x" } }),
      at: startedAt,
    },
    ...begun("a/one"),
    finished("a/one", verdict),
    ended(),
  ];
  const evidence = openEvidence(out, cluster, startedAt, renderer);
  for (const event of events) evidence.journal.write(event);
  evidence.finish(runOf(events));
  return evidence.folder;
}

/** What a command writes to standard output, as JSON. */
function told(perform: () => number): Record<string, unknown> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  expect(perform()).toBe(0);
  const text = write.mock.calls.map(([part]) => String(part)).join("");
  write.mockRestore();
  return JSON.parse(text) as Record<string, unknown>;
}

describe("assay diff", () => {
  test("without words, of the two latest; with one, of it and the one before; with two, in the order of time", () => {
    const runs = [
      kept("infra", "2026-11-01T04:00:00Z", "pass"),
      kept("infra", "2026-11-02T04:00:00Z", "fail"),
      kept("infra", "2026-11-03T04:00:00Z", "pass"),
    ] as const;
    expect(told(() => diff([], { out, json: true }))).toMatchObject({ turned: [{ from: "fail", to: "pass" }] });
    expect(told(() => diff([path.join(out, "infra", "latest")], { json: true }))).toMatchObject({
      turned: [{ from: "fail", to: "pass" }],
    });
    expect(told(() => diff([runs[1]], { json: true }))).toMatchObject({ turned: [{ from: "pass", to: "fail" }] });
    expect(told(() => diff([runs[2], runs[0]], { json: true }))).toMatchObject({
      earlier: { folder: runs[0] },
      turned: [],
    });
  });

  test.each<[string, () => number, RegExp]>([
    ["nothing was run yet", () => diff([], { out }), /holds no run of any cluster; name the folder with --out/],
    ["no such folder", () => diff([path.join(out, "x"), out], {}), /no such folder; give the folder of a run/],
    ["a cluster and a run", () => diff(["x"], { cluster: "infra" }), /leave it out where runs are named/],
  ])("%s", (_, perform, message) => expect(perform).toThrow(message));

  test("which of several clusters must be said, and a wrong name is corrected", () => {
    kept("infra", "2026-11-01T04:00:00Z", "pass");
    kept("apps", "2026-11-01T04:00:00Z", "pass");
    expect(() => diff([], { out })).toThrow(/holds runs of apps, infra; say which with --cluster/);
    expect(() => diff([], { out, cluster: "infr" })).toThrow(/holds no run of "infr"; did you mean infra\?/);
    expect(() => diff([], { out, cluster: "infra" })).toThrow(/no earlier run beside it that it can be held against/);
  });

  test("half a run says what makes it whole", () => {
    const folder = path.join(out, "infra", "2026-11-01T04-00-00Z");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "journal.ndjson"), "");
    expect(() => diff([folder], {})).toThrow(/no run.json: the run goes on, or was killed; `npx assay report/);
  });
});

describe("runs that are not what was left", () => {
  let folder = "";
  beforeEach(() => {
    kept("infra", "2026-11-01T04:00:00Z", "pass");
    folder = kept("infra", "2026-11-02T04:00:00Z", "pass");
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
  });
  const told = (perform: () => number): [number, string] => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const exit = perform();
    const text = write.mock.calls.map(([part]) => String(part)).join("");
    write.mockRestore();
    return [exit, text];
  };

  test("a journal of which a line is gone, with sums that fit: the diff is not trusted", () => {
    const file = path.join(folder, "journal.ndjson");
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, lines.toSpliced(1, 1).join("\n"));
    writeChecksums(folder);
    expect(told(() => diff([], { out }))).toEqual([
      3,
      expect.stringMatching(/^assay: \S+ is not trusted: journal.ndjson line 2 does not follow from line 1: /),
    ]);
  });

  test("a journal without a hash in any line, in the name of an older version, with sums that fit", () => {
    const file = path.join(folder, "journal.ndjson");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(/,"chain":"\w+"/g, ""));
    writeChecksums(folder);
    expect(told(() => diff([], { out }))).toEqual([3, expect.stringContaining("its lines bear no hashes")]);
  });

  test("a run.json that was changed: diff and history end with 3", () => {
    const file = path.join(folder, "run.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"exit": 0', '"exit": 1'));
    expect(told(() => diff([], { out }))).toEqual([3, expect.stringContaining("is not trusted: run.json differs")]);
    expect(told(() => history(["infra"], { out }))).toEqual([
      3,
      `assay: ${file} changed since the run: it is not trusted\n`,
    ]);
  });

  test.each(["pipe", "/dev/zero", "/proc/kmsg"])("a file that is %s holds nothing up", { timeout: 5_000 }, (kind) => {
    const file = path.join(folder, "journal.ndjson");
    rmSync(file);
    if (kind === "pipe") execFileSync("mkfifo", [file]);
    else symlinkSync(kind, file);
    expect(() => diff([], { out })).toThrow(`${file} is no plain file: a run leaves files alone`);
    expect(told(() => history(["infra"], { out }))[0]).toBe(3);
  });
});

describe("assay history", () => {
  test("the last runs, newest first, and what --keep removed", () => {
    for (const day of ["01", "02", "03"]) kept("infra", `2026-11-${day}T04:00:00Z`, day === "01" ? "fail" : "pass");
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(told(() => history(["infra"], { out, json: true, keep: "1" }))).toMatchObject({
      cluster: "infra",
      runs: [{ failed: [] }, { failed: ["a/one"] }],
      removed: [path.join(out, "infra", "2026-11-02T04-00-00Z")],
    });
  });

  test("--keep takes a number or a duration", () =>
    expect(() => history(["infra"], { out, keep: "some" })).toThrow(
      /no number of runs and no duration; write 30 or 90d/,
    ));
});

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeChecksums } from "./checksums.ts";
import { JOURNAL, openEvidence, rerender, runOf as runIn } from "./folder.ts";
import { readJournal } from "./journal.ts";
import { renderer } from "../reports/rendered.ts";
import { AT, begun, ended, finished, placed, row, runOf, started } from "../reports/testing/events.ts";

let out = "";
beforeEach(() => {
  out = fs.mkdtempSync(path.join(os.tmpdir(), "assay-evidence-"));
});
afterEach(() => fs.rmSync(out, { recursive: true }));

const events = [started([row("a/one")]), ...begun("a/one"), finished("a/one", "pass"), ended()];
const check = (folder: string): string =>
  execFileSync("/usr/bin/env", ["sha256sum", "-c", "SHA256SUMS"], { cwd: folder, encoding: "utf8", stdio: "pipe" });

function whole(startedAt = AT): string {
  const evidence = openEvidence(out, "infra", startedAt, renderer);
  for (const event of events) evidence.journal.write(event);
  evidence.write("observations/nodes.json", "[]\n");
  expect(evidence.finish(runIn(readJournal(evidence.path(JOURNAL))))).toEqual({ warnings: [] });
  return evidence.folder;
}

describe("a run's folder", () => {
  test("holds every format, and sums that sha256sum confirms", () => {
    const folder = whole();
    expect(folder).toBe(path.join(out, "infra", "2026-11-21T04-10-22Z"));
    expect(check(folder).trim().split("\n")).toEqual(
      [
        "ctrf.json",
        "journal.ndjson",
        "junit.xml",
        "metrics.prom",
        "observations/nodes.json",
        "openreport.json",
        "report.html",
        "report.md",
        "run.json",
      ].map((name) => `${name}: OK`),
    );
    expect(JSON.parse(fs.readFileSync(path.join(folder, "run.json"), "utf8"))).toEqual({
      ...runOf(events),
      journal: { lines: 5, last: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    });
    fs.appendFileSync(path.join(folder, "observations/nodes.json"), "x");
    expect(() => check(folder)).toThrow(/WARNING: 1 computed checksum did NOT match/);
  });

  test("has SARIF where something has a place, summed like the rest, and again after a rendering", () => {
    const found = [started([row("repository/a")]), finished("repository/a", "fail", { findings: [placed()] }), ended()];
    const evidence = openEvidence(out, "infra", AT, renderer);
    for (const event of found) evidence.journal.write(event);
    evidence.finish(runOf(found));
    expect(check(evidence.folder)).toContain("report.sarif: OK");
    expect(fs.readlinkSync(path.join(out, "infra", "latest"))).toBe(path.basename(evidence.folder));
    const file = path.join(evidence.folder, "report.sarif");
    const before = fs.readFileSync(file, "utf8");
    fs.writeFileSync(file, "changed by hand");
    rerender(evidence.folder, renderer);
    expect(fs.readFileSync(file, "utf8")).toBe(before);
  });

  test("keeps no SARIF of which nothing is left to tell", () => {
    const folder = whole();
    fs.writeFileSync(path.join(folder, "report.sarif"), "{}");
    rerender(folder, renderer);
    expect(fs.existsSync(path.join(folder, "report.sarif"))).toBe(false);
    expect(check(folder)).not.toContain("sarif");
  });

  test("has secrets in no format, a place's texts included", () => {
    const secret = "AGE-SECRET-KEY-1CANARY";
    const found = [
      started([row("repository/a")]),
      finished("repository/a", "fail", { findings: [placed({ actual: secret, because: secret, mend: secret })] }),
    ];
    const evidence = openEvidence(out, "infra", AT, renderer, (text) => text.replaceAll(secret, "[redacted]"));
    for (const event of found) evidence.journal.write(event);
    evidence.finish(runOf(found));
    for (const name of fs.readdirSync(evidence.folder))
      expect(fs.readFileSync(path.join(evidence.folder, name), "utf8"), name).not.toContain(secret);
  });

  test("names that sha256sum must unescape", () => {
    const evidence = openEvidence(out, "infra", AT, renderer);
    evidence.write("transcripts/new\nline\\back.txt", "x");
    evidence.finish(runOf(events));
    expect(check(evidence.folder)).toContain("back.txt: OK");
    expect(() => rerender(evidence.folder, renderer)).not.toThrow();
  });

  test("is each run's own, though they start in the same second", () => {
    const [one, other] = [openEvidence(out, "infra", AT, renderer), openEvidence(out, "infra", AT, renderer)];
    expect(other.folder).toBe(`${one.folder}-2`);
  });

  test("latest points to the run that started last, whichever ends last", () => {
    const latest = (): string => fs.readlinkSync(path.join(out, "infra", "latest"));
    whole("2026-11-21T05:00:00Z");
    expect(latest()).toBe("2026-11-21T05-00-00Z");
    whole("2026-11-21T04:00:00Z");
    expect(latest()).toBe("2026-11-21T05-00-00Z");
    whole("2026-11-21T06:00:00Z");
    expect(latest()).toBe("2026-11-21T06-00-00Z");
    expect(fs.readdirSync(path.join(out, "infra"))).toHaveLength(4);
  });

  test("keeps the evidence where latest cannot be a link", () => {
    fs.mkdirSync(path.join(out, "infra", "latest", "full"), { recursive: true });
    const evidence = openEvidence(out, "infra", AT, renderer);
    expect(evidence.finish(runOf(events)).warnings).toEqual([expect.stringContaining("could not be pointed")]);
    expect(check(evidence.folder)).toContain("run.json: OK");
  });

  test("is not left by a name", () => {
    const evidence = openEvidence(out, "infra", AT, renderer);
    expect(() => evidence.write("../../x", "")).toThrow(/leads out of/);
    expect(() => evidence.path("/etc/passwd")).toThrow(/leads out of/);
    expect(() => openEvidence(out, "../x", AT, renderer)).toThrow(/cannot name a folder/);
  });

  test("holds no secret in any file", () => {
    const evidence = openEvidence(out, "infra", AT, renderer, (text) => text.replaceAll("hunter2", "[redacted]"));
    const told = [started([row("a/one")]), finished("a/one", "inconclusive", { reason: "token hunter2" }), ended()];
    for (const event of told) evidence.journal.write(event);
    evidence.write("transcripts/op.txt", "hunter2");
    evidence.finish(runOf(told));
    for (const entry of fs.readdirSync(evidence.folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile())
        expect(fs.readFileSync(path.join(entry.parentPath, entry.name), "utf8"), entry.name).not.toContain("hunter2");
    }
  });
});

describe("rendering again", () => {
  test("a whole run gives the same files", () => {
    const folder = whole();
    const before = fs.readFileSync(path.join(folder, "SHA256SUMS"), "utf8");
    rerender(folder, renderer);
    expect(fs.readFileSync(path.join(folder, "SHA256SUMS"), "utf8")).toBe(before);
  });

  test("a killed run is told for the first time", () => {
    const { folder, journal } = openEvidence(out, "infra", AT, renderer);
    journal.write(started([row("a/one"), row("a/two")]));
    for (const event of [...begun("a/one"), finished("a/one", "pass")]) journal.write(event);
    journal.close();
    fs.appendFileSync(path.join(folder, "journal.ndjson"), `{"event":"row-fin`);
    expect(rerender(folder, renderer)).toMatchObject({
      outcome: { exit: 3, interrupted: true },
      warnings: ["1 line(s) of journal.ndjson could not be read"],
    });
    expect(fs.readFileSync(path.join(folder, "report.md"), "utf8")).toContain("**INTERRUPTED.**");
    expect(check(folder)).toContain("journal.ndjson: OK");
  });

  test("a run that ended without checksums never passes, however often it is told", () => {
    const folder = whole();
    fs.rmSync(path.join(folder, "SHA256SUMS"));
    for (const _ of [1, 2]) {
      expect(rerender(folder, renderer)).toMatchObject({
        outcome: { verdict: "inconclusive", exit: 3 },
        warnings: [expect.stringMatching(/not trusted: the run ended, and there is no checksum of its journal/)],
      });
      expect(fs.existsSync(path.join(folder, "SHA256SUMS"))).toBe(false);
    }
  });

  test("a journal without a hash in any line never passes, whatever its sums say", () => {
    const folder = whole();
    const file = path.join(folder, "journal.ndjson");
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").replaceAll(/,"chain":"\w+"/g, ""));
    writeChecksums(folder);
    expect(rerender(folder, renderer)).toMatchObject({
      outcome: { verdict: "inconclusive", exit: 3 },
      warnings: [expect.stringMatching(/not trusted: its lines bear no hashes/)],
    });
  });

  test("evidence that was changed is not given new sums", () => {
    const folder = whole();
    fs.appendFileSync(path.join(folder, "journal.ndjson"), "\n");
    expect(() => rerender(folder, renderer)).toThrow(/journal.ndjson in .* changed since the run/);
  });
});

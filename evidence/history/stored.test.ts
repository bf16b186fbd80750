import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { renderer } from "../../reports/rendered.ts";
import { ended, finished, row, runOf, started } from "../../reports/testing/events.ts";
import type { Verdict } from "../../criteria/judge.ts";
import { openEvidence } from "../folder.ts";
import { prune } from "./prune.ts";
import { clustersIn, earlierThan, newestFirst, readRun, startsIn } from "./stored.ts";
import { versionsIn } from "./versions.ts";

let out = "";
beforeEach(() => {
  out = fs.mkdtempSync(path.join(os.tmpdir(), "assay-history-"));
});
afterEach(() => fs.rmSync(out, { recursive: true }));

/** A run of that day, as it is kept. */
function kept(day: string, verdict: Verdict = "pass"): string {
  const startedAt = `2026-11-${day}T04:00:00Z`;
  const events = [{ ...started([row("a/one")]), at: startedAt }, finished("a/one", verdict), ended()];
  const evidence = openEvidence(out, "infra", startedAt, renderer);
  for (const event of events) evidence.journal.write(event);
  evidence.finish(runOf(events));
  return evidence.folder;
}
const infra = (): string => path.join(out, "infra");
const names = (): string[] => startsIn(infra()).map((name) => name.slice(8, 10));

describe("the runs of a cluster", () => {
  test("newest first, and those before one; the second of a second comes after it", () => {
    const [first, second] = [kept("01"), kept("02")];
    const third = kept("02");
    expect([...newestFirst(infra())].map(({ folder }) => folder)).toEqual([third, second, first]);
    expect([...earlierThan(second)].map(({ folder }) => folder)).toEqual([first]);
    expect(clustersIn(out)).toEqual(["infra"]);
  });

  test("a replay is no run of its own", () => {
    const [first, again] = [kept("01"), kept("02")];
    const file = path.join(again, "run.json");
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(`"backend": "live"`, `"backend": "replay"`));
    expect([...newestFirst(infra())].map(({ folder }) => folder)).toEqual([first]);
  });

  test("what cannot be read is told, and the rest is read", () => {
    const [cut, , other] = [kept("01"), kept("02"), kept("03")];
    fs.writeFileSync(path.join(cut, "run.json"), `{"schema":"assay/r`);
    fs.writeFileSync(path.join(other, "run.json"), `{"schema":"assay/run/v2"}`);
    const problems: string[] = [];
    expect([...newestFirst(infra(), ({ problem }) => problems.push(problem))]).toHaveLength(1);
    expect(problems).toEqual([
      expect.stringContaining("assay/run/v2"),
      expect.stringContaining("is cut off or no JSON"),
    ]);
  });

  test.each<[string, string | undefined, RegExp]>([
    ["half a run", undefined, /the run goes on, or was killed; `npx assay report .*` makes its reports/],
    ["a verdict that is none", `"verdict":"fine"`, /lacks parts of a run/],
  ])("%s", (_, verdict, message) => {
    const folder = kept("01");
    const file = path.join(folder, "run.json");
    if (verdict === undefined) fs.rmSync(file);
    else
      fs.writeFileSync(
        file,
        JSON.stringify(JSON.parse(fs.readFileSync(file, "utf8"))).replaceAll(`"verdict":"pass"`, verdict),
      );
    expect(() => readRun(folder)).toThrow(message);
  });

  test.each<[string, object]>([
    ["a check that is nothing", { criteria: [null] }],
    ["a finding that is nothing", { criteria: [{ id: "a/one", verdict: "fail", findings: [null], unseen: [] }] }],
    ["a cause without its check", { diagnosis: [{}] }],
    ["a timeline that is a word", { timeline: "none" }],
    ["a start that is no time", { startedAt: "never" }],
    ["an outcome without its counts", { outcome: { verdict: "pass", exit: 0, interrupted: false } }],
  ])("%s is said in a sentence", (_, part) => {
    const folder = kept("01");
    const file = path.join(folder, "run.json");
    fs.writeFileSync(file, JSON.stringify({ ...(JSON.parse(fs.readFileSync(file, "utf8")) as object), ...part }));
    expect(() => readRun(folder)).toThrow(/lacks parts of a run; `npx assay report .*` makes it again/);
  });
});

describe("versions", () => {
  test("the newest revision of each release and what machines say; of what was not read nothing is gone", () => {
    const folder = kept("01");
    fs.mkdirSync(path.join(folder, "observations"));
    const write = (source: string, content: unknown): void =>
      fs.writeFileSync(path.join(folder, "observations", `${source}.json`), JSON.stringify(content));
    const release = { namespace: "kube-system", name: "cilium" };
    const value = [
      { ...release, revision: 2, details: { chartVersion: "1.18.6" } },
      { ...release, revision: 1, details: { chartVersion: "1.18.5" } },
    ];
    write("helmReleases", { ok: true, value });
    write("talosVersions", { ok: false, trouble: { kind: "refused", message: "x" } });
    expect(versionsIn(folder, readRun(folder))).toMatchObject({
      known: { assay: "0.1.0", "release kube-system/cilium": "1.18.6" },
      read: ["release"],
    });
    const plain = path.join(folder, "observations", "helmReleases.json");
    const lines = [{ source: "helmReleases", ok: true }, ...value].map((line) => `${JSON.stringify(line)}\n`);
    fs.writeFileSync(plain.replace(/json$/, "ndjson.gz"), gzipSync(lines.join("")));
    fs.rmSync(plain);
    expect(versionsIn(folder, readRun(folder)).known["release kube-system/cilium"]).toBe("1.18.6");
    fs.writeFileSync(plain.replace(/json$/, "ndjson.gz"), "half");
    expect(versionsIn(folder, readRun(folder)).read).toEqual([]);
  });
});

const UNREAD =
  /^--keep leaves what is no run of infra, or cannot be read, in .*infra: 2026-11-01T04-00-00Z \(.* is cut off or no JSON/;
const OTHERS = /^--keep leaves runs in .*infra that hold other files than SHA256SUMS names: 2026-11-01T04-00-00Z$/;

describe("pruning", () => {
  const now = Date.parse("2026-11-10T04:00:00Z");

  test("keeps the newest that passed, and all that did not", () => {
    for (const day of ["01", "02", "05", "06"]) kept(day);
    kept("03", "fail");
    kept("04", "inconclusive");
    expect(prune(infra(), { count: 2 }, now).removed.map((folder) => path.basename(folder).slice(8, 10))).toEqual([
      "02",
      "01",
    ]);
    expect(names()).toEqual(["06", "05", "04", "03"]);
  });

  test("keeps those that are younger", () => {
    for (const day of ["01", "08", "09"]) kept(day);
    prune(infra(), { forMs: 3 * 86_400_000 }, now);
    expect(names()).toEqual(["09", "08"]);
  });

  test.each<[string, (folder: string) => void, RegExp[]]>([
    ["is signed", (folder) => fs.writeFileSync(path.join(folder, "evidence.intoto.json"), "{}"), []],
    ["holds a file of somebody's own", (folder) => fs.writeFileSync(path.join(folder, "notes.md"), "keep"), [OTHERS]],
    ["cannot be read", (folder) => fs.writeFileSync(path.join(folder, "run.json"), "{"), [UNREAD]],
    ["has no checksums", (folder) => fs.rmSync(path.join(folder, "SHA256SUMS")), [OTHERS]],
    [
      "has a folder in the place of its checksums",
      (folder) => {
        fs.rmSync(path.join(folder, "SHA256SUMS"));
        fs.mkdirSync(path.join(folder, "SHA256SUMS"));
      },
      [/^--keep could not remove 2026-11-01T04-00-00Z \(.*: a folder stands where a file should be\)$/],
    ],
    [
      "is another cluster's",
      (folder) => {
        const file = path.join(folder, "run.json");
        fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(`"name": "infra"`, `"name": "apps"`));
      },
      [/^--keep leaves what is no run of infra.*: 2026-11-01T04-00-00Z \(.* is a run of apps\)$/],
    ],
  ])("keeps what %s, and what is to go goes all the same", (_, mark, warnings) => {
    const oldest = kept("01");
    mark(oldest);
    kept("02");
    kept("03");
    const pruned = prune(infra(), { count: 1 }, now);
    expect(names()).toEqual(["03", "01"]);
    expect(pruned.warnings).toEqual(warnings.map((words): unknown => expect.stringMatching(words)));
  });

  test("names three of what stays, and counts the others", () => {
    for (const day of ["01", "02", "03", "04", "05"]) fs.writeFileSync(path.join(kept(day), "run.json"), "{");
    const [warning] = prune(infra(), { count: 1 }, now).warnings;
    expect(warning).toContain("2026-11-05T04-00-00Z, 2026-11-04T04-00-00Z, 2026-11-03T04-00-00Z and 2 more (");
  });

  test("keeps what latest points to, and what is no run", () => {
    kept("01");
    fs.mkdirSync(path.join(infra(), "2026-notes"));
    prune(infra(), { forMs: 1 }, now);
    expect(names()).toEqual(["01"]);
    expect(fs.existsSync(path.join(infra(), "2026-notes"))).toBe(true);
  });
});

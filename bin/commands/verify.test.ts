import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashOf, ORIGIN } from "../../evidence/chain.ts";
import { writeChecksums } from "../../evidence/checksums.ts";
import { rerender } from "../../evidence/folder.ts";
import { observedIn } from "../../evidence/observed.ts";
import type { Run } from "../../evidence/run.ts";
import { signerOf, verifierOf } from "../../helpers/kept/keys/key.ts";
import { signed } from "../../helpers/kept/signed.ts";
import { renderer } from "../../reports/rendered.ts";
import { root } from "../project.ts";
import { verified } from "./verify.ts";

const out = fs.mkdtempSync(path.join(tmpdir(), "assay-verify-"));
afterAll(() => fs.rmSync(out, { recursive: true, force: true }));

/** Two runs of the lab; every test tampers with a copy. */
let [one, other] = ["", ""];
beforeAll(() => {
  [one = "", other = ""] = ["one", "other"].map((name) => {
    const to = path.join(out, name);
    execFileSync(process.execPath, ["bin/assay.mjs", "--suite", "flux", "--patience", "0", "--out", to], { cwd: root });
    return fs.realpathSync(path.join(to, "lab/latest"));
  });
}, 120_000);

let copies = 0;
function copy(of = one): string {
  const folder = path.join(out, `copy-${(copies += 1)}`);
  fs.cpSync(of, folder, { recursive: true });
  return folder;
}

const JOURNAL = "journal.ndjson";
type Line = Record<string, unknown> & { event: string };

const textOf = (folder: string, name: string): string => fs.readFileSync(path.join(folder, name), "utf8");
const linesOf = (folder: string): string[] => textOf(folder, JOURNAL).trimEnd().split("\n");

/** With sums that fit, and reports of what the journal tells, where it still can be told. */
function covered(folder: string, lines: readonly string[]): string {
  fs.writeFileSync(path.join(folder, JOURNAL), lines.map((line) => `${line}\n`).join(""));
  writeChecksums(folder);
  rerender(folder, renderer);
  return folder;
}

/** A whole journal of other events: each line is chained anew, as only who has the key of a signature could not do. */
function rewritten(change: (line: Line) => Line | undefined, folder = copy()): string {
  let last = ORIGIN;
  const lines = linesOf(folder).flatMap((text) => {
    const { chain: _, ...event } = JSON.parse(text) as Line;
    const changed = change(event);
    if (!changed) return [];
    const line = JSON.stringify({ ...changed, chain: last });
    last = hashOf(line);
    return [line];
  });
  return covered(folder, lines);
}

const alive = (line: Line): Line => {
  const { simulated: _, ...event } = line;
  return line.event === "run-started" ? { ...event, event: line.event, backend: "live", filtered: false } : event;
};

/** As from a cluster, whole and of today. */
const live = (change: (line: Line) => Line | undefined = (line) => line): string =>
  rewritten((line) => change(alive(line)));

const told = async (folder: string): Promise<string[]> =>
  (await verified(folder)).reasons.map(({ word, why }) => `${word}: ${why}`);

describe("what the evidence of a run is worth", () => {
  test("a run of the lab is SIMULATED, and says what else it is not", async () => {
    const { word, exit } = await verified(one);
    expect([word, exit]).toEqual(["SIMULATED", 3]);
    expect(await told(one)).toEqual([
      "SIMULATED: judged against the embedded lab, not a cluster",
      expect.stringMatching(/^INCOMPLETE: filtered: \d+ checks were left out$/),
      "UNSIGNED: nobody signed it: a run signs with --sign <key>, `assay sign` later",
    ]);
  });

  test("one of a cluster, whole and of today, is UNSIGNED", async () => {
    expect(await told(live())).toEqual([
      "UNSIGNED: nobody signed it: a run signs with --sign <key>, `assay sign` later",
    ]);
  });

  test("one that somebody signed whom you trust is VALID, and FORGED once it was changed", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    fs.writeFileSync(path.join(out, "key"), privateKey.export({ type: "pkcs8", format: "pem" }));
    fs.writeFileSync(path.join(out, "key.pub"), publicKey.export({ type: "spki", format: "pem" }));
    const folder = live();
    const { run } = await verified(folder);
    await signed(folder, run, await signerOf(path.join(out, "key")));
    const trusted = { key: verifierOf(path.join(out, "key.pub")) };
    expect(await verified(folder, trusted)).toMatchObject({ word: "VALID", exit: 0, reasons: [] });
    expect(await verified(folder)).toMatchObject({ word: "UNSIGNED", exit: 3 });
    // whoever writes everything anew has no key
    const lines = linesOf(folder).filter((line) => !line.includes('"requests"'));
    const envelope = fs.readFileSync(path.join(folder, "evidence.intoto.json"));
    fs.rmSync(path.join(folder, "evidence.intoto.json"));
    covered(folder, lines);
    rewritten((line) => line, folder);
    fs.writeFileSync(path.join(folder, "evidence.intoto.json"), envelope);
    expect((await verified(folder, trusted)).reasons).toEqual([
      { word: "FORGED", why: "evidence.intoto.json was signed over another run.json" },
    ]);
  });

  test.each<[string, (line: Line) => Line | undefined, RegExp]>([
    ["killed", (line) => (line.event === "run-finished" ? undefined : line), /^INCOMPLETE: killed: its journal/],
    [
      "interrupted",
      (line) => (line.event === "run-finished" ? { ...line, interrupted: true } : line),
      /^INCOMPLETE: interrupted$/,
    ],
    [
      "filtered",
      (line) => (line.event === "run-started" ? { ...line, filtered: true, leftOut: ["a/b"] } : line),
      /^INCOMPLETE: filtered: 1 checks were left out$/,
    ],
    [
      "waived",
      (line) =>
        line["id"] === "flux/check-passes" && line.event === "row-finished"
          ? { ...line, judgement: { ...(line["judgement"] as object), verdict: "waived" } }
          : line,
      /^INCOMPLETE: waived: flux\/check-passes$/,
    ],
    [
      "of a checkout that was not committed",
      (line) =>
        line.event === "run-started"
          ? { ...line, repository: { path: "gone", commit: "a".repeat(40), dirty: true } }
          : line,
      /^INCOMPLETE: the checkout differed from its commit/,
    ],
  ])("one that was %s is INCOMPLETE", async (_, change, says) => {
    const folder = live(change);
    expect(await verified(folder)).toMatchObject({ word: "INCOMPLETE", exit: 3 });
    expect(await told(folder)).toContainEqual(expect.stringMatching(says));
  });

  test("one that was killed before anything was written is INCOMPLETE", async () => {
    const folder = live();
    const lines = linesOf(folder);
    for (const name of [...renderer.names, "SHA256SUMS"]) fs.rmSync(path.join(folder, name), { force: true });
    fs.writeFileSync(path.join(folder, JOURNAL), `${lines.slice(0, 20).join("\n")}\n${lines[20]?.slice(0, 40)}`);
    expect((await verified(folder)).word).toBe("INCOMPLETE");
    expect(await told(folder)).toContainEqual(expect.stringContaining("run.json and SHA256SUMS missing"));
  });

  test("one whose journal was never chained is INCOMPLETE by an older version, and FORGED by this one", async () => {
    const unchained = (folder: string): string => {
      const bare = linesOf(folder).map((line) => line.replace(/,"chain":"[0-9a-f]+"\}$/, "}"));
      return covered(folder, bare);
    };
    const older = (line: Line): Line =>
      line.event === "run-started" ? { ...line, tool: { name: "assay", version: "0.0.1" } } : line;
    expect(await told(unchained(live(older)))).toContainEqual(
      "INCOMPLETE: its journal.ndjson is not chained: an older version wrote it",
    );
    expect(await told(unchained(live()))).toContainEqual(
      "FORGED: journal.ndjson bears no hashes, which this version of assay writes",
    );
  });

  test.each<[string, string, "INCOMPLETE" | "FORGED"]>([
    ["nothing yet", "", "INCOMPLETE"],
    ["half a line", '{"event":"run-st', "INCOMPLETE"],
    ["something else", "a poem\nof two lines\n", "FORGED"],
  ])("a journal that holds %s does not say of which run it is", async (_, text, word) => {
    const folder = path.join(out, `nothing-${(copies += 1)}`);
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, JOURNAL), text);
    expect(await verified(folder)).toMatchObject({ word, hasBegun: false, unknown: [] });
  });

  test("one whose checkout or profile moved on is STALE; what is not here is said to be unknown", async () => {
    const started = (more: object) => (line: Line) => (line.event === "run-started" ? { ...line, ...more } : line);
    const moved = live(started({ repository: { path: ".", commit: "a".repeat(40), dirty: false } }));
    expect(await told(moved)).toContainEqual(
      expect.stringMatching(/^STALE: the checkout \. is at \w{12}, the run judged a{12}$/),
    );
    const cluster = { name: "lab", server: "", profile: "clusters/lab.yaml", profileDigest: "0" };
    expect(await verified(live(started({ cluster })))).toMatchObject({ word: "STALE", exit: 3 });
    const gone = live(started({ cluster: { ...cluster, profile: "gone.yaml" } }));
    expect(await verified(gone)).toMatchObject({ word: "UNSIGNED", unknown: ["the profile gone.yaml is not here"] });
  });
});

describe("what was changed since the run is FORGED, and named", () => {
  const files = [
    "run.json",
    "report.md",
    "report.html",
    "junit.xml",
    "ctrf.json",
    JOURNAL,
    "observations/kustomizations.json",
  ];
  test.each(files)("%s edited, or gone", async (name) => {
    const edited = copy();
    fs.appendFileSync(path.join(edited, name), " ");
    expect(await verified(edited)).toMatchObject({ word: "FORGED", exit: 1 });
    if (name === JOURNAL) return;
    expect((await told(edited))[0]).toBe(`FORGED: ${name} differs from SHA256SUMS`);
    const gone = copy();
    fs.rmSync(path.join(gone, name));
    expect((await told(gone))[0]).toBe(`FORGED: ${name} is in SHA256SUMS and gone`);
  });

  test("an observation that the page shows is FORGED alone; with sums that fit, the page is", async () => {
    const folder = copy();
    const name = "observations/fluxCheck.json";
    expect(textOf(folder, "report.html")).toContain("<summary>What was seen: <code>fluxCheck.json</code></summary>");
    fs.appendFileSync(path.join(folder, name), " ");
    expect((await told(folder)).filter((reason) => reason.startsWith("FORGED"))).toEqual([
      `FORGED: ${name} differs from SHA256SUMS`,
    ]);
    writeChecksums(folder);
    expect((await told(folder))[0]).toBe("FORGED: report.html differs from what run.json tells");
  });

  test("a file that the run did not leave; what a file browser leaves is none", async () => {
    const folder = copy();
    fs.writeFileSync(path.join(folder, "observations/.DS_Store"), "");
    expect((await verified(folder)).word).toBe("SIMULATED");
    fs.writeFileSync(path.join(folder, "observations/added.json"), "");
    expect((await told(folder))[0]).toBe("FORGED: observations/added.json is not in SHA256SUMS");
  });

  test("SHA256SUMS with a line that no run writes, and a link in place of a file", async () => {
    const folder = copy();
    fs.appendFileSync(path.join(folder, "SHA256SUMS"), "# all is well\n");
    expect((await told(folder))[0]).toBe("FORGED: SHA256SUMS is not as a run writes it");
    const linked = copy();
    fs.rmSync(path.join(linked, "report.md"));
    fs.symlinkSync(path.join(one, "report.md"), path.join(linked, "report.md"));
    expect((await told(linked))[0]).toBe("FORGED: report.md is a link: a run leaves files alone");
  });

  test("a report that tells something else than run.json, with sums that fit", async () => {
    const folder = copy();
    fs.writeFileSync(path.join(folder, "report.md"), textOf(folder, "report.md").replaceAll("SIMULATED", ""));
    writeChecksums(folder);
    expect((await told(folder))[0]).toBe("FORGED: report.md differs from what run.json tells");
  });

  test("a run.json that tells something else than the journal, with reports and sums that fit", async () => {
    const folder = copy();
    const run = { ...(JSON.parse(textOf(folder, "run.json")) as Run), backend: "live" as const };
    const texts = Object.entries(renderer.render(run, observedIn(folder)));
    for (const [name, text] of texts) fs.writeFileSync(path.join(folder, name), text);
    writeChecksums(folder);
    expect(await told(folder)).toContain("FORGED: run.json differs from what journal.ndjson tells");
  });

  test.each<[string, (lines: string[]) => string[]]>([
    ["edited", (lines) => lines.map((line) => line.replace('"verdict":"pass"', '"verdict":"waived"'))],
    ["cut at its head", (lines) => lines.slice(1)],
    ["cut in its middle", (lines) => [...lines.slice(0, 10), ...lines.slice(12)]],
    [
      "reordered",
      (lines) => [...lines.slice(0, 10), ...lines.slice(11, 13), ...lines.slice(10, 11), ...lines.slice(13)],
    ],
    ["joined from two runs", (lines) => [...lines.slice(0, 10), ...linesOf(other).slice(10)]],
    ["lengthened by another run", (lines) => [...lines, ...linesOf(other)]],
    ["chained in part", (lines) => lines.map((line, n) => (n === 5 ? line.replace(/,"chain":"\w+"/, "") : line))],
  ])("a journal that was %s, with reports and sums that fit", async (_, change) => {
    const folder = live();
    expect((await verified(covered(folder, change(linesOf(folder))))).word).toBe("FORGED");
    expect((await told(folder))[0]).toContain(`FORGED: ${JOURNAL}`);
  });

  test("a journal that was cut at its end, with reports and sums that fit, is INCOMPLETE", async () => {
    const folder = live();
    expect((await verified(covered(folder, linesOf(folder).slice(0, -3)))).word).toBe("INCOMPLETE");
  });
});

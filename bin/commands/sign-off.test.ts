import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RunEvent } from "../../evidence/event.ts";
import { writeChecksums } from "../../evidence/checksums.ts";
import { prune } from "../../evidence/history/prune.ts";
import { JOURNAL, openEvidence, runOf as readRunOf } from "../../evidence/folder.ts";
import { readJournal } from "../../evidence/journal.ts";
import { renderer } from "../../reports/rendered.ts";
import { AT, ended, finished, row, started } from "../../reports/testing/events.ts";
import { signOffStory } from "./sign-off.ts";

const STORY =
  "# Story 9.1: Start it\n\n## Acceptance Criteria\n\n1. All nodes are Ready\n\n## List\n\n- [ ] Nodes are Ready\n";
const stories = [
  {
    id: "9.1",
    title: "Start it",
    criteria: [
      { ac: "AC1", statement: "All nodes are Ready", rows: ["a/nodes"] },
      { ac: "VC1", statement: "Nodes are Ready", rows: ["a/nodes"] },
    ],
  },
];

let out = "";
let story = "";
beforeEach(() => {
  out = mkdtempSync(path.join(tmpdir(), "assay-sign-off-"));
  story = path.join(out, "9.1.md");
  writeFileSync(story, STORY, { mode: 0o640 });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(out, { recursive: true });
});

function kept(parts: Partial<Extract<RunEvent, { event: "run-started" }>> = {}): string {
  const suite = "40-kubernetes";
  const events: RunEvent[] = [
    started([row("a/nodes", { suite })], { stories, ...parts }),
    { event: "suite-started", at: AT, suite, title: "Kubernetes", rows: 1 },
    { event: "row-started", at: AT, id: "a/nodes", suite, patienceMs: 0 },
    finished("a/nodes", "pass"),
    { event: "suite-finished", at: AT, suite },
    ended(),
  ];
  const evidence = openEvidence(out, "infra", AT, renderer);
  for (const event of events) evidence.journal.write(event);
  evidence.finish(readRunOf(readJournal(evidence.path(JOURNAL))));
  return evidence.folder;
}

/** As somebody writes it by hand, in the name of an older version. */
function unchained(folder: string): void {
  const file = path.join(folder, JOURNAL);
  writeFileSync(file, readFileSync(file, "utf8").replaceAll(/,"chain":"\w+"/g, ""));
  writeChecksums(folder);
}

/** The exit code, and what people read. */
async function signedOff(
  folder: string,
  given: Parameters<typeof signOffStory>[1] = {},
): Promise<{ exit: number; told: string }> {
  let told = "";
  const take = (text: unknown): boolean => Boolean((told += String(text)));
  vi.spyOn(process.stdout, "write").mockImplementation(take);
  vi.spyOn(process.stderr, "write").mockImplementation(take);
  const exit = await signOffStory([folder], { story, ...given });
  vi.restoreAllMocks();
  return { exit, told };
}
const text = (): string => readFileSync(story, "utf8");

describe("assay sign-off", () => {
  test("writes what is proven, once; nothing is left beside it, and the mode stays", async () => {
    const folder = kept();
    expect(await signedOff(folder)).toEqual({
      exit: 0,
      told: expect.stringContaining(`${story}:9: ticked: Nodes are Ready`),
    });
    expect(text()).toContain("- [x] Nodes are Ready\n\n## Acceptance evidence\n");
    expect(statSync(story).mode & 0o777).toBe(0o640);
    expect(readdirSync(out)).toEqual(["9.1.md", "infra"]);
    const once = text();
    expect((await signedOff(path.join(out, "infra", "latest"))).told).toContain("says it already.");
    expect(text()).toBe(once);
  });

  test("--dry-run shows the difference and writes nothing", async () => {
    const { exit, told } = await signedOff(kept(), { "dry-run": true });
    expect([exit, text()]).toEqual([0, STORY]);
    expect(told).toContain("-- [ ] Nodes are Ready\n+- [x] Nodes are Ready\n");
    expect(told).toContain("Nothing was written (--dry-run).");
  });

  test.each<[string, (folder: string) => void, RegExp]>([
    ["changed", (folder) => appendFileSync(path.join(folder, "report.md"), "x"), /FORGED: report.md/],
    ["without a hash in any line, with sums that fit", unchained, /the lines of its journal.ndjson bear no hashes/],
    ["without its checksums", (folder) => rmSync(path.join(folder, "SHA256SUMS")), /has no SHA256SUMS/],
  ])("evidence that is %s signs nothing off: exit 1, the story stays", async (_, change, reason) => {
    const folder = kept();
    change(folder);
    expect(await signedOff(folder)).toEqual({ exit: 1, told: expect.stringMatching(reason) });
    expect(text()).toBe(STORY);
  });

  test("a lab's run is refused with the reason, and so is a runbook without a word to write into it", async () => {
    expect(await signedOff(kept({ backend: "lab" }))).toEqual({ exit: 1, told: expect.stringContaining("SIMULATED") });
    const runbook = path.join(out, "bootstrap.md");
    writeFileSync(runbook, "# Bootstrap\n");
    expect((await signedOff(kept(), { runbook })).told).toMatch(
      /bootstrap.md is not signed off: the run measured no phase/,
    );
    expect([text(), readFileSync(runbook, "utf8")]).toEqual([STORY, "# Bootstrap\n"]);
  });

  test.each<[string, () => Promise<number>, RegExp]>([
    ["no story is named", () => signOffStory([out], {}), /needs the story's file: --story <file.md>/],
    ["no such file", () => signOffStory([out], { story: `${story}x` }), /no such file; give the story's Markdown/],
    ["a folder", () => signOffStory([out], { story: out }), /not a file/],
    ["no run", () => signOffStory([out], { story }), /no journal.ndjson in it/],
  ])("%s: a sentence", async (_, perform, message) => expect(perform()).rejects.toThrow(message));

  test("a story without criteria is bad input, not a refusal", async () => {
    writeFileSync(story, "# Story 1: x\n\n## Acceptance Criteria\n\nnone\n");
    await expect(signOffStory([out], { story })).rejects.toThrow(/no numbered list under .*; mend the story's file/);
  });

  test("the evidence that a story names is not pruned", async () => {
    const folder = kept();
    await signedOff(folder);
    kept();
    expect(prune(path.join(out, "infra"), { forMs: 1 }, Date.parse(AT) + 1e9)).toEqual({ removed: [], warnings: [] });
  });

  test("a story that is not UTF-8 is not touched, for its bytes could not be kept", async () => {
    writeFileSync(story, Buffer.from([0x23, 0xe9, 0x0a]));
    await expect(signOffStory([out], { story })).rejects.toThrow(/not UTF-8/);
  });
});

import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { diagnose } from "../../diagnosis/diagnosis.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { prune } from "../../evidence/history/prune.ts";
import { openEvidence } from "../../evidence/folder.ts";
import { fold } from "../../evidence/fold.ts";
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
  const events = [started([row("a/nodes")], { stories, ...parts }), finished("a/nodes", "pass"), ended()];
  const evidence = openEvidence(out, "infra", AT, renderer);
  for (const event of events) evidence.journal.write(event);
  evidence.finish(fold(events, { diagnose }));
  return evidence.folder;
}

/** The exit code, and what people read. */
function signedOff(folder: string, given: Parameters<typeof signOffStory>[1] = {}): { exit: number; told: string } {
  let told = "";
  const take = (text: unknown): boolean => Boolean((told += String(text)));
  vi.spyOn(process.stdout, "write").mockImplementation(take);
  vi.spyOn(process.stderr, "write").mockImplementation(take);
  const exit = signOffStory([folder], { story, ...given });
  vi.restoreAllMocks();
  return { exit, told };
}
const text = (): string => readFileSync(story, "utf8");

describe("assay sign-off", () => {
  test("writes what is proven, once; nothing is left beside it, and the mode stays", () => {
    const folder = kept();
    expect(signedOff(folder)).toEqual({
      exit: 0,
      told: expect.stringContaining(`${story}:9: ticked: Nodes are Ready`),
    });
    expect(text()).toContain("- [x] Nodes are Ready\n\n## Acceptance evidence\n");
    expect(statSync(story).mode & 0o777).toBe(0o640);
    expect(readdirSync(out)).toEqual(["9.1.md", "infra"]);
    const once = text();
    expect(signedOff(path.join(out, "infra", "latest")).told).toContain("says it already.");
    expect(text()).toBe(once);
  });

  test("--dry-run shows the difference and writes nothing", () => {
    const { exit, told } = signedOff(kept(), { "dry-run": true });
    expect([exit, text()]).toEqual([0, STORY]);
    expect(told).toContain("-- [ ] Nodes are Ready\n+- [x] Nodes are Ready\n");
    expect(told).toContain("Nothing was written (--dry-run).");
  });

  test.each<[string, (folder: string) => void, RegExp]>([
    [
      "changed",
      (folder) => appendFileSync(path.join(folder, "report.md"), "x"),
      /report.md in .* changed since the run/,
    ],
    ["without its checksums", (folder) => rmSync(path.join(folder, "SHA256SUMS")), /has no SHA256SUMS/],
  ])("evidence that is %s signs nothing off: exit 1, the story stays", (_, change, reason) => {
    const folder = kept();
    change(folder);
    expect(signedOff(folder)).toEqual({ exit: 1, told: expect.stringMatching(reason) });
    expect(text()).toBe(STORY);
  });

  test("a lab's run is refused with the reason, and so is a runbook without a word to write into it", () => {
    expect(signedOff(kept({ backend: "lab" }))).toEqual({ exit: 1, told: expect.stringContaining("SIMULATED") });
    const runbook = path.join(out, "bootstrap.md");
    writeFileSync(runbook, "# Bootstrap\n");
    expect(signedOff(kept(), { runbook }).told).toMatch(/bootstrap.md is not signed off: the run measured no phase/);
    expect([text(), readFileSync(runbook, "utf8")]).toEqual([STORY, "# Bootstrap\n"]);
  });

  test.each<[string, () => void, RegExp]>([
    ["no story is named", () => signOffStory([out], {}), /needs the story's file: --story <file.md>/],
    ["no such file", () => signOffStory([out], { story: `${story}x` }), /no such file; give the story's Markdown/],
    ["a folder", () => signOffStory([out], { story: out }), /not a file/],
    ["no run", () => signOffStory([out], { story }), /no journal.ndjson in it/],
  ])("%s: a sentence", (_, perform, message) => expect(perform).toThrow(message));

  test("a story without criteria is bad input, not a refusal", () => {
    writeFileSync(story, "# Story 1: x\n\n## Acceptance Criteria\n\nnone\n");
    expect(() => signOffStory([out], { story })).toThrow(/no numbered list under .*; mend the story's file/);
  });

  test("the evidence that a story names is not pruned", () => {
    const folder = kept();
    signedOff(folder);
    kept();
    expect(prune(path.join(out, "infra"), { forMs: 1 }, Date.parse(AT) + 1e9)).toEqual({ removed: [], warnings: [] });
  });

  test("a story that is not UTF-8 is not touched, for its bytes could not be kept", () => {
    writeFileSync(story, Buffer.from([0x23, 0xe9, 0x0a]));
    expect(() => signOffStory([out], { story })).toThrow(/not UTF-8/);
  });
});

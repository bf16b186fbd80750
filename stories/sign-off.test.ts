import { describe, expect, test } from "vitest";
import type { DeclaredStory } from "../evidence/event.ts";
import type { Run } from "../evidence/run.ts";
import type { Verdict } from "../criteria/judge.ts";
import { ended, finished, row, runOf, started } from "../reports/testing/events.ts";
import { timingsIn } from "../repository/tasks/runbook.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { difference } from "./difference.ts";
import { mappingOf } from "./mapping.ts";
import { parseStory } from "./parse.ts";
import { withTimings } from "./runbook.ts";
import { signOff } from "./sign-off.ts";

const STORY = `# Story 9.1: Start the Infra Cluster

Status: in-progress

## Acceptance Criteria

1. **Given** machines that are powered on
   **Then** every node of the cluster is Ready

2. **And** \`flux check\` passes

## Tasks / Subtasks

- [ ] Task 1: Start it (AC: #1)
  - [x] Nodes show Ready

## Checklist

- [ ] Every node shows Ready
- [ ] \`flux check\` passes all checks.
- [ ] The kubeconfig is in the vault
- [X] Nobody mapped this

\`\`\`md
- [ ] Every node shows Ready
\`\`\`
`;

const declared: DeclaredStory = {
  id: "9.1",
  title: "Start the Infra Cluster",
  criteria: [
    { ac: "AC1", statement: "Every node of the cluster is Ready", rows: ["a/nodes"] },
    { ac: "AC2", statement: "flux check passes", rows: ["a/flux"] },
    { ac: "VC1", statement: "every node shows Ready", rows: ["a/nodes"] },
    { ac: "VC2", statement: "flux check passes all checks", rows: ["a/flux"] },
    { ac: "VC3", statement: "The kubeconfig is in the vault", rows: [] },
    { ac: "T1", statement: "Nodes show Ready", rows: ["a/flux"] },
  ],
};

const timeline: Timeline = {
  start: { at: "2026-11-21T04:00:00Z", source: "boot", precisionMs: 60_000, basis: "inferred" },
  end: { at: "2026-11-21T04:21:31Z", source: "last", precisionMs: 1000, basis: "exact" },
  budget: { totalMs: 1_800_000, tookMs: 1_291_000, basis: "inferred" },
  phases: [
    {
      name: "core",
      title: "Core releases",
      tookMs: 192_000,
      start: { at: "2026-11-21T04:10:00Z", source: "x", precisionMs: 1, basis: "exact" },
      end: { at: "2026-11-21T04:13:12Z", source: "x", precisionMs: 1, basis: "exact" },
    },
  ],
  intervals: [],
  criticalPath: [],
  remarks: [],
  gaps: [],
};

const run = (nodes: Verdict = "pass", flux: Verdict = "pass", parts: Partial<Run> = {}, story = declared): Run => ({
  ...runOf([
    started([row("a/nodes"), row("a/flux")], { stories: [story] }),
    finished("a/nodes", nodes),
    finished("a/flux", flux),
    ended(),
  ]),
  timeline,
  ...parts,
});
const EVIDENCE = { name: "infra/2026-11-21T04-10-22Z", digest: "d".repeat(64) };
const signed = (text: string, of = run()) => {
  const result = signOff(text, of, EVIDENCE, ["infra", "apps"]);
  if ("refused" in result) throw new Error(result.refused);
  return result;
};
const refused = (of: Run, text = STORY) => {
  const result = signOff(text, of, EVIDENCE, ["infra", "apps"]);
  return "refused" in result ? result.refused : "signed off";
};

describe("what is proven is written back", () => {
  test("boxes whose checks all passed are ticked, and nothing else changes above the section", () => {
    const { text, ticked, open, unproven, unmapped } = signed(STORY);
    const expected = STORY.replace(
      "- [ ] Every node shows Ready\n- [ ] `flux",
      "- [x] Every node shows Ready\n- [x] `flux",
    );
    expect(text.startsWith(`${expected}\n## Acceptance evidence\n`)).toBe(true);
    expect(ticked.map(({ line }) => line)).toEqual([19, 20]);
    expect(open.map(({ box, verdict }) => [box.line, verdict])).toEqual([[21, "not judged: attest by hand"]]);
    expect(unproven).toEqual([]);
    expect(unmapped.map(({ line }) => line)).toEqual([14, 22]);
  });

  test("the section has the table, the time with its precision, waivers, the digest and the commit's line", () => {
    const { text } = signed(STORY);
    for (const part of [
      "**PASS**: cluster `infra`",
      "| AC2 | flux check passes | ✓ pass | ✓ `a/flux` |",
      "| VC3 | The kubeconfig is in the vault | not judged: attest by hand |  |",
      "- Bootstrap: 21m31s of 30m0s, ±1m1s (start reconstructed, end measured)",
      "- Waivers: none",
      `\`infra/2026-11-21T04-10-22Z\`, SHA-256 of its SHA256SUMS \`${"d".repeat(64)}\``,
      "- Signature: none",
      "`npx assay verify <folder>`",
      "- For the commit message: `bootstrap completed in 21m31s (target: <30min)`",
    ])
      expect(text).toContain(part);
  });

  test("done again, nothing changes; with another run only the section does", () => {
    const once = signed(STORY).text;
    expect(signed(once).text).toBe(once);
    const later = signed(once, run("pass", "pass", { startedAt: "2026-11-22T04:10:22Z" })).text;
    expect(later).toContain("judged 2026-11-22");
    expect(later.split("<!-- assay:evidence:begin -->")[0]).toBe(once.split("<!-- assay:evidence:begin -->")[0]);
    expect(later.match(/## Acceptance evidence/g)).toHaveLength(1);
  });

  test("nothing is unticked: what is ticked and not proven is told", () => {
    const { text, ticked, unproven } = signed(STORY, run("pass", "fail"));
    expect(ticked.map(({ line }) => line)).toEqual([19]);
    expect(unproven).toMatchObject([{ box: { line: 15, text: "Nodes show Ready" }, verdict: "fail" }]);
    expect(text).toContain("  - [x] Nodes show Ready\n");
    expect(text).toContain("- Ticked before, and not proven by this run: line 15, `Nodes show Ready` (fail)");
  });

  test.each<Verdict>(["fail", "inconclusive", "not-applicable"])("a check that is %s ticks nothing", (verdict) => {
    expect(signed(STORY, run(verdict, verdict)).ticked).toEqual([]);
  });

  test.each([
    ["Windows' line ends stay", STORY.replaceAll("\n", "\r\n")],
    ["a byte order mark stays", `\ufeff${STORY}`],
    ["text without an end of line", STORY.trimEnd()],
    [
      "text after the section",
      `${STORY}\n## Acceptance evidence\n\n<!-- assay:evidence:begin -->\nold\n<!-- assay:evidence:end -->\n\nmine\n`,
    ],
  ])("%s", (_, text) => {
    const made = signed(text).text;
    const lines = difference(text, made).filter((line) => line.startsWith("-"));
    expect(lines.map((line) => line.trimEnd()).filter((line) => line !== "-old" && line !== "-```")).toEqual([
      "-- [ ] Every node shows Ready",
      "-- [ ] `flux check` passes all checks.",
    ]);
    expect(made.startsWith(text.slice(0, 40))).toBe(true);
    if (text.includes("mine")) expect(made.endsWith("<!-- assay:evidence:end -->\n\nmine\n")).toBe(true);
    if (text.includes("\r\n")) expect(made.replaceAll("\r\n", "")).not.toContain("\n");
    expect(signed(made).text).toBe(made);
  });
});

describe("what signs nothing off", () => {
  const outcome = run().outcome;
  test.each<[string, Partial<Run>, RegExp]>([
    ["a lab", { backend: "lab" }, /SIMULATED/],
    ["a replay", { backend: "replay" }, /REPLAYED/],
    ["part of the checks", { outcome: { ...outcome, partial: true, filtered: true } }, /PARTIAL: --suite or --only/],
    [
      "a waiver",
      { outcome: { ...outcome, partial: true, counts: { ...outcome.counts, waived: 2 } } },
      /2 check\(s\) are waived/,
    ],
    ["an interruption", { outcome: { ...outcome, interrupted: true } }, /INTERRUPTED/],
    ["a refused run", { outcome: { ...outcome, refused: "another cluster answers" } }, /REFUSED: another/],
    ["nobody knows whose", { outcome: { ...outcome, unidentified: "403" } }, /nobody knows which cluster/],
    [
      "another cluster",
      { cluster: { ...run().cluster, name: "apps" } },
      /about cluster infra, and the run judged apps/,
    ],
    ["no mapping", { stories: [] }, /maps no story 9.1 to checks \(stories: none\)/],
  ])("%s", (_, parts, reason) => expect(refused(run("pass", "pass", parts))).toMatch(reason));

  test("a story whose criteria the profile does not map, or maps to other words", () => {
    const { criteria } = declared;
    const only = { ...declared, criteria: criteria.slice(1) };
    expect(refused(run("pass", "pass", {}, only))).toMatch(/maps no checks to AC1 of story 9.1/);
    const other = {
      ...declared,
      criteria: [{ ac: "AC1", statement: "Backups are restored", rows: [] }, ...criteria.slice(1)],
    };
    expect(refused(run("pass", "pass", {}, other))).toMatch(/AC1 of the story says something else .*: line 7/);
    expect(refused(run("pass", "pass", {}, { ...declared, title: "Start the other one" }))).toMatch(
      /another cluster's, or renamed/,
    );
  });

  test("a file that is no story says what it lacks", () => {
    expect(refused(run(), "# Notes\n")).toBe(
      "no heading `# Story <id>: <title>`: nobody knows which story it is; no numbered list under `## Acceptance Criteria`",
    );
  });

  test("a section of that name that assay did not write stays as it is", () => {
    expect(() => signed(`${STORY}\n## Acceptance evidence\n\nby hand\n`)).toThrow(
      /that assay did not write: rename it/,
    );
    expect(() => signed(`${STORY}\n<!-- assay:evidence:begin -->\n`)).toThrow(/do not stand once each/);
  });
});

describe("a story's file", () => {
  test("numbered criteria, named or not; boxes outside of code and comments", () => {
    const story = parseStory(
      "# Story 2.1: X\n\n**Status:** done\n\n## Acceptance Criteria\n\n1. **AC1**: One\n   - more\n\n---\n\n- **AC2** Two\n\n## T\n\n<!--\n- [ ] no\n-->\n* [ ] yes\n~~~\n- [ ] no\n```\n- [ ] no\n~~~\n1. [x] too\n",
    );
    expect(story).toMatchObject({ id: "2.1", title: "X", status: "done", doubts: [] });
    expect(story.criteria).toMatchObject([
      { ac: "AC1", text: "One - more" },
      { ac: "AC2", text: "Two" },
    ]);
    expect(story.boxes.map(({ text, isTicked, section }) => [text, isTicked, section])).toEqual([
      ["yes", false, "T"],
      ["too", true, "T"],
    ]);
  });

  test("what does not end is told with its line", () =>
    expect(parseStory("# Story 1: X\n## Acceptance Criteria\n1. a\n```\n- [ ] b").doubts).toEqual([
      "line 4: a code block begins here and does not end",
    ]));
});

test.each<[string, string]>([
  ["blanks", `# Story 1: x${" ".repeat(500_000)}x`],
  ["criteria", `## Acceptance Criteria\n1. ${"install ".repeat(100_000)}\n${"Then ".repeat(100_000)}`],
  ["boxes", "- [ ] x\n".repeat(100_000)],
  ["fences", "`".repeat(1_000_000)],
])(
  "a story written to be slow to read is not: %s",
  (_, text) => {
    expect(mappingOf(parseStory(text), [{ name: "x", namespace: "y" }]).criteria.length).toBeLessThan(100_001);
  },
  5_000,
);

describe("the runbook", () => {
  const BEFORE = "# Bootstrap\n\nSteps.\n";

  test("gets the measured timings, which the check of the runbook finds; again, they are replaced", () => {
    const made = withTimings(BEFORE, run());
    expect(made.startsWith(BEFORE)).toBe(true);
    expect(timingsIn(made, "infra").map(({ text }) => text)).toEqual([
      "| core | Core releases | 3m 12s | measured |",
      "| bootstrap | all of it | 21m 31s | start reconstructed |",
    ]);
    expect(timingsIn(made, "apps")).toEqual([]);
    expect(withTimings(made, run())).toBe(made);
  });

  test("is refused where nothing was measured", () =>
    expect(() =>
      withTimings(BEFORE, { ...run(), timeline: { ...timeline, phases: [], budget: { totalMs: 1, basis: "exact" } } }),
    ).toThrow(/measured no phase/));
});

test("a difference", () => {
  expect(difference("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n")).toEqual([
    "@@ line 2 @@",
    " a",
    "-b",
    "+B",
    " c",
    "@@ line 5 @@",
    " d",
    "+e",
  ]);
  expect(difference("a", "a")).toEqual([]);
});

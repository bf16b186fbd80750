import type { Cause } from "../../diagnosis/diagnosis.ts";
import { fullestFirst } from "../../criteria/fullest.ts";
import type { Verdict } from "../../criteria/judge.ts";
import { complianceOf, type Compliance } from "../compliance.ts";
import { cells, paint, wrap, type Screen } from "./layout.ts";
import { briefly, foundByOthers, noticesInWords, rowsWithNotices } from "../places.ts";
import type { Run, RunStory } from "../../evidence/run.ts";
import { copyable, findingLines, hanging, nextLines, TONES } from "./lines.ts";
import { line } from "../../evidence/text.ts";
import * as words from "../wording.ts";

/**
 * The end of a run in the terminal: verdict, causes with evidence and what to do next, the rest, and where it all is.
 */
export function conclusion(run: Run, folder: string, screen: Screen): string[] {
  const { outcome } = run;
  const stamp = words.stampOf(run);
  const stamped = stamp === undefined ? [] : emphasised(stamp, screen);
  return [
    "",
    paint(screen, "dim", "─".repeat(Math.max(10, Math.min(screen.width, 100)))),
    ...stamped,
    ...verdict(run, screen),
    ...words.reservationsOf(run).flatMap(({ mark, meaning }) => hanging(`${mark}: `, meaning, screen, "yellow")),
    ...run.warnings.flatMap((warning) => hanging("Warning: ", warning, screen, "yellow")),
    ...section(
      "Root causes",
      run.diagnosis.flatMap((cause, index) => causeLines(cause, index, run, screen)),
      screen,
    ),
    ...section("Failed", listed(run, "fail", screen), screen),
    ...section("Could not be judged", listed(run, "inconclusive", screen), screen),
    ...section("Waived", listed(run, "waived", screen), screen),
    ...section("Worth mending, though nothing fails by it (report.md lists it)", noticed(run, screen), screen),
    ...section("Pattern compliance", compliance(complianceOf(run), screen), screen),
    ...run.stories.flatMap((story) => storyLines(story, run, screen)),
    "",
    copyable("Evidence: ", folder, screen),
    copyable("Again:    ", words.reproductionOf(run).at(-2)?.command ?? "", screen),
    ...stamped,
    paint(screen, TONES[outcome.verdict], `${words.verdictWord(run)} (exit ${outcome.exit})`),
  ];
}

function storyLines(story: RunStory, run: Run, screen: Screen): string[] {
  const { id, title, criteria } = story;
  const lines = words.wasRun(story)
    ? criteria.flatMap((criterion) => {
        const lead = `  ${words.MARKS[criterion.verdict].glyph} ${line(criterion.ac, 20)} `;
        return [
          ...hanging(lead, criterion.statement, screen, TONES[criterion.verdict]),
          ...words.decisiveOf(run, criterion).flatMap((row) => hanging(" ".repeat(cells(lead)), row, screen, "dim")),
        ];
      })
    : hanging("  · ", words.NOT_RUN, screen, "dim");
  return section(`Story ${line(id, 40)}: ${line(title, 120)}`, lines, screen);
}

function verdict(run: Run, screen: Screen): string[] {
  const [first = "", ...rest] = wrap(
    `${words.verdictWord(run)}: ${words.scopeOf(run)}. ${words.headline(run)}`,
    screen.width,
  );
  const tone = TONES[run.outcome.verdict];
  return [
    ...[first, ...rest].map((text) => paint(screen, "bold", paint(screen, tone, text))),
    ...wrap(
      [words.countsInWords(run.outcome), noticesInWords(run.criteria), words.tookOf(run)].filter(Boolean).join("; "),
      screen.width,
    ),
  ];
}

function causeLines({ cause, title, evidence, advice, consequences }: Cause, index: number, run: Run, screen: Screen) {
  const row = run.criteria.find(({ id }) => id === cause);
  const verdict = row?.verdict ?? "fail";
  const more = (row?.findings.length ?? 0) - 1;
  return [
    ...hanging(`  ${index + 1}. `, `${words.claimOf(verdict)}: ${title}`, screen, TONES[verdict]),
    ...hanging("     ", cause, screen, "dim"),
    ...(evidence ? findingLines([evidence], "     ", screen) : hanging("     ", row?.reason ?? "", screen)),
    ...(more > 0
      ? hanging("     ", `and ${more} more ${more === 1 ? "finding" : "findings"} in report.md`, screen, "dim")
      : []),
    ...nextLines(advice, "     next: ", screen),
    ...(consequences.length > 0
      ? hanging(
          "     ",
          `${consequences.length} ${consequences.length === 1 ? "consequence" : "consequences"}: ${consequences.join(", ")}`,
          screen,
          "dim",
        )
      : []),
  ];
}

/** One check a line or two. Causes and what fell with them are told above, and each was told when its check ended. */
function listed(run: Run, verdict: Verdict, screen: Screen): string[] {
  const folded = new Set(run.diagnosis.flatMap(({ cause, consequences }) => [cause, ...consequences]));
  return words.rowsWith(run, verdict).flatMap(({ id, findings, reason }) => {
    if (folded.has(id)) return [];
    const [first] = fullestFirst(findings, foundByOthers(run, id));
    const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
    const found = first ? `${briefly(first)}${more}` : line(reason ?? "", 300);
    const waiver = verdict === "waived" && reason !== undefined ? `; ${line(reason, 200)}` : "";
    return hanging(`  ${words.MARKS[verdict].glyph} `, `${id}: ${found}${waiver}`, screen, TONES[verdict]);
  });
}

/** How many a check has; which ones is for the report. */
const noticed = (run: Run, screen: Screen): string[] =>
  rowsWithNotices(run).flatMap((row) => hanging("  ! ", `${row.id}: ${noticesInWords([row])}`, screen, "yellow"));

/** The patterns below each other, with the checks that decided beside them: what those saw is told above. */
function compliance(matrix: readonly Compliance[], screen: Screen): string[] {
  const widest = screen.width < 76 ? 0 : Math.max(0, ...matrix.map(({ pattern }) => pattern.length));
  return matrix.flatMap(({ pattern, verdict, rows, seen }) => {
    const { glyph, word } = words.MARKS[verdict];
    const decisive = rows.filter((row) => row.verdict === verdict).map(({ id }) => id.replace(/^repository\//, ""));
    const because = verdict === "pass" ? seen : decisive.join(", ");
    const told = because === "" ? word : `${word}: ${because}`;
    return hanging(`  ${glyph} ${pattern.padEnd(widest)}  `, told, screen, TONES[verdict]);
  });
}

const section = (title: string, lines: string[], screen: Screen): string[] =>
  lines.length > 0 ? ["", ...wrap(title, screen.width).map((text) => paint(screen, "bold", text)), ...lines] : [];

const emphasised = (text: string, screen: Screen): string[] =>
  wrap(text, screen.width).map((part) => paint(screen, "bold", paint(screen, "yellow", part)));

import type { Cause } from "../../diagnosis/diagnosis.ts";
import { fullestFirst } from "../../criteria/fullest.ts";
import type { Verdict } from "../../criteria/judge.ts";
import { complianceOf, type Compliance } from "../compliance.ts";
import { cells, paint, wrap, type Screen } from "./layout.ts";
import { briefly, foundByOthers, noticesInWords, checksWithNotices } from "../places.ts";
import type { Run, RunStory } from "../../evidence/run.ts";
import { copyable, findingLines, hanging, nextLines, TONES } from "./lines.ts";
import { line } from "../../evidence/text.ts";
import * as wording from "../wording.ts";

/**
 * The end of a run in the terminal: verdict, root causes with evidence and next command, everything else that does not
 * hold, and where the evidence is.
 */
export function conclusion(run: Run, folder: string, screen: Screen): string[] {
  const { outcome } = run;
  const stamp = wording.stampOf(run);
  const stamped = stamp === undefined ? [] : emphasised(stamp, screen);
  return [
    "",
    paint(screen, "dim", "─".repeat(Math.max(10, Math.min(screen.width, 100)))),
    ...stamped,
    ...verdict(run, screen),
    ...wording.reservationsOf(run).flatMap(({ mark, meaning }) => hanging(`${mark}: `, meaning, screen, "yellow")),
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
    copyable("Again:    ", wording.reproductionOf(run).at(-2)?.command ?? "", screen),
    ...stamped,
    paint(screen, TONES[outcome.verdict], `${wording.verdictWord(run)} (exit ${outcome.exit})`),
  ];
}

function storyLines(story: RunStory, run: Run, screen: Screen): string[] {
  const { id, title, criteria } = story;
  const unasked = criteria.filter((criterion) => wording.isUnasked(run, criterion));
  const told = criteria.filter((criterion) => !unasked.includes(criterion));
  const rest = `${told.length > 0 ? `${unasked.length} others` : "all"}: what they rest on was not asked`;
  const lines = wording.wasRun(story)
    ? told.flatMap((criterion) => {
        const lead = `  ${wording.MARKS[criterion.verdict].glyph} ${line(criterion.ac, 20)} `;
        return [
          ...hanging(lead, criterion.statement, screen, TONES[criterion.verdict]),
          ...wording
            .decisiveOf(run, criterion)
            .flatMap((check) => hanging(" ".repeat(cells(lead)), check, screen, "dim")),
        ];
      })
    : hanging("  · ", wording.NOT_RUN, screen, "dim");
  const folded = unasked.length > 0 ? hanging("  ? ", rest, screen, TONES.inconclusive) : [];
  return section(`Story ${line(id, 40)}: ${line(title, 120)}`, [...lines, ...folded], screen);
}

function verdict(run: Run, screen: Screen): string[] {
  const [first = "", ...rest] = wrap(
    `${wording.verdictWord(run)}: ${wording.scopeOf(run)}. ${wording.headline(run)}`,
    screen.width,
  );
  const tone = TONES[run.outcome.verdict];
  return [
    ...[first, ...rest].map((text) => paint(screen, "bold", paint(screen, tone, text))),
    ...wrap(
      [wording.countsInWords(run.outcome), noticesInWords(run.criteria), wording.tookOf(run)]
        .filter(Boolean)
        .join("; "),
      screen.width,
    ),
  ];
}

function causeLines({ cause, title, evidence, advice, consequences }: Cause, index: number, run: Run, screen: Screen) {
  const check = run.criteria.find(({ id }) => id === cause);
  const verdict = check?.verdict ?? "fail";
  const more = (check?.findings.length ?? 0) - 1;
  return [
    ...hanging(`  ${index + 1}. `, `${wording.claimOf(verdict)}: ${title}`, screen, TONES[verdict]),
    ...hanging("     ", cause, screen, "dim"),
    ...(evidence ? findingLines([evidence], "     ", screen) : hanging("     ", check?.reason ?? "", screen)),
    ...(more > 0
      ? hanging("     ", `and ${more} more ${more === 1 ? "finding" : "findings"} in report.md`, screen, "dim")
      : []),
    ...nextLines(advice, "     next: ", screen),
    ...(consequences.length > 0
      ? hanging(
          "     ",
          consequences.length > MOST_NAMED
            ? `${consequences.length} consequences, which report.md lists`
            : `${consequences.length} ${consequences.length === 1 ? "consequence" : "consequences"}: ${consequences.join(", ")}`,
          screen,
          "dim",
        )
      : []),
  ];
}

/** Where nearly everything is a consequence, its names say nothing. */
const MOST_NAMED = 50;

/** A line or two for each check that is neither a root cause nor a consequence: those stand above. */
function listed(run: Run, verdict: Verdict, screen: Screen): string[] {
  const folded = new Set(run.diagnosis.flatMap(({ cause, consequences }) => [cause, ...consequences]));
  const open = wording.checksWith(run, verdict).filter(({ id }) => !folded.has(id));
  const alike = wording.alikeIn(open);
  const together = alike.flatMap(({ reason, checks }) =>
    hanging(`  ${wording.MARKS[verdict].glyph} `, `${checks} checks: ${line(reason, 300)}`, screen, TONES[verdict]),
  );
  const others = open.flatMap(({ id, findings, reason }) => {
    if (alike.some((group) => group.reason === reason)) return [];
    const [first] = fullestFirst(findings, foundByOthers(run, id));
    const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
    const found = first ? `${briefly(first)}${more}` : line(reason ?? "", 300);
    const waiver = verdict === "waived" && reason !== undefined ? `; ${line(reason, 200)}` : "";
    return hanging(`  ${wording.MARKS[verdict].glyph} `, `${id}: ${found}${waiver}`, screen, TONES[verdict]);
  });
  return [...together, ...others];
}

/** How many notices each check has. The report lists them. */
const noticed = (run: Run, screen: Screen): string[] =>
  checksWithNotices(run).flatMap((check) =>
    hanging("  ! ", `${check.id}: ${noticesInWords([check])}`, screen, "yellow"),
  );

/** The patterns below each other, each with the checks that decided its verdict. */
function compliance(matrix: readonly Compliance[], screen: Screen): string[] {
  const widest = screen.width < 76 ? 0 : Math.max(0, ...matrix.map(({ pattern }) => pattern.length));
  return matrix.flatMap(({ pattern, verdict, checks, seen }) => {
    const { glyph, word } = wording.MARKS[verdict];
    const decisive = checks
      .filter((check) => check.verdict === verdict)
      .map(({ id }) => id.replace(/^repository\//, ""));
    const because = verdict === "pass" ? seen : decisive.join(", ");
    const text = because === "" ? word : `${word}: ${because}`;
    return hanging(`  ${glyph} ${pattern.padEnd(widest)}  `, text, screen, TONES[verdict]);
  });
}

const section = (title: string, lines: string[], screen: Screen): string[] =>
  lines.length > 0 ? ["", ...wrap(title, screen.width).map((text) => paint(screen, "bold", text)), ...lines] : [];

const emphasised = (text: string, screen: Screen): string[] =>
  wrap(text, screen.width).map((part) => paint(screen, "bold", paint(screen, "yellow", part)));

import { commandsOf } from "../../criteria/advice.ts";
import type { Cause } from "../../diagnosis/diagnosis.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import { causeInWords, counted } from "../headlines.ts";
import { placeOf, subjectOf } from "../places.ts";
import { moment } from "../wording.ts";
import { fit, paint, rowsOf, type Screen } from "./layout.ts";
import { brief, copyable, nextLines, safe, TONES } from "./text.ts";

/**
 * The root causes in at most `room` rows: the first in full, the others as fully as there is room for all of them, and
 * at least a line each. Those that have no room are counted; the reports have them.
 */
export function causeLines(run: Run, room: number, screen: Screen): string[] {
  const [first, ...others] = run.diagnosis;
  if (!first) return [];
  const told = (cause: Cause, level: Level): string[] => LEVELS[level](toldOf(cause, run), screen);
  const shown = told(first, DETAIL.find((level) => fits(told(first, level), room, screen)) ?? "single");
  const left = room - rowsOf(shown, screen);
  for (const level of DETAIL) {
    const lines = others.flatMap((cause) => told(cause, level));
    if (fits(lines, left, screen)) return [...shown, ...lines];
  }
  const most = Math.max(0, left - 1);
  const rest = others.length - most;
  const more = `     … and ${counted(rest, "more cause")}: the report has them`;
  return [...shown, ...others.slice(0, most).flatMap((cause) => told(cause, "single")), paint(screen, "dim", more)];
}

const fits = (lines: readonly string[], room: number, screen: Screen): boolean => rowsOf(lines, screen) <= room;

const DETAIL = ["full", "short", "single"] as const;
type Level = (typeof DETAIL)[number];

interface Told {
  cause: Cause;
  check: RunCheck | undefined;
  number: string;
  head: string;
  /** What is seen. A check that could not be judged says it in the head. */
  reason: string;
}

function toldOf(cause: Cause, run: Run): Told {
  const check = run.criteria.find(({ id }) => id === cause.cause);
  const { evidence } = cause;
  const isSeen = check?.verdict !== "inconclusive";
  return {
    cause,
    check,
    number: `  ${run.diagnosis.indexOf(cause) + 1}. `,
    head: causeInWords(run, cause),
    reason: isSeen ? line(evidence?.actual ?? check?.reason ?? "") : line(cause.title),
  };
}

const LEVELS: Record<Level, (told: Told, screen: Screen) => string[]> = { full, short, single };

const INDENT = "     ";
const NEXT = `${INDENT}next: `;

function full(told: Told, screen: Screen): string[] {
  const { cause, check, number, head } = told;
  const { evidence, advice, consequences, partly = [] } = cause;
  const more = (check?.findings.length ?? 0) - 1;
  const fell = [
    ...(consequences.length > 0 ? [`${counted(consequences.length, "more check")} fell with it`] : []),
    ...(partly.length > 0 ? [`a part of ${counted(partly.length, "other cause")}`] : []),
    ...(more > 0 ? [counted(more, "more finding")] : []),
    cause.cause,
  ];
  return [
    ...brief(3, number, head, screen, toneOf(told)),
    ...seen(told, screen),
    ...(evidence?.mend === undefined ? [] : brief(3, `${INDENT}mend     `, evidence.mend, screen)),
    ...nextSteps(advice, screen),
    ...brief(1, INDENT, fell.join(" · "), screen, "dim"),
  ];
}

/** Three lines of what to do next: commands, then the first sentence as far as there is room. */
function nextSteps(advice: string, screen: Screen): string[] {
  const { commands, prose } = commandsOf(advice);
  const shown = nextLines(commands.slice(0, 3).join("\n"), NEXT, screen);
  const [sentence] = prose;
  if (sentence === undefined || shown.length >= 3) return shown;
  const lead = shown.length === 0 ? NEXT : " ".repeat(NEXT.length);
  return [...shown, ...brief(3 - shown.length, lead, sentence, screen)];
}

function seen({ cause: { evidence }, check, reason }: Told, screen: Screen): string[] {
  if (check?.verdict === "inconclusive") return brief(2, INDENT, reason, screen, "dim");
  if (!evidence) return brief(3, INDENT, reason, screen);
  const { expected, since, where } = evidence;
  const place = where && subjectOf(evidence) !== undefined ? [copyable(INDENT, placeOf(where), screen)] : [];
  const actual = since === undefined ? reason : `${reason} (since ${moment(since)})`;
  return [
    ...place,
    ...brief(3, `${INDENT}actual   `, actual, screen),
    ...brief(2, `${INDENT}expected `, expected, screen),
  ];
}

function short(told: Told, screen: Screen): string[] {
  const { number, head, reason, cause } = told;
  return [
    ...brief(2, number, head, screen, toneOf(told)),
    ...(reason === "" ? [] : brief(1, INDENT, reason, screen)),
    ...nextLines(cause.advice, NEXT, screen).slice(0, 1),
  ];
}

function single(told: Told, screen: Screen): string[] {
  const { number, head, reason, check } = told;
  const text = check?.verdict === "inconclusive" || reason === "" ? head : `${head}: ${reason}`;
  return [`${paint(screen, toneOf(told), number)}${fit(safe(text), screen.width - number.length)}`];
}

const toneOf = ({ check }: Told) => TONES[check?.verdict ?? "fail"];

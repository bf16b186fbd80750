import { inWords } from "../../clusters/notation/duration.ts";
import { fullestFirst } from "../../criteria/fullest.ts";
import type { CheckFinished, RunEvent } from "../../evidence/event.ts";
import { line } from "../../evidence/text.ts";
import { failingOf } from "../headlines.ts";
import { noticesInWords } from "../places.ts";
import { foundOf, MARKS } from "../wording.ts";
import { findingLines } from "./findings.ts";
import { paint, wrap, type Screen } from "./layout.ts";
import { initialProgress, type OpenSuite, type ProgressState } from "./state.ts";
import { hanging, TONES } from "./text.ts";
import { followLine, phaseLine, waitLine } from "./waiting.ts";

/**
 * The next state, and the lines to print for this event. Checks that do not hold are printed as they come; what passes of
 * a suite is one line at its end. A terminal shows waits in its status line; a pipe gets a line now and then.
 */
export function advance(
  state: ProgressState,
  event: RunEvent,
  screen: Screen,
): { state: ProgressState; lines: string[] } {
  switch (event.event) {
    case "run-started": {
      const { titles, fails } = initialProgress(event.rows);
      return { state: { ...state, titles, fails }, lines: [] };
    }
    case "suite-started": {
      const { suite: name, title, rows: checks, at: startedAt } = event;
      return {
        state: { ...state, suite: { name, title, checks, startedAt, isHeaded: false, quiet: [], untold: [] } },
        lines: [],
      };
    }
    case "row-started":
      return { state: { ...state, current: { id: event.id, since: event.at } }, lines: [] };
    case "row-waiting": {
      const since = state.current?.id === event.id ? state.current.since : event.at;
      return waitLine({ ...state, current: { id: event.id, since, waiting: event } }, event, screen);
    }
    case "row-finished":
      return checkFinished(state, event, screen);
    case "suite-finished": {
      const { suite, ...rest } = state;
      const isTold = suite?.name === event.suite && !state.refused;
      return { state: rest, lines: isTold ? suiteEnd(suite, event.at, screen) : [] };
    }
    case "not-asked":
      return { state, lines: hanging("  ! ", notAsked(event), screen, "yellow") };
    case "warning":
      return { state, lines: [...hanging("  ! ", event.message, screen, "yellow")] };
    case "run-refused":
      return { state: { ...state, refused: true }, lines: [] };
    case "source-read":
    case "retried":
    case "command-finished":
    case "requests":
    case "observations-saved":
    case "identified":
    case "unidentified":
    case "links":
    case "compared":
    case "timeline":
    case "observed":
    case "unobserved":
    case "run-finished":
      return { state, lines: [] };
    case "following":
      return followLine(state, event, screen);
    case "phase-ended":
      return { state, lines: phaseLine(event, screen) };
  }
}

function checkFinished(state: ProgressState, event: CheckFinished, screen: Screen) {
  const { current, heartbeat: _, suite, ...rest } = state;
  const open = {
    ...rest,
    finished: state.finished + (event.again ? 0 : 1),
    ...(current && current.id !== event.id && { current }),
  };
  // why it is not asked is told once, by an event of its own
  if (event.unasked) return { state: { ...open, ...(suite && { suite }) }, lines: [] };
  const { verdict } = event.judgement;
  const isQuiet = verdict === "pass" || verdict === "not-applicable";
  if (suite && isQuiet)
    return { state: { ...open, suite: { ...suite, quiet: [...suite.quiet, event.judgement] } }, lines: [] };
  const troubles = troublesOf(event.judgement);
  if (suite && troubles.length > 0 && troubles.every((trouble) => state.told.has(trouble)))
    return { state: { ...open, suite: { ...suite, untold: [...suite.untold, event.id] } }, lines: [] };
  const told = new Set([...state.told, ...troubles]);
  const next = { ...open, told, ...(suite && { suite: { ...suite, isHeaded: suite.isHeaded || !state.refused } }) };
  if (isQuiet || state.refused) return { state: next, lines: [] };
  const heading = suite && !suite.isHeaded ? suiteHeading(suite, screen) : [];
  return { state: next, lines: [...heading, ...checkLines(event, headOf(state, event), screen)] };
}

/** Why nothing of a check could be judged; empty where something was, or where it says something of its own. */
function troublesOf({ verdict, findings, unseen, troubles }: CheckFinished["judgement"]): string[] {
  if (verdict !== "inconclusive" || findings.length > 0 || unseen.length > 0) return [];
  // what is not sent any more has the reason of what was sent
  return troubles.map(({ trouble }) => trouble.message.replace(/^.* was not sent, because nothing is answered: /, ""));
}

const notAsked = ({ why, checks }: Extract<RunEvent, { event: "not-asked" }>): string =>
  `${line(why, 300)}: ${checks} ${checks === 1 ? "check is" : "checks are"} not asked`;

/** What is wrong; of a check that could not be judged, what it would say. */
function headOf({ titles, fails }: ProgressState, { id, judgement: { verdict } }: CheckFinished): string {
  const title = titles.get(id) ?? id;
  const phrase = fails.get(id);
  return verdict === "inconclusive" ? title : failingOf({ title, ...(phrase !== undefined && { fails: phrase }) });
}

function suiteHeading({ name, title, checks }: OpenSuite, screen: Screen): string[] {
  const count = `${checks} ${checks === 1 ? "check" : "checks"}`;
  const lines = wrap(`${line(title, 200)} (${line(name, 80)}, ${count})`, screen.width);
  return ["", ...lines.map((text) => paint(screen, "bold", text))];
}

/**
 * `✓ Cilium  14 hold, 1 not applicable  3.2s`; below checks that do not hold, how many others do. Before it, how many
 * could not be judged for a reason that stands above already.
 */
function suiteEnd(suite: OpenSuite, at: string, screen: Screen): string[] {
  const { title, startedAt, isHeaded, quiet, untold } = suite;
  const tookMs = Date.parse(at) - Date.parse(startedAt);
  const took = tookMs >= 1_000 ? `  ${inWords(tookMs)}` : "";
  const told = (verdict: keyof typeof MARKS, counts: string, tail: string): string[] => {
    const lead = `${isHeaded ? "  " : ""}${MARKS[verdict].glyph} `;
    return hanging(lead, isHeaded ? counts : `${line(title, 200)}: ${counts}`, screen, TONES[verdict], tail);
  };
  const lines = untold.length === 0 ? [] : told("inconclusive", alsoUnjudged(suite), quiet.length === 0 ? took : "");
  if (quiet.length === 0) return lines;
  const verdict = quiet.some((one) => one.verdict === "pass") ? "pass" : "not-applicable";
  return [...lines, ...told(verdict, quietCounts(quiet), took)];
}

const alsoUnjudged = ({ untold, isHeaded }: OpenSuite): string =>
  `${untold.length}${isHeaded ? " more" : ""} could not be judged, for reasons told above`;

function quietCounts(quiet: OpenSuite["quiet"]): string {
  const passed = quiet.filter(({ verdict }) => verdict === "pass").length;
  const without = quiet.length - passed;
  return [
    ...(passed > 0 ? [`${passed} ${passed === 1 ? "holds" : "hold"}`] : []),
    ...(without > 0 ? [`${without} not applicable`] : []),
    ...[noticesInWords(quiet)].filter(Boolean),
  ].join(", ");
}

function checkLines({ id, judgement, attempts, tookMs }: CheckFinished, head: string, screen: Screen): string[] {
  const { verdict, findings, examined, reason, unseen } = judgement;
  const noticed = noticesInWords([judgement]);
  const judged = verdict === "fail" || verdict === "waived" ? foundOf(findings.length, examined) : undefined;
  const effort = [id, judged, attempts > 1 ? `${attempts} looks` : undefined, inWords(tookMs)].filter(Boolean);
  return [
    ...hanging(`  ${MARKS[verdict].glyph} `, head, screen, TONES[verdict]),
    ...hanging("      ", effort.join(" · "), screen, "dim"),
    ...findingLines(fullestFirst(findings).slice(0, 3), "      ", screen),
    ...(findings.length > 3 ? [`      … and ${findings.length - 3} more`] : []),
    ...(unseen.length > 0 && findings.length > 0 ? [`      and ${unseen.length} not seen`] : []),
    ...(reason === undefined ? [] : hanging("      ", reason, screen)),
    ...(noticed === "" ? [] : hanging("      ", noticed, screen, "dim")),
  ];
}

import { inWords } from "../../clusters/notation/duration.ts";
import { commandsOf } from "../../criteria/advice.ts";
import type { Finding } from "../../criteria/criterion.ts";
import { fullestFirst } from "../../criteria/fullest.ts";
import type { Verdict } from "../../criteria/judge.ts";
import type { DeclaredCheck, CheckFinished, RunEvent } from "../../evidence/event.ts";
import { cells, fit, paint, wrap, type Screen, type Tone } from "./layout.ts";
import { alike, noticesInWords, partsOf, placeOf, subjectOf } from "../places.ts";
import { line } from "../../evidence/text.ts";
import { foundOf, MARKS } from "../wording.ts";

/** What is known of the run so far: the state of the fold over events. */
export interface ProgressState {
  titles: ReadonlyMap<string, string>;
  finished: number;
  /** The title of the suite, until something is told of it: of a suite that is not asked nothing is. */
  heading?: string[];
  /** The check that is being judged, and the last event of its wait. */
  current?: { id: string; since: string; waiting?: Extract<RunEvent, { event: "row-waiting" }> };
  /** What `--follow` waits for or watches. */
  following?: Extract<RunEvent, { event: "following" }>;
  /** The last line about a wait that was written to a pipe. */
  heartbeat?: { id: string; at: string; summary: string };
}

/** The state before the first event. */
export const initialProgress = (rows: readonly Pick<DeclaredCheck, "id" | "title">[] = []): ProgressState => ({
  titles: new Map(rows.map(({ id, title }) => [id, title])),
  finished: 0,
});

/**
 * The next state, and the lines to print for this event. A terminal shows waits in its status line; a pipe gets a line
 * now and then.
 */
export function advance(state: ProgressState, event: RunEvent, screen: Screen): Step {
  const step = stepOf(state, event, screen);
  const { heading = [], ...rest } = step.state;
  return step.lines.length > 0 && event.event !== "not-asked"
    ? { state: rest, lines: [...heading, ...step.lines] }
    : step;
}

interface Step {
  state: ProgressState;
  lines: string[];
}

function stepOf(state: ProgressState, event: RunEvent, screen: Screen): Step {
  switch (event.event) {
    case "run-started":
      return { state: { ...state, titles: initialProgress(event.rows).titles }, lines: [] };
    case "suite-started":
      return { state: { ...state, heading: suiteLines(event.suite, event.title, event.rows, screen) }, lines: [] };
    case "row-started":
      return { state: { ...state, current: { id: event.id, since: event.at } }, lines: [] };
    case "row-waiting": {
      const since = state.current?.id === event.id ? state.current.since : event.at;
      return waitLine({ ...state, current: { id: event.id, since, waiting: event } }, event, screen);
    }
    case "row-finished": {
      const { current, heartbeat: _, ...rest } = state;
      const next = { ...rest, finished: state.finished + 1, ...(current && current.id !== event.id && { current }) };
      return { state: next, lines: event.unasked ? [] : checkLines(event, titleOf(state, event.id), screen) };
    }
    case "not-asked":
      return { state, lines: hanging("  ! ", notAsked(event), screen, "yellow") };
    case "warning":
      return { state, lines: [...hanging("  ! ", event.message, screen, "yellow")] };
    case "run-refused":
      return { state, lines: [...hanging("Refused: ", event.message, screen, "red")] };
    case "suite-finished":
    case "source-read":
    case "retried":
    case "command-finished":
    case "requests":
    case "observations-saved":
    case "identified":
    case "unidentified":
    case "links":
    case "timeline":
    case "observed":
    case "unobserved":
    case "run-finished":
      return { state, lines: [] };
    case "following":
      return followLine(state, event, screen);
  }
}

const notAsked = ({ why, checks }: Extract<RunEvent, { event: "not-asked" }>): string =>
  `${line(why, 300)}: ${checks} ${checks === 1 ? "check is" : "checks are"} not asked`;

/**
 * The status line at the bottom of a terminal: what is waited for, for how long, how long it may still take, and what
 * was last seen.
 */
export function status(
  { current, following, finished, titles }: ProgressState,
  now: Date,
  screen: Screen,
): string | undefined {
  if (screen.live && following) return fit(`${spinnerAt(now)} ${followingInWords(following, now)}`, screen.width - 1);
  if (!screen.live || !current) return undefined;
  const { id, since, waiting } = current;
  const elapsed = now.getTime() - Date.parse(since);
  const parts = [
    `${finished + 1}/${Math.max(titles.size, finished + 1)} ${line(titles.get(id) ?? id, 80)}`,
    Number.isNaN(elapsed) ? undefined : inWords(elapsed),
    ...(waiting ? waitInWords(waiting, now) : []),
  ];
  return fit(`${spinnerAt(now)} ${parts.filter(Boolean).join(" · ")}`, screen.width - 1);
}

const SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const spinnerAt = (now: Date): string => SPINNER[Math.floor(now.getTime() / 100) % SPINNER.length] ?? "";

/** A terminal shows it in its status line. A pipe gets a line for each such event; they are rare. */
function followLine(state: ProgressState, event: Extract<RunEvent, { event: "following" }>, screen: Screen) {
  const { following: before, ...rest } = state;
  const isOver = event.state === "ended";
  const next: ProgressState = isOver ? rest : { ...rest, following: event };
  if (screen.live && !isOver && before?.state === event.state) return { state: next, lines: [] };
  const text = fit(`  … ${followingInWords(event, new Date(event.at))}`, screen.width);
  return { state: next, lines: [paint(screen, "dim", text)] };
}

const FOLLOWING = { waiting: "waiting for the cluster", watching: "watching", ended: "followed" };

function followingInWords({ state, since, summary }: Extract<RunEvent, { event: "following" }>, now: Date): string {
  const elapsed = now.getTime() - Date.parse(since);
  return `${FOLLOWING[state]} · ${Number.isNaN(elapsed) ? "?" : inWords(elapsed)} · ${line(summary, 300)}`;
}

function waitInWords(event: Extract<RunEvent, { event: "row-waiting" }>, now: Date): string[] {
  const left = Date.parse(event.deadline) - now.getTime();
  return [
    ...(left > 0 ? [`${inWords(left)} left`] : []),
    `look ${event.attempt}`,
    event.moving ? "moving" : "not moving",
    line(event.summary, 200),
  ];
}

const FIRST_HEARTBEAT_MS = 5_000;
const CHANGED_HEARTBEAT_MS = 10_000;
const HEARTBEAT_MS = 30_000;

function waitLine(state: ProgressState, event: Extract<RunEvent, { event: "row-waiting" }>, screen: Screen) {
  const { heartbeat, current } = state;
  const before = heartbeat?.id === event.id ? heartbeat : undefined;
  const quiet = Date.parse(event.at) - Date.parse(before?.at ?? current?.since ?? event.at);
  const due = before
    ? quiet >= HEARTBEAT_MS || (quiet >= CHANGED_HEARTBEAT_MS && before.summary !== event.summary)
    : quiet >= FIRST_HEARTBEAT_MS;
  if (screen.live || !due) return { state, lines: [] };
  const { id, at, summary } = event;
  const parts = [titleOf(state, id), ...waitInWords(event, new Date(at))].join(" · ");
  return { state: { ...state, heartbeat: { id, at, summary } }, lines: hanging("  … ", parts, screen, "dim") };
}

function suiteLines(suite: string, title: string, rows: number, screen: Screen): string[] {
  const count = `${rows} ${rows === 1 ? "check" : "checks"}`;
  const [first = "", ...rest] = wrap(`${line(title, 200)} (${line(suite, 80)}, ${count})`, screen.width);
  return ["", ...[first, ...rest].map((text) => paint(screen, "bold", text))];
}

function checkLines({ id, judgement, attempts, tookMs }: CheckFinished, title: string, screen: Screen): string[] {
  const { verdict, findings, examined, reason, unseen } = judgement;
  const head = hanging(
    `  ${MARKS[verdict].glyph} `,
    title,
    screen,
    TONES[verdict],
    verdict === "pass" ? after(tookMs) : "",
  );
  const noticed = noticesInWords([judgement]);
  const notices = noticed === "" ? [] : hanging("      ", noticed, screen, "dim");
  if (verdict === "pass") return [...head, ...notices];
  const judged = verdict === "fail" || verdict === "waived" ? foundOf(findings.length, examined) : undefined;
  const effort = [judged, attempts > 1 ? `${attempts} looks` : undefined, inWords(tookMs), id].filter(Boolean);
  if (verdict === "not-applicable") return [...head, ...hanging("      ", reason ?? "", screen, "dim")];
  return [
    ...head,
    ...hanging("      ", effort.join(" · "), screen, "dim"),
    ...findingLines(fullestFirst(findings).slice(0, 3), "      ", screen),
    ...(findings.length > 3 ? [`      … and ${findings.length - 3} more`] : []),
    ...(unseen.length > 0 && findings.length > 0 ? [`      and ${unseen.length} not seen`] : []),
    ...(reason === undefined ? [] : hanging("      ", reason, screen)),
    ...notices,
  ];
}

const after = (tookMs: number): string => (tookMs >= 1_000 ? `  ${inWords(tookMs)}` : "");

/**
 * Each finding with what was expected and what was seen. Why it matters and how to mend it follow once for all findings
 * that share them.
 */
export function findingLines(findings: readonly Finding[], indent: string, screen: Screen): string[] {
  return alike(findings).flatMap((group) => {
    const [first] = group;
    const shared = first ? partsOf(first).filter(([label]) => SHARED.has(label)) : [];
    return [
      ...group.flatMap((finding, index) => seenLines(finding, group[index - 1], indent, screen)),
      ...labelled(shared, group.length > 1 ? indent : `${indent}  `, screen),
    ];
  });
}

const SHARED = new Set(["because", "mend"]);

/**
 * A finding without a place, in one line if it fits. Otherwise one line for each part, the place first; keys that
 * differ follow below each other.
 */
function seenLines(finding: Finding, above: Finding | undefined, indent: string, screen: Screen): string[] {
  const name = line(finding.subject, 200);
  const parts = partsOf(finding).filter(([label]) => !SHARED.has(label));
  const whole = `${name}: ${parts.map(([label, text]) => `${label} ${line(text)}`).join("; ")}`;
  if (!finding.where && cells(indent) + cells(whole) <= screen.width) return hanging(indent, whole, screen);
  const isRepeated = finding.differs && above?.differs && headOf(above) === headOf(finding);
  const head = isRepeated ? [] : headLines(finding, indent, screen);
  if (!finding.differs) return [...head, ...labelled(parts, `${indent}  `, screen)];
  const { key, left, right } = finding.differs;
  const sides = `${line(key, 200)}: ${left.by} ${line(left.says, 200)}, ${right.by} ${line(right.says, 200)}`;
  return [...head, ...hanging(`${indent}  - `, sides, screen)];
}

const headOf = ({ subject, where }: Finding): string => JSON.stringify([subject, where && placeOf(where)]);

/** The place and the subject. Where the subject is the file, it is not repeated. */
function headLines(finding: Finding, indent: string, screen: Screen): string[] {
  const { subject, where } = finding;
  const name = line(subject, 200);
  if (!where) return hanging(indent, name, screen);
  const place = copyable(indent, placeOf(where).replace(/^::/, ": :"), screen);
  if (subjectOf(finding) === undefined) return [place];
  if (cells(indent) + cells(placeOf(where)) + 2 + cells(name) <= screen.width) return [`${place}  ${safe(name)}`];
  return [place, ...hanging(`${indent}  `, name, screen)];
}

const labelled = (
  parts: readonly (readonly [label: string, text: string])[],
  indent: string,
  screen: Screen,
): string[] => parts.flatMap(([label, text]) => hanging(`${indent}${label.padEnd(8)} `, text, screen));

/** Text after `lead`, made harmless; further lines are indented as far as the first. */
export function hanging(lead: string, text: string, screen: Screen, tone?: Tone, suffix = ""): string[] {
  const indent = " ".repeat(cells(lead));
  const lines = wrap(line(text), screen.width - cells(lead));
  return lines.map((text, index) => {
    const last = index === lines.length - 1 && cells(lead) + cells(text) + cells(suffix) <= screen.width ? suffix : "";
    const painted = tone === "dim" ? paint(screen, tone, text) : text;
    const leading = index > 0 ? indent : tone ? paint(screen, tone, lead) : lead;
    return `${leading}${painted}${paint(screen, "dim", last)}`;
  });
}

/** What to do next: each command whole on a line of its own, then the sentences. */
export function nextLines(advice: string, lead: string, screen: Screen): string[] {
  const { commands, prose } = commandsOf(advice);
  const indent = " ".repeat(cells(lead));
  const first = (index: number): string => (index === 0 ? lead : indent);
  return [
    ...commands.map((command, index) => copyable(first(index), command, screen)),
    ...prose.flatMap((text, index) => hanging(first(commands.length + index), text, screen)),
  ];
}

/** A command on one line, whatever its length, so that it can be copied. */
export const copyable = (lead: string, command: string, screen: Screen): string =>
  `${lead}${paint(screen, "bold", safe(line(command, 4_000)))}`;

/** Breaks `##[`, which GitHub's runner takes as a command even inside a line. */
const safe = (text: string): string => text.replace(/##\[/g, "# #[");

export const TONES: Record<Verdict | "not-run", Tone> = {
  pass: "green",
  fail: "red",
  inconclusive: "yellow",
  waived: "magenta",
  "not-applicable": "dim",
  "not-run": "dim",
};

const titleOf = ({ titles }: ProgressState, id: string): string => titles.get(id) ?? id;

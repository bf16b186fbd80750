import { inWords } from "../../clusters/notation/duration.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { line } from "../../evidence/text.ts";
import { cells, fit, paint, type Screen } from "./layout.ts";
import type { ProgressState } from "./state.ts";
import { hanging } from "./text.ts";

type Waiting = Extract<RunEvent, { event: "row-waiting" }>;
type Following = Extract<RunEvent, { event: "following" }>;

/**
 * The status line at the bottom of a terminal. While something is waited for: how long it may still take, what is seen,
 * and last the check, which is cut off first.
 */
export function status(state: ProgressState, now: Date, screen: Screen): string | undefined {
  const { current, following, finished, titles } = state;
  if (!screen.live) return undefined;
  const room = screen.width - 1;
  if (following) return fit(`${spinnerAt(now)} ${followingInWords(following, now)}`, room);
  if (!current) return undefined;
  const { id, since, waiting } = current;
  const count = `${finished + 1}/${Math.max(titles.size, finished + 1)}`;
  const title = line(titles.get(id) ?? id, 200);
  const elapsed = now.getTime() - Date.parse(since);
  if (waiting) return joined(`${spinnerAt(now)} `, [...waitInWords(waiting, now), title], room);
  return joined(
    `${spinnerAt(now)} `,
    [count, Number.isNaN(elapsed) ? undefined : inWords(elapsed), title].filter((part) => part !== undefined),
    room,
  );
}

const SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const spinnerAt = (now: Date): string => SPINNER[Math.floor(now.getTime() / 100) % SPINNER.length] ?? "";

/** Of the last part only what has room; nothing of it where that would be a few letters. */
function joined(lead: string, parts: readonly string[], room: number): string {
  const decisive = `${lead}${parts.slice(0, -1).join(" · ")}`;
  const left = room - cells(decisive) - 3;
  return left < 12 ? fit(decisive, room) : `${decisive} · ${fit(parts.at(-1) ?? "", left)}`;
}

/** How long it may still take, and what was last seen. */
function waitInWords({ deadline, summary }: Waiting, now: Date): string[] {
  const left = Date.parse(deadline) - now.getTime();
  return [...(left > 0 ? [`${inWords(left)} left`] : []), line(summary, 300)];
}

const FIRST_HEARTBEAT_MS = 5_000;
const CHANGED_HEARTBEAT_MS = 10_000;
const HEARTBEAT_MS = 30_000;

/** A terminal shows a wait in its status line; a pipe gets a line now and then. */
export function waitLine(state: ProgressState, event: Waiting, screen: Screen) {
  const { heartbeat, current } = state;
  const before = heartbeat?.id === event.id ? heartbeat : undefined;
  const quiet = Date.parse(event.at) - Date.parse(before?.at ?? current?.since ?? event.at);
  const due = before
    ? quiet >= HEARTBEAT_MS || (quiet >= CHANGED_HEARTBEAT_MS && before.summary !== event.summary)
    : quiet >= FIRST_HEARTBEAT_MS;
  if (screen.live || !due) return { state, lines: [] };
  const { id, at, summary, moving } = event;
  const parts = [...waitInWords(event, new Date(at)), id, ...(moving ? [] : ["nothing moves"])].join(" · ");
  return { state: { ...state, heartbeat: { id, at, summary } }, lines: hanging("  … ", parts, screen, "dim") };
}

/** A terminal shows it in its status line. A pipe gets a line for each such event; they are rare. */
export function followLine(state: ProgressState, event: Following, screen: Screen) {
  const { following: before, ...rest } = state;
  const isOver = event.state === "ended";
  const next: ProgressState = isOver ? rest : { ...rest, following: event };
  if (screen.live && !isOver && before?.state === event.state) return { state: next, lines: [] };
  const text = fit(`  … ${followingInWords(event, new Date(event.at))}`, screen.width);
  return { state: next, lines: [paint(screen, "dim", text)] };
}

/** A phase of the bootstrap that is over: `✓ CRDs are established  12s of 30s`. */
export function phaseLine({ title, tookMs, budgetMs }: Extract<RunEvent, { event: "phase-ended" }>, screen: Screen) {
  const isOver = tookMs !== undefined && budgetMs !== undefined && tookMs > budgetMs;
  const took =
    tookMs === undefined ? "" : `  ${inWords(tookMs)}${budgetMs === undefined ? "" : ` of ${inWords(budgetMs)}`}`;
  return hanging(isOver ? "  ! " : "  ✓ ", line(title, 100), screen, isOver ? "yellow" : "green", took);
}

const FOLLOWING = { waiting: "waiting for the cluster", watching: "watching", ended: "followed" };

/** Of a bootstrap with a budget: `11m2s of 30m0s`, from when it began. Else how long it is followed. */
function followingInWords({ state, since, summary, bootstrap }: Following, now: Date): string {
  const elapsed = now.getTime() - Date.parse(bootstrap?.since ?? since);
  const took = Number.isNaN(elapsed) ? "?" : inWords(elapsed);
  const lead = bootstrap ? `${took} of ${inWords(bootstrap.budgetMs)}` : `${FOLLOWING[state]} · ${took}`;
  return `${lead} · ${line(summary.replace(/^phase (\S+) goes on: /, "$1: "), 300)}`;
}

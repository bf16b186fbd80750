import type { Verdict } from "../../criteria/judge.ts";
import { commandsOf } from "../../criteria/advice.ts";
import { line } from "../../evidence/text.ts";
import { cells, paint, wrap, type Screen, type Tone } from "./layout.ts";

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

/** The same in at most so many lines; the last ends in `…` where text is left out, which the reports have. */
export function brief(most: number, lead: string, text: string, screen: Screen, tone?: Tone): string[] {
  const whole = hanging(lead, text, screen, tone);
  if (whole.length <= most) return whole;
  const narrow = hanging(lead, text, { ...screen, width: screen.width - 2 }, tone);
  return narrow.slice(0, most).map((shown, at) => (at === most - 1 ? `${shown} …` : shown));
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
export const safe = (text: string): string => text.replace(/##\[/g, "# #[");

export const TONES: Record<Verdict | "not-run", Tone> = {
  pass: "green",
  fail: "red",
  inconclusive: "yellow",
  waived: "magenta",
  "not-applicable": "dim",
  "not-run": "dim",
};

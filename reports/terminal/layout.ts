/** The terminal, or the file, that lines are printed to. */
export interface Screen {
  /** In cells. */
  width: number;
  /** In lines; where nobody knows, as in a pipe, a terminal of the usual height is assumed. */
  height?: number;
  /** Whether escape sequences for colours are understood and wanted (NO_COLOR, a pipe). */
  colour: boolean;
  /** Whether a line can be rewritten: a terminal, not a pipe or a file. */
  live: boolean;
}

export type Tone = "bold" | "dim" | "red" | "green" | "yellow" | "magenta";

/** Text in a tone, or unchanged where colours are off. */
export const paint = ({ colour }: Screen, tone: Tone, text: string): string =>
  colour && text !== "" ? `\x1b[${CODES[tone][0]}m${text}\x1b[${CODES[tone][1]}m` : text;

const CODES: Record<Tone, [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  magenta: [35, 39],
};

/**
 * Harmless text in lines of at most `width` cells, broken at spaces, or inside a word that is longer than a line. No
 * line starts with `::` or holds `##[`: GitHub's runner would take it as a command.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(10, width);
  const lines: string[] = [];
  let current = "";
  for (const word of text
    .replace(/##\[/g, "# #[")
    .split(" ")
    .flatMap((word) => pieces(word, room))) {
    if (current !== "" && cells(current) + 1 + cells(word) > room) {
      lines.push(current);
      current = "";
    }
    current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current].map((line) => line.replace(/^::/, ": :"));
}

/** One line of at most `width` cells. */
export function fit(text: string, width: number): string {
  if (cells(text) <= width) return text;
  let shown = "";
  for (const character of text) {
    if (cells(shown) + cells(character) > width - 1) break;
    shown += character;
  }
  return `${shown}…`;
}

/** How many rows of a terminal these lines take: one that is longer than the terminal is wide takes several. */
export const rowsOf = (lines: readonly string[], { width }: Screen): number =>
  // oxlint-disable-next-line no-control-regex -- colours take no room
  lines.reduce((sum, text) => sum + Math.max(1, Math.ceil(cells(text.replace(/\x1b\[\d+m/g, "")) / width)), 0);

/** How many cells a terminal uses for it: none for combining marks, two for East Asian wide characters and emoji. */
export function cells(text: string): number {
  let count = 0;
  for (const character of text) count += /\p{Mn}|\p{Me}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return count;
}

/** https://www.unicode.org/reports/tr11/ in ranges. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function pieces(word: string, room: number): string[] {
  if (cells(word) <= room) return [word];
  const parts: string[] = [];
  let part = "";
  for (const character of word) {
    if (cells(part) + cells(character) > room) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
}

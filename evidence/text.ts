import { bothEnds } from "../observations/text.ts";

/**
 * Makes text harmless that comes from a cluster. Condition messages, log lines and object names are written by anybody
 * who may write to the cluster; they may hold escape sequences, markup, workflow commands, or a megabyte.
 */

/** Characters shown of one text; `run.json` keeps the whole. */
const MOST = 600;

/**
 * One line of at most `most` characters that is safe in terminals, browsers and viewers: without escape sequences,
 * control characters and bidi overrides.
 */
export const line = (text: string, most = MOST): string =>
  bothEnds(bounded(text, most, (part) => inert(part).replace(/\s+/g, " ")).trim(), most);

/** Several lines, each as safe as by `line`. Tabs become spaces. */
export const block = (text: string, most = 20_000): string =>
  bothEnds(
    bounded(text, most, (part) => inert(part).replace(/\t/g, "  ")),
    most,
  );

/** Text in Markdown that formats nothing, links nothing, mentions nobody and opens no HTML. */
export const markdownText = (text: string, most?: number): string => escapedMarkdown(line(text, most));

/** The same, but what stands in backticks is a code span: commands and names in sentences. */
export const markdownProse = (text: string, most?: number): string =>
  inBackticks(line(text, most), escapedMarkdown, (code) => markdownCode(code, most));

/** Prose inside a table, where a pipe would end the cell. */
export const markdownProseCell = (text: string, most?: number): string =>
  inBackticks(line(text, most), escapedMarkdown, (code) => markdownCell(code, most));

const escapedMarkdown = (text: string): string =>
  text
    .replace(/[\\`*_{}[\]#!|~$<>&@]/g, (character) => ENTITIES[character] ?? `\\${character}`)
    .replace(/:\/\//g, "&#58;//")
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`)
    .replace(/^[-+=]/, "\\$&")
    .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2");

const ENTITIES: Record<string, string> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;" };

/** A Markdown code span, whatever the text holds. */
export function markdownCode(text: string, most?: number): string {
  const shown = line(text, most) || " ";
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A code span inside a table, where a pipe would end the cell. https://github.github.com/gfm/#example-200 */
export const markdownCell = (text: string, most?: number): string => markdownCode(text, most).replace(/\|/g, "\\|");

/** A fenced code block; the fence is longer than any in the text. */
export function markdownBlock(text: string, language = ""): string {
  const shown = block(text);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** For HTML text and quoted attributes. */
export const html = (text: string, most?: number): string => entities(line(text, most));

/** For the text of a `pre`, several lines, as they stand. Never in an attribute: quotes stay, JSON is full of them. */
export const htmlBlock = (text: string): string =>
  block(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** For HTML text; what stands in backticks is marked as code. */
export const htmlProse = (text: string, most?: number): string =>
  inBackticks(line(text, most), entities, (code) => `<code>${entities(code)}</code>`);

function inBackticks(text: string, said: (text: string) => string, code: (text: string) => string): string {
  return text
    .split(/(?<!`)`([^`]+)`(?!`)/)
    .map((part, index) => (index % 2 === 0 ? said(part) : code(part)))
    .join("");
}

/** For XML text and quoted attributes. Safe text has only characters that XML 1.0 allows. */
export const xml = (text: string, most = 4_000): string => entities(line(text, most));

/** XML text of several lines. */
export const xmlBlock = (text: string): string => entities(block(text));

/** JSON that is safe in a terminal: dangerous characters are written as \u…, and read back the same. */
export const json = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A word of a shell command, quoted where it must be. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;

const entities = (text: string): string =>
  text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");

/**
 * Both ends of a long text, enough to show `most` characters after stripping, so that no pattern runs over a megabyte.
 * Each end is made safe by itself: a sequence that begins in one cannot swallow the other.
 */
function bounded(text: string, most: number, harmless: (part: string) => string): string {
  if (text.length <= most * 4) return harmless(text);
  // the gap is shown even where so much is stripped that the rest fits
  return `${harmless(text.slice(0, most * 2))} … ${harmless(text.slice(-most * 2))}`;
}

/**
 * Drops escape sequences whole (CSI; OSC, DCS and their like up to their terminator), all control characters but
 * newline and tab, bidi controls and invisible format characters. Lone surrogates and the two noncharacters that XML
 * lacks become U+FFFD.
 * ECMA-48; https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters; https://www.w3.org/TR/xml/#charsets
 */
function inert(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      .replace(/\r\n?|[\x0b\x0c\u0085\u2028\u2029]/g, "\n")
      // oxlint-disable-next-line no-control-regex
      .replace(/(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g, "")
      // oxlint-disable-next-line no-control-regex
      .replace(/(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)/g, "")
      // oxlint-disable-next-line no-control-regex
      .replace(/[\x00-\x08\x0e-\x1f\x7f-\x9f]/g, "")
      .replace(
        /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu,
        "",
      )
      .toWellFormed()
      .replace(/[\ufffe\uffff]/g, "\ufffd")
  );
}

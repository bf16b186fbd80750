import { FORMS, NAMED, PLACE } from "./forms.ts";

/** Removes secrets from a text by their form, because their values are not known here. Looks into base64 too. */
export const redact = (text: string): string => without(text, 0);

/** How often something is encoded within itself before it counts as a secret: nobody who tells something writes so. */
const DEEPEST = 6;

/** `depth`: how many encodings stand around this text. */
function without(text: string, depth: number): string {
  if (text.length < SHORTEST) return text;
  return inside(plainly(text), depth);
}

/** A secret that this process holds: its own bearer token may come back in an answer that quotes the request. */
export function holdSecret(value: string): void {
  if (value.length < SHORTEST) return;
  held.add(value);
  held.add(Buffer.from(value).toString("base64").replace(/=+$/, ""));
  held.add(encodeURIComponent(value));
}

/** No secret is shorter than this, and most texts of a run are. */
const SHORTEST = 8;

const held = new Set<string>();

function plainly(text: string): string {
  let rest = text;
  for (const value of held) if (rest.includes(value)) rest = rest.replaceAll(value, PLACE);
  for (const form of FORMS) rest = rest.replace(form, keepLead);
  for (const form of NAMED) rest = rest.replace(form, keepLead);
  return rest;
}

/** What introduces a secret stays: the pattern's groups, in their order. */
function keepLead(_match: string, ...rest: unknown[]): string {
  const groups = rest.slice(
    0,
    rest.findIndex((it) => typeof it === "number"),
  );
  return `${groups.filter((it) => typeof it === "string").join("")}${PLACE}`;
}

/** Long enough to be the encoding of a name and a value; base64 may be wrapped, its line ends written out or made blanks. */
const BASE64 = /[A-Za-z0-9+/_-]{20,}(?:={1,2}|(?:(?:\r?\n| |\\{1,4}n)[ \t]{0,16}[A-Za-z0-9+/_-]{16,})+={0,2})?/g;
const HEX = /(?:[0-9a-fA-F]{2}){12,}/g;
const PERCENT = /[\w.~%+&=:/@-]{12,}/g;

/** Removes base64 whose decoded text holds a secret. Names and digests use the same letters, but decode to no text. */
function inside(text: string, depth: number): string {
  return text
    .replace(PERCENT, (run) => (/%[0-9A-Fa-f]{2}/.test(run) ? decodedBy(run, unescaped(run), depth) : run))
    .replace(HEX, (run) =>
      run.length % 2 === 0 ? decodedBy(run, Buffer.from(run, "hex").toString("latin1"), depth) : run,
    )
    .replace(BASE64, (run) => decodedWhole(run, depth));
}

/** Lines that belong together first; if these hold nothing, each by itself: words of a text may stand beside each other. */
function decodedWhole(run: string, depth: number): string {
  const whole = decodedBy(run, fromBase64(run.replace(/\\+n/g, "")), depth);
  if (whole !== run || !/\s|\\/.test(run)) return whole;
  return run.replace(/[A-Za-z0-9+/_-]{20,}={0,2}/g, (line) => decodedBy(line, fromBase64(line), depth));
}

const fromBase64 = (text: string): string => Buffer.from(text, "base64").toString("latin1");

/** Bytes that are no text hold no secret that could be told from chance, but for those between which text stands. */
function decodedBy(run: string, decoded: string, depth: number): string {
  const text = decoded.match(PRINTABLE)?.join("\n") ?? "";
  if (text.length < SHORTEST) return run;
  return depth >= DEEPEST || without(text, depth + 1) !== text ? PLACE : run;
}

const PRINTABLE = /[\t\n\r\x20-\x7e]{8,}/g;

function unescaped(run: string): string {
  return run.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { SourceResult } from "../observations/observations.ts";
import { EARLIER, INDEX, inFull, OBSERVATIONS, type EarlierLook } from "./earlier-looks.ts";

/** What a run's folder holds of what was observed, as far as a page shows it. Redacted as it was kept. */
export interface Observed {
  /** The files of the folder `observations/`, by the names that run.json has for them. */
  files: ReadonlyMap<string, Held>;
  /** By check and file: what the check was judged by, where that is not the last look, which the file holds. */
  earlier: ReadonlyMap<string, ReadonlyMap<string, Earlier>>;
}

/** A look that was not the last one. */
export interface Earlier {
  /** Whether it says something else than the last one, or could not be held against it. */
  differs: boolean;
  /** As it is kept, where it is small. */
  text?: string;
}

/** `text`: as it is kept, of what is small. */
export interface Held {
  bytes: number;
  text?: string;
}

/** Of a file with more bytes only the size is told. */
const SMALL = 4096;
/** Earlier looks of a large cluster are megabytes: by which of them a check was judged is then told without its text. */
const UNPACKED = 4_000_000;

/** Reads what of a run's observations is small. What is missing, packed, or no JSON is left to be named. */
export function observedIn(folder: string): Observed {
  const place = path.join(folder, OBSERVATIONS);
  const entries = fs.existsSync(place) ? fs.readdirSync(place, { withFileTypes: true }) : [];
  // a link may lead out of the folder
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const files = new Map(names.map((name) => [`${OBSERVATIONS}/${name}`, heldIn(path.join(place, name))]));
  return { files, earlier: earlierIn(place, files) };
}

function heldIn(file: string): Held {
  const bytes = fs.statSync(file).size;
  return bytes > SMALL || file.endsWith(".gz") ? { bytes } : { bytes, text: fs.readFileSync(file, "utf8") };
}

function earlierIn(place: string, files: Observed["files"]): Observed["earlier"] {
  const { checks, last } = objectIn(path.join(place, INDEX)) ?? {};
  const looks = linesOf(path.join(place, EARLIER));
  const known = new Map<string, Earlier | undefined>();
  const lookOf = (file: string, key: string, number: unknown): Earlier | undefined => {
    const name = `${key}/${String(number)}`;
    if (!known.has(name))
      known.set(name, earlierLook(objectIn(path.join(place, path.basename(file))), looks.get(name)));
    return known.get(name);
  };
  const told = new Map<string, Map<string, Earlier>>();
  for (const [id, numbers] of entriesOf(checks)) {
    const own = entriesOf(numbers).flatMap(([key, number]): [string, Earlier][] => {
      const file = endings(key).find((one) => files.has(one));
      if (file === undefined || !isObject(last) || number === last[key]) return [];
      const look = lookOf(file, key, number);
      return look ? [[file, look]] : [];
    });
    if (own.length > 0) told.set(id, new Map(own));
  }
  return told;
}

const endings = (key: string): string[] =>
  [".json", ".json.gz", ".ndjson.gz"].map((ending) => `${OBSERVATIONS}/${key}${ending}`);

/** Nothing where the look is not small, and the last one says the same. */
function earlierLook(last: Fields | undefined, line: EarlierLook | undefined): Earlier | undefined {
  if (!line || !last) return { differs: true };
  const look = inFull(line, last as unknown as SourceResult<unknown>) as unknown as Fields;
  const differs = saidBy(look) !== saidBy(last);
  const text = `${JSON.stringify({ source: line.source, ...look }, undefined, 1)}\n`;
  if (Buffer.byteLength(text) <= SMALL) return { differs, text };
  return differs ? { differs } : undefined;
}

/** Without when it was looked. */
const saidBy = ({ ok, value, trouble }: Fields): string => JSON.stringify([ok, value, trouble]);

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const entriesOf = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

function linesOf(file: string): Map<string, EarlierLook> {
  if (!fs.existsSync(file)) return new Map();
  try {
    const text = gunzipSync(fs.readFileSync(file), { maxOutputLength: UNPACKED }).toString("utf8");
    const lines = text
      .split("\n")
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line));
    const looks = lines.filter((line) => isObject(line) && (line["list"] === undefined || Array.isArray(line["list"])));
    return new Map((looks as EarlierLook[]).map((look) => [`${look.source}/${look.number}`, look]));
  } catch (error) {
    if (isNotWhole(error)) return new Map();
    throw error;
  }
}

/** Nothing where a file is missing, packed, or holds something else than an object. */
function objectIn(file: string): Fields | undefined {
  if (!fs.existsSync(file) || file.endsWith(".gz")) return undefined;
  try {
    const value: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (isNotWhole(error)) return undefined;
    throw error;
  }
}

/** No JSON, no gzip, or more than is unpacked. */
function isNotWhole(error: unknown): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return error instanceof SyntaxError || code.startsWith("Z_") || code === "ERR_BUFFER_TOO_LARGE";
}

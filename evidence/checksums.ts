import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { readPlainText } from "./plain-file.ts";

export const CHECKSUMS = "SHA256SUMS";
/** What signs the sums comes after them. */
export const ENVELOPE = "evidence.intoto.json";
/** The same through Sigstore. */
export const BUNDLE = "evidence.sigstore.json";

const UNSUMMED = [CHECKSUMS, ENVELOPE, BUNDLE];

/** Of the list, in bytes: a line has a hundred, and a run leaves some thousand files. */
const MOST = 64 * 1024 * 1024;

/** The files that sign a folder, as far as it has them. */
export const signaturesIn = (folder: string): string[] =>
  [ENVELOPE, BUNDLE].filter((name) => fs.existsSync(path.join(folder, name)));

/** Writes `SHA256SUMS` over every file below the folder, as `sha256sum -c` reads it. */
export function writeChecksums(folder: string): void {
  const sums = filesBelow(folder).map((name) => lineOf(digestOf(path.join(folder, name)), name));
  const temporary = path.join(folder, `.${CHECKSUMS}.${process.pid}`);
  fs.writeFileSync(temporary, sums.join(""), { mode: 0o600 });
  fs.renameSync(temporary, path.join(folder, CHECKSUMS));
}

/** Whether `SHA256SUMS` names a file. */
export const isSummed = (folder: string, name: string): boolean => readChecksums(folder)?.has(name) ?? false;

/** What `SHA256SUMS` says of a folder: the digests by name. `undefined` where there is no such list. */
export function readChecksums(folder: string): Map<string, string> | undefined {
  const list = path.join(folder, CHECKSUMS);
  if (!fs.existsSync(list)) return undefined;
  const lines = readPlainText(list, MOST).split("\n");
  return new Map(lines.flatMap((line) => parse(line) ?? []).map(({ digest, name }) => [name, digest]));
}

/** Whether the list is as {@link writeChecksums} writes it; what was written into it besides would be read by nobody. */
export function isAsWritten(folder: string): boolean {
  const list = path.join(folder, CHECKSUMS);
  const told = [...(readChecksums(folder) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1));
  return readPlainText(list, MOST) === told.map(([name, digest]) => lineOf(digest, name)).join("");
}

/** The files that pass `judge` and differ from `SHA256SUMS`, or are gone. Empty where there is no such list. */
export function changedSince(folder: string, judge: (name: string) => boolean): string[] {
  return [...(readChecksums(folder) ?? [])]
    .filter(([name]) => judge(name))
    .filter(([name, digest]) => {
      const file = path.join(folder, name);
      return !fs.existsSync(file) || digestOf(file) !== digest;
    })
    .map(([name]) => name);
}

/** The names of all files below a folder that are summed, in their order. */
export function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .filter((name) => !path.basename(name).startsWith(`.${CHECKSUMS}`) && !UNSUMMED.includes(name))
    .sort();
}

/** What below a folder is neither a file nor a folder: what a link shows may be another thing tomorrow. */
export function linksBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isFile() && !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
}

/**
 * SHA-256 in hex. Reads the file in pieces, because observations of a large cluster are longer than a string may be, and
 * no further than it says it goes: a pipe, a device and a file of /proc would hold a command up for ever.
 */
export function digestOf(file: string): string {
  const hash = createHash("sha256");
  const descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    const found = fs.fstatSync(descriptor);
    let left = found.isFile() ? found.size : 0;
    // most files of a run are small, and there are hundreds
    const piece = Buffer.allocUnsafe(Math.min(1 << 20, left));
    for (let read = 1; read > 0 && left > 0; left -= read) {
      read = fs.readSync(descriptor, piece, 0, Math.min(piece.length, left), null);
      hash.update(piece.subarray(0, read));
    }
  } finally {
    fs.closeSync(descriptor);
  }
  return hash.digest("hex");
}

/**
 * A line as coreutils writes it: where a name holds a backslash or newline these are escaped, and a backslash leads the
 * line.
 */
function lineOf(digest: string, name: string): string {
  const escaped = name.replace(/[\\\n\r]/g, (character) => ESCAPES[character] ?? character);
  return `${escaped === name ? "" : "\\"}${digest}  ${escaped}\n`;
}

function parse(line: string): { digest: string; name: string } | undefined {
  const [, escaped, digest, name] = /^(\\?)([0-9a-f]{64})  (.+)$/.exec(line) ?? [];
  if (digest === undefined || name === undefined) return undefined;
  return { digest, name: escaped ? name.replace(/\\([\\nr])/g, (whole) => UNESCAPES[whole] ?? whole) : name };
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r" };
const UNESCAPES = Object.fromEntries(Object.entries(ESCAPES).map(([character, escape]) => [escape, character]));

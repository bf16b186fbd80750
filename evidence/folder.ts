import fs from "node:fs";
import path from "node:path";
import { diagnose } from "../diagnosis/diagnosis.ts";
import { changedSince, isSummed, signaturesIn, writeChecksums } from "./checksums.ts";
import { chainDoubt, doubtsAbout, NOT_TRUSTED } from "./doubts.ts";
import { fold } from "./fold.ts";
import { openJournal, readJournal, redacted, type Journal, type ReadJournal, type Redact } from "./journal.ts";
import { observedIn, type Observed } from "./observed.ts";
import type { Run } from "./run.ts";
import { wordsOf } from "../observations/words.ts";

export const JOURNAL = "journal.ndjson";

/** One run's folder: `reports/out/<cluster>/<start>/`. */
export interface Evidence {
  folder: string;
  journal: Journal;
  /** The absolute path of a file below the folder; throws for a name that leads out of it. */
  path(name: string): string;
  /** Writes a file below the folder, redacted, with the folders it needs. */
  write(name: string, text: string): void;
  /**
   * Closes the journal, writes the reports, then SHA256SUMS over all files; nothing may be written afterwards. Then
   * `latest` links to this folder, unless a run that started later has it already. Returns warnings, for file systems
   * without links.
   */
  finish(run: Run): { warnings: string[] };
}

/** Writes a run's reports; the one in use is `reports/rendered.ts`. */
export interface Renderer {
  /** The names of all files that it may write. Rendering again replaces these and no others. */
  names: readonly string[];
  /** Those that show what was observed beside what run.json tells. */
  showing: readonly string[];
  /** The contents of the files, by name. `observed`: what the folder holds of what was observed. */
  render(run: Run, observed: Observed): Record<string, string>;
}

/** Opens a folder for a run. `startedAt` is RFC 3339; two runs that start in the same second get a folder each. */
export function openEvidence(
  out: string,
  cluster: string,
  startedAt: string,
  renderer: Renderer,
  redact: Redact = (text) => text,
): Evidence {
  const folder = newFolder(out, cluster, startedAt);
  const parent = path.dirname(folder);
  const journal = openJournal(path.join(folder, JOURNAL), redact);
  const inside = (name: string): string => {
    const file = path.resolve(folder, name);
    if (!file.startsWith(folder + path.sep)) throw new Error(`"${name}" leads out of ${folder}`);
    return file;
  };
  const write = (name: string, text: string): void => {
    const file = inside(name);
    makeFolders(path.dirname(file));
    fs.writeFileSync(file, redact(text), PRIVATE);
  };
  return {
    folder,
    journal,
    path: inside,
    write,
    finish(run) {
      journal.close();
      writeReports(folder, redacted(run, redact), renderer);
      return { warnings: pointLatest(parent, path.basename(folder)) };
    },
  };
}

/** Makes `<out>/<name>/<start>/`. `startedAt` is RFC 3339; what starts in the same second gets a folder of its own. */
export function newFolder(out: string, name: string, startedAt: string): string {
  if (!/^[a-z0-9][a-z0-9._-]*$/i.test(name)) throw new Error(`"${name}" cannot name a folder`);
  const parent = path.resolve(out, name);
  makeFolders(parent);
  return makeFolder(parent, startOf(startedAt));
}

/**
 * Renders the reports of a run's folder again from its journal; after a kill, for the first time. Throws where a file
 * no longer matches SHA256SUMS, because new checksums would hide the change. A journal that is not what one run leaves
 * never passes, and of a run that ended without checksums none are made: they would vouch for what nobody saw.
 */
export function rerender(folder: string, renderer: Renderer): Run {
  const changed = changedSince(folder, (name) => !renderer.names.includes(name));
  if (changed.length > 0)
    throw new Error(
      `${changed.join(", ")} in ${folder} changed since the run: not rendered again, the sums would hide it`,
    );
  const signed = signaturesIn(folder);
  if (signed.length > 0)
    throw new Error(
      `${folder} is signed: not rendered again, the signature (${signed.join(", ")}) would no longer hold`,
    );
  const read = readJournal(path.join(folder, JOURNAL));
  const run = toldIn(folder, read);
  writeReports(folder, run, renderer, !isUnsummed(folder, read));
  return run;
}

/** The run of a folder as its journal tells it, with what speaks against that journal. */
export function toldIn(folder: string, read: ReadJournal): Run {
  const broken = chainDoubt(read.chain);
  return runOf(read, [
    ...doubtsAbout(read.events, read.damaged),
    ...(broken === undefined ? [] : [`${NOT_TRUSTED}${broken}`]),
    ...(isUnsummed(folder, read) ? [`${NOT_TRUSTED}the run ended, and there is no checksum of its journal`] : []),
  ]);
}

const isUnsummed = (folder: string, { events }: ReadJournal): boolean =>
  events.some(({ event }) => event === "run-finished") && !isSummed(folder, JOURNAL);

/** The run that a journal tells, as run.json holds it. `doubts`: why the journal is not trusted. */
export function runOf({ events, damaged, chain }: ReadJournal, doubts: readonly string[] = []): Run {
  const run = fold(events, { diagnose, doubts });
  if (damaged > 0) run.warnings.push(`${damaged} line(s) of ${JOURNAL} could not be read`);
  return { ...run, journal: { lines: chain.lines, last: chain.last } };
}

function writeReports(folder: string, run: Run, { names, render }: Renderer, summed = true): void {
  const files = render(run, observedIn(folder));
  // a format may be empty in another version of assay: its old file goes
  for (const name of names.filter((name) => !(name in files))) fs.rmSync(path.join(folder, name), { force: true });
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text, PRIVATE);
  if (summed) writeChecksums(folder);
}

/** Only its owner reads what was seen of a cluster. */
export const PRIVATE = { mode: 0o600 };

/** Makes a folder with those above it. One by one, because node's own way never ends where /proc refuses it. */
function makeFolders(folder: string): void {
  if (fs.existsSync(folder)) return;
  makeFolders(path.dirname(folder));
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // another run was faster
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** `2026-11-21T04:10:22.123Z` becomes `2026-11-21T04-10-22Z`, because some file systems and tools refuse colons. */
function startOf(startedAt: string): string {
  const [seconds = ""] = new Date(startedAt).toISOString().split(".");
  return `${seconds.replace(/:/g, "-")}Z`;
}

function makeFolder(parent: string, start: string): string {
  for (let count = 1; ; count += 1) {
    const folder = path.join(parent, count === 1 ? start : `${start}-${count}`);
    try {
      fs.mkdirSync(folder, { mode: 0o700 });
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/**
 * Replaces the link by rename, so that a reader always finds one. Where the file system has no links this is a warning.
 */
export function pointLatest(parent: string, name: string): string[] {
  const latest = path.join(parent, "latest");
  const temporary = `${latest}.${process.pid}.${name}`;
  try {
    const current = fs.lstatSync(latest, { throwIfNoEntry: false })?.isSymbolicLink() ? fs.readlinkSync(latest) : "";
    if (current > name && fs.existsSync(path.join(parent, current))) return [];
    fs.symlinkSync(name, temporary);
    fs.renameSync(temporary, latest);
    return [];
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    return [`${latest} could not be pointed to this run: ${wordsOf(error)}`];
  }
}

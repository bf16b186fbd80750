import fs from "node:fs";
import path from "node:path";
import { diagnose } from "../diagnosis/diagnosis.ts";
import { changedSince, writeChecksums } from "./checksums.ts";
import { fold } from "./fold.ts";
import { openJournal, readJournal, redacted, type Journal, type Redact } from "./journal.ts";
import type { Run } from "./run.ts";

/** One run's folder: `reports/out/<cluster>/<start>/`. */
export interface Evidence {
  folder: string;
  journal: Journal;
  /** The absolute path of a file below the folder; throws for a name that leads out of it. */
  path(name: string): string;
  /** Writes a file below the folder, redacted, with the folders it needs. */
  write(name: string, text: string): void;
  /**
   * Closes the journal, writes every format, then SHA256SUMS over all that is there: nothing may be written later.
   * Then `latest` points here, unless a run that started later is there already. Returns what went wrong with that.
   */
  finish(run: Run): { warnings: string[] };
}

/** How a run is told in files: `reports/rendered.ts` has the one that the product uses. */
export interface Renderer {
  /** Names of all files that it may write: what may be rendered again. */
  names: readonly string[];
  /** The files of this run, by name. */
  render(run: Run): Record<string, string>;
}

/** Two runs that start in the same second get a folder each. `startedAt` is RFC 3339. */
export function openEvidence(
  out: string,
  cluster: string,
  startedAt: string,
  renderer: Renderer,
  redact: Redact = (text) => text,
): Evidence {
  if (!/^[a-z0-9][a-z0-9._-]*$/i.test(cluster)) throw new Error(`"${cluster}" cannot name a folder`);
  const parent = path.resolve(out, cluster);
  fs.mkdirSync(parent, { recursive: true });
  const folder = makeFolder(parent, startOf(startedAt));
  const journal = openJournal(path.join(folder, "journal.ndjson"), redact);
  const inside = (name: string): string => {
    const file = path.resolve(folder, name);
    if (!file.startsWith(folder + path.sep)) throw new Error(`"${name}" leads out of ${folder}`);
    return file;
  };
  const write = (name: string, text: string): void => {
    const file = inside(name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, redact(text));
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

/**
 * Renders a run's folder again from its journal: of a run that was killed for the first time. Refuses where a file is
 * no longer what SHA256SUMS says, for new sums would hide that.
 */
export function rerender(folder: string, renderer: Renderer): Run {
  const changed = changedSince(folder, (name) => !renderer.names.includes(name));
  if (changed.length > 0)
    throw new Error(
      `${changed.join(", ")} in ${folder} changed since the run: not rendered again, the sums would hide it`,
    );
  const { events, damaged } = readJournal(path.join(folder, "journal.ndjson"));
  const run = fold(events, { diagnose });
  if (damaged > 0) run.warnings.push(`${damaged} line(s) of journal.ndjson could not be read`);
  writeReports(folder, run, renderer);
  return run;
}

function writeReports(folder: string, run: Run, { names, render }: Renderer): void {
  const files = render(run);
  // rendered anew by another version, a format may have nothing to tell any more
  for (const name of names.filter((name) => !(name in files))) fs.rmSync(path.join(folder, name), { force: true });
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  writeChecksums(folder);
}

/** `2026-11-21T04:10:22.123Z` → `2026-11-21T04-10-22Z`: no colons, which some file systems and tools refuse. */
function startOf(startedAt: string): string {
  const [seconds = ""] = new Date(startedAt).toISOString().split(".");
  return `${seconds.replace(/:/g, "-")}Z`;
}

function makeFolder(parent: string, start: string): string {
  for (let count = 1; ; count += 1) {
    const folder = path.join(parent, count === 1 ? start : `${start}-${count}`);
    try {
      fs.mkdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** By rename, so that a reader always finds a link. File systems without links keep the evidence, and a warning. */
function pointLatest(parent: string, name: string): string[] {
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
    return [`${latest} could not be pointed to this run: ${String(error)}`];
  }
}

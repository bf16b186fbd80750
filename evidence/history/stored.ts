import fs from "node:fs";
import path from "node:path";
import { readPlainText } from "../plain-file.ts";
import type { Verdict } from "../../criteria/judge.ts";
import type { Run } from "../run.ts";
import { isRun } from "../shape.ts";
import { wordsOf } from "../../observations/words.ts";

/** A run as its folder holds it. */
export interface StoredRun {
  /** The name of the folder: its start. */
  name: string;
  folder: string;
  run: Run;
}

/** A folder that lies among runs and cannot be read as one, with the reason in a sentence. */
export interface Unread {
  name: string;
  folder: string;
  problem: string;
}

/** The run of a folder, from its run.json. Throws an Error that says the file and what to do. */
export function readRun(folder: string): Run {
  const file = path.join(folder, "run.json");
  if (!fs.existsSync(file)) {
    const begun = fs.existsSync(path.join(folder, "journal.ndjson"));
    throw new Error(
      begun
        ? `${folder}: no run.json: the run goes on, or was killed; \`npx assay report ${folder}\` makes its reports`
        : `${folder}: no run.json in it; give the folder of a run, like reports/out/lab/latest`,
    );
  }
  return parsedRun(textOf(file), file);
}

/**
 * The runs of a cluster's folder, newest first, each read when its turn comes; `problems` takes what is none. A replay is
 * left out: it observed nothing anew.
 */
export function* newestFirst(
  parent: string,
  problems: (unread: Unread) => void = () => undefined,
): Generator<StoredRun> {
  for (const name of startsIn(parent)) {
    const folder = path.join(parent, name);
    const stored = attempt(name, folder);
    if (!("run" in stored)) problems(stored);
    else if (stored.run.backend !== "replay") yield stored;
  }
}

/** The runs that began before the run of this folder, newest first. */
export function* earlierThan(folder: string): Generator<StoredRun> {
  for (const stored of newestFirst(path.dirname(folder)))
    if (byStart(stored.name, path.basename(folder)) < 0) yield stored;
}

/** The names of the folders of runs, newest first: `2026-11-21T04-10-22Z`, `…-2` for the second of that second. */
export function startsIn(parent: string): string[] {
  if (!fs.existsSync(parent)) return [];
  return fs
    .readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && START.test(entry.name))
    .map(({ name }) => name)
    .toSorted((a, b) => byStart(b, a));
}

/** The newest of such names; `undefined` where none of them is one. */
export const newestStart = (names: readonly string[]): string | undefined =>
  names.filter((name) => START.test(name)).toSorted((a, b) => byStart(b, a))[0];

/** The file that several clusters' runs leave together, in a folder beside those of the clusters. */
export const FLEET_FILE = "fleet.json";

/** Names of the clusters of which runs are kept. */
export function clustersIn(out: string): string[] {
  if (!fs.existsSync(out)) return [];
  return fs
    .readdirSync(out, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && holdsRuns(path.join(out, entry.name)))
    .map(({ name }) => name);
}

const holdsRuns = (folder: string): boolean =>
  startsIn(folder).some((start) => !fs.existsSync(path.join(folder, start, FLEET_FILE)));

/** Whether a folder's name comes before another's. */
export function byStart(a: string, b: string): number {
  const [first, second] = [a, b].map((name) => START.exec(name));
  const [, at = a, count = "1"] = first ?? [];
  const [, otherAt = b, otherCount = "1"] = second ?? [];
  return at < otherAt ? -1 : at > otherAt ? 1 : Number(count) - Number(otherCount);
}

const START = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:-(\d+))?$/;

function attempt(name: string, folder: string): StoredRun | Unread {
  try {
    return { name, folder, run: readRun(folder) };
  } catch (error) {
    return { name, folder, problem: wordsOf(error) };
  }
}

/** In bytes; the run.json of three thousand nodes has a tenth of it. */
const MOST = 256 * 1024 * 1024;

function textOf(file: string): string {
  try {
    return readPlainText(file, MOST);
  } catch (error) {
    throw new Error(`${file} cannot be read: ${wordsOf(error)}`, {
      cause: error,
    });
  }
}

function parsedRun(text: string, file: string): Run {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is cut off or no JSON; \`npx assay report ${path.dirname(file)}\` makes it again`, {
      cause: error,
    });
  }
  const run = (value ?? {}) as Partial<Run>;
  if (run.schema !== "assay/run/v1")
    throw new Error(
      `${file} has the schema ${JSON.stringify(run.schema ?? "none")}; this version of assay reads assay/run/v1`,
    );
  const isWhole =
    isRun(run) &&
    ["pass", "fail", "inconclusive"].includes(run.outcome?.verdict ?? "") &&
    run.criteria?.every(({ verdict }) => VERDICTS.includes(verdict));
  if (!isWhole)
    throw new Error(`${file} lacks parts of a run; \`npx assay report ${path.dirname(file)}\` makes it again`);
  return run as Run;
}

const VERDICTS: Verdict[] = ["pass", "fail", "inconclusive", "waived", "not-applicable"];

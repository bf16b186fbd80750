import fs from "node:fs";
import path from "node:path";
import { CHECKSUMS } from "../checksums.ts";
import { line } from "../text.ts";
import { isSignedOff } from "./signed-off.ts";
import { newestFirst, type StoredRun, type Unread } from "./stored.ts";
import { wordsOf } from "../../observations/words.ts";

/** How much to keep of the runs that passed: the newest so many, or those younger than so many milliseconds. */
export type Keep = { count: number } | { forMs: number };

/**
 * Removes runs that passed, of one cluster's folder, beyond what is to be kept; returns their folders. What failed or
 * could not be judged stays, and so does what is signed or stands in a story, what `latest` points to, what cannot be
 * read, and a folder in which somebody laid a file of their own: of the last two a warning says so. `now`: in
 * milliseconds.
 */
export function prune(parent: string, keep: Keep, now: number): { removed: string[]; warnings: string[] } {
  const removed: string[] = [];
  const failed: Unread[] = [];
  const unread: Unread[] = [];
  const others: string[] = [];
  let passed = 0;
  for (const stored of newestFirst(parent, (problem) => unread.push(problem))) {
    const { name, folder, run } = stored;
    if (run.cluster.name !== path.basename(parent)) {
      unread.push({ name, folder, problem: `${folder} is a run of ${line(run.cluster.name, 80)}` });
      continue;
    }
    if (!isPassing(stored)) continue;
    passed += 1;
    const isKept = "count" in keep ? passed <= keep.count : now - Date.parse(run.startedAt) <= keep.forMs;
    if (isKept) continue;
    try {
      if (isLatest(folder) || isSigned(folder) || isSignedOff(folder)) continue;
      if (isOnlyOurs(folder)) {
        fs.rmSync(folder, { recursive: true });
        removed.push(folder);
      } else others.push(name);
    } catch (error) {
      // the other runs are judged all the same
      failed.push({ name, folder, problem: `${folder}: ${wordsOf(error)}` });
    }
  }
  return { removed, warnings: left(parent, { failed, unread, others }) };
}

interface Left {
  failed: readonly Unread[];
  unread: readonly Unread[];
  others: readonly string[];
}

/** What stays though it is no run that failed: a sentence for each reason, however many there are. */
function left(parent: string, { failed, unread, others }: Left): string[] {
  const because = (what: string, [first, ...more]: readonly Unread[]): string[] =>
    first ? [`--keep ${what} ${listed([first, ...more].map(({ name }) => name))} (${first.problem})`] : [];
  return [
    ...because("could not remove", failed),
    ...because(`leaves what is no run of ${path.basename(parent)}, or cannot be read, in ${parent}:`, unread),
    ...(others.length > 0
      ? [`--keep leaves runs in ${parent} that hold other files than ${CHECKSUMS} names: ${listed(others)}`]
      : []),
  ];
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`;

const isPassing = ({ run }: StoredRun): boolean =>
  run.outcome.verdict === "pass" && run.outcome.exit === 0 && !Number.isNaN(Date.parse(run.startedAt));

/** Signatures lie in the folder as an envelope, or beside a file with its name. */
const isSigned = (folder: string): boolean =>
  fs
    .readdirSync(folder)
    .some((name) => name.startsWith("evidence.intoto") || /\.(sig|bundle|sigstore(\.json)?)$/.test(name));

/** Whether every file is in the list of checksums. */
function isOnlyOurs(folder: string): boolean {
  const list = path.join(folder, CHECKSUMS);
  if (!fs.existsSync(list)) return false;
  const names = new Set(
    fs
      .readFileSync(list, "utf8")
      .split("\n")
      .map((text) => text.replace(/^\\?[0-9a-f]{64} {2}/, "")),
  );
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .every((name) => name === CHECKSUMS || names.has(name));
}

function isLatest(folder: string): boolean {
  const latest = path.join(path.dirname(folder), "latest");
  return fs.existsSync(latest) && fs.realpathSync(latest) === fs.realpathSync(folder);
}

import { realpathSync } from "node:fs";
import path from "node:path";
import { isComparable } from "../../evidence/history/comparable.ts";
import { compare } from "../../evidence/history/comparison.ts";
import { byStart, earlierThan, newestFirst, readRun, type StoredRun } from "../../evidence/history/stored.ts";
import { versionsIn } from "../../evidence/history/versions.ts";
import { isSummed } from "../../evidence/checksums.ts";
import { chainDoubt } from "../../evidence/doubts.ts";
import { JOURNAL } from "../../evidence/folder.ts";
import { forgedIn } from "../../evidence/integrity.ts";
import { readJournal } from "../../evidence/journal.ts";
import { json, line } from "../../evidence/text.ts";
import type { Given } from "../../helpers/call/flags.ts";
import { screenOf } from "../../helpers/call/screen.ts";
import { UsageError } from "../../helpers/call/usage-error.ts";
import { redact } from "../../helpers/redact/redact.ts";
import { renderer } from "../../reports/rendered.ts";
import { diffLines } from "../../reports/terminal/diff.ts";
import { version } from "../project.ts";
import { asUsage, keptRuns } from "./kept-runs.ts";
import { runFolder } from "./run-folder.ts";

/** `assay diff`: what turned between two runs. Exit code 0, whatever it was; 3 where one of them is not trusted. */
export function diff(words: readonly string[], given: Given): number {
  const { earlier, later } = chosen(words, given);
  // what lies beside a run that was named is looked at as what was named is
  for (const { folder } of [earlier, later]) runFolder(folder);
  const comparison = compare(earlier.run, later.run, {
    earlier: versionsIn(earlier.folder, earlier.run),
    later: versionsIn(later.folder, later.run),
  });
  const marks = ({ folder, run }: StoredRun) => ({ folder, startedAt: run.startedAt, verdict: run.outcome.verdict });
  const text = given.json
    ? json({ earlier: marks(earlier), later: marks(later), ...comparison }, 2)
    : diffLines({ earlier, later }, comparison, screenOf(process.stdout)).join("\n");
  process.stdout.write(`${text}\n`);
  const doubts = [earlier, later].flatMap(({ folder }) => doubtAbout(folder));
  for (const doubt of doubts) process.stderr.write(`assay: ${line(doubt)}\n`);
  return doubts.length === 0 ? 0 : 3;
}

/** Why what a run left does not say what it saw; a run that was killed has no sums, and is not compared by itself. */
function doubtAbout(folder: string): string[] {
  const journal = readJournal(path.join(folder, JOURNAL));
  const forged = forgedIn(folder, journal, { renderer, redact, version });
  const [first] = forged;
  const others = forged.length > 1 ? `, and ${forged.length - 1} more` : "";
  if (first) return [`${folder} is not trusted: ${first.file} ${first.why}${others}; \`assay verify\` tells all of it`];
  const doubt = chainDoubt(journal.chain);
  if (doubt !== undefined) return [`${folder} is not trusted: of its ${JOURNAL}, ${doubt}`];
  return isSummed(folder, "run.json") ? [] : [`${folder} has no checksum of its run.json: it is not trusted`];
}

/** The two that are named, the one with the one before it, or the two latest of a cluster. Throws UsageError. */
function chosen([first, second]: readonly string[], given: Given): { earlier: StoredRun; later: StoredRun } {
  const cluster = typeof given.cluster === "string" ? given.cluster : undefined;
  if (first !== undefined && cluster !== undefined)
    throw new UsageError("--cluster chooses the two latest runs of a cluster: leave it out where runs are named");
  if (first !== undefined && second !== undefined) return inOrder(stored(runFolder(first)), stored(runFolder(second)));
  if (first !== undefined) return withEarlier(stored(runFolder(first)));
  const kept = keptRuns(cluster, given);
  const [latest] = newestFirst(kept.folder);
  if (!latest)
    throw new UsageError(`${kept.folder}: none of its runs can be read; \`assay history ${kept.cluster}\` says why`);
  return withEarlier(latest);
}

/** `latest` is a link: what lies beside it is found by the name that it points to. */
function stored(named: string): StoredRun {
  const folder = realpathSync(named);
  return { name: path.basename(folder), folder, run: asUsage(() => readRun(folder)) };
}

function withEarlier(later: StoredRun): { earlier: StoredRun; later: StoredRun } {
  for (const earlier of earlierThan(later.folder)) if (isComparable(earlier.run, later.run)) return { earlier, later };
  throw new UsageError(
    `${later.folder}: no earlier run beside it that it can be held against (same cluster, same kind of run, judged to its end); name two runs`,
  );
}

/** The one that started first comes first, in whichever order they are named. */
function inOrder(one: StoredRun, other: StoredRun): { earlier: StoredRun; later: StoredRun } {
  const order = one.run.startedAt.localeCompare(other.run.startedAt) || byStart(one.name, other.name);
  return order <= 0 ? { earlier: one, later: other } : { earlier: other, later: one };
}

import path from "node:path";
import { changedSince } from "../../evidence/checksums.ts";
import { JOURNAL } from "../../evidence/folder.ts";
import { prune } from "../../evidence/history/prune.ts";
import { newestFirst, type StoredRun, type Unread } from "../../evidence/history/stored.ts";
import { json, line } from "../../evidence/text.ts";
import type { Given } from "../../helpers/call/flags.ts";
import { screenOf } from "../../helpers/call/screen.ts";
import { keep } from "../../helpers/call/values.ts";
import { flappingOf, historyLines } from "../../reports/terminal/history.ts";
import { keptRuns } from "./kept-runs.ts";

/**
 * `assay history <cluster>`: its last runs, and with --keep what of them was removed. Exit code 0, whatever they found; 3
 * where one of them was changed since.
 */
export function history([name]: readonly string[], given: Given): number {
  const kept = keep(typeof given.keep === "string" ? given.keep : undefined);
  const { cluster, folder } = keptRuns(name, given);
  const pruned = kept ? prune(folder, kept, Date.now()) : { removed: [], warnings: [] };
  const { runs, unread } = last(folder);
  const text = given.json
    ? json({ cluster, runs: runs.map(inShort), flapping: flappingOf(runs), unread, removed: pruned.removed }, 2)
    : historyLines(cluster, runs, unread, screenOf(process.stdout)).join("\n");
  process.stdout.write(`${text}\n`);
  for (const gone of pruned.removed) process.stderr.write(`removed ${gone}\n`);
  for (const warning of pruned.warnings) process.stderr.write(`assay: ${warning}\n`);
  const changed = runs.flatMap((run) => changedSince(run.folder, isTold).map((name) => path.join(run.folder, name)));
  for (const file of changed) process.stderr.write(`assay: ${line(file)} changed since the run: it is not trusted\n`);
  return changed.length === 0 ? 0 : 3;
}

const isTold = (name: string): boolean => name === "run.json" || name === JOURNAL;

/** So many runs are shown. */
const SHOWN = 20;

function last(folder: string): { runs: StoredRun[]; unread: Unread[] } {
  const unread: Unread[] = [];
  const runs: StoredRun[] = [];
  for (const stored of newestFirst(folder, (problem) => unread.push(problem))) {
    if (runs.push(stored) === SHOWN) break;
  }
  return { runs, unread };
}

/** What of a run a script may want to plot. */
const inShort = ({ folder, run }: StoredRun) => ({
  folder,
  startedAt: run.startedAt,
  backend: run.backend,
  ...(run.scenario !== undefined && { scenario: run.scenario }),
  outcome: run.outcome,
  failed: run.criteria.flatMap(({ id, verdict }) => (verdict === "fail" ? [id] : [])),
  bootstrapMs: run.timeline?.budget?.tookMs,
  phases: Object.fromEntries((run.timeline?.phases ?? []).map(({ name, tookMs }) => [name, tookMs])),
});

import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Run } from "../evidence/run.ts";
import { gitHubStepSummary } from "../helpers/environment.ts";
import type { Prepared } from "../helpers/session/run.ts";
import { wordsOf } from "../observations/words.ts";

/** Writes the run into the cluster where --report-to-cluster asks for it. What kept it from that is a warning. */
export async function reported(run: Run, { workerInput: { profile, options } }: Prepared): Promise<string[]> {
  if (options.reportToCluster !== true) return [];
  const { reportToCluster } = await import("../helpers/notify/cluster-report.ts");
  return reportToCluster(run, profile, options);
}

/**
 * Copies the run's folder to the storage that --push names, below the cluster's name and the run's start. Returns why it
 * is not there whole. run.json goes last: who finds it finds all that it speaks of.
 */
export async function pushed({ workerInput: { options }, evidence: { folder } }: Prepared): Promise<string[]> {
  if (options.push === undefined) return [];
  const { pushFolder } = await import("../helpers/store/push.ts");
  const names = [path.basename(path.dirname(folder)), path.basename(folder)];
  const why = await pushFolder(folder, options.push, names, "run.json");
  return why === undefined ? [] : [`the evidence was ${why}; it lies in ${folder}`];
}

/** Writes the metrics where --metrics asks for them: beside the file, then renamed, so that no scrape reads half. */
export function measured({ workerInput, evidence }: Prepared): string[] {
  const { metrics } = workerInput.options;
  if (metrics === undefined) return [];
  const file = path.resolve(metrics);
  // it would be replaced
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
    return [`--metrics ${metrics} was not written: it is no plain file`];
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  try {
    copyFileSync(evidence.path("metrics.prom"), beside);
    // evidence is its owner's alone; node-exporter is somebody else, and this holds names of checks and numbers
    chmodSync(beside, 0o644);
    renameSync(beside, file);
    return [];
  } catch (error) {
    rmSync(beside, { force: true });
    return [`--metrics ${metrics} was not written: ${wordsOf(error)}`];
  }
}

/** Writes the summary of the job where GitHub Actions asks for one. What kept it from being written is a warning. */
export function summarise(text: string): string[] {
  const file = gitHubStepSummary();
  if (file === undefined) return [];
  try {
    // of a pipe nobody may ever read
    const handle = openSync(file, APPENDING, 0o644);
    try {
      writeFileSync(handle, text);
    } finally {
      closeSync(handle);
    }
    return [];
  } catch (error) {
    return [`the summary of the job could not be written: ${wordsOf(error)}`];
  }
}

const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
const APPENDING = O_APPEND | O_CREAT | O_NONBLOCK | O_WRONLY;

import { appendFileSync, chmodSync, copyFileSync, renameSync, rmSync } from "node:fs";
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

/** Writes the metrics where --metrics asks for them: beside the file, then renamed, so that no scrape reads half. */
export function measured({ workerInput, evidence }: Prepared): string[] {
  const { metrics } = workerInput.options;
  if (metrics === undefined) return [];
  const file = path.resolve(metrics);
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
    appendFileSync(file, text);
    return [];
  } catch (error) {
    return [`the summary of the job could not be written: ${wordsOf(error)}`];
  }
}

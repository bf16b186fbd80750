import type { Run } from "../../evidence/run.ts";
import { firstScreen } from "../markdown/report.ts";

/** GitHub takes no more than 1 MiB for a step, and then nothing of it. */
const MOST = 1_000_000;

/**
 * What GitHub Actions shows on the page of a job: the first screen of report.md, and where the whole report is.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function stepSummary(run: Run): string {
  const text = `${firstScreen(run)}\n\nThe whole report is \`report.html\` in the folder of evidence.\n`;
  if (Buffer.byteLength(text) <= MOST) return text;
  const first = firstScreen({ ...run, diagnosis: run.diagnosis.slice(0, 10), warnings: run.warnings.slice(0, 10) });
  return `${first}\n\nThe other causes are in \`report.html\` in the folder of evidence.\n`;
}

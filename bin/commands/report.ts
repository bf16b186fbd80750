import path from "node:path";
import { UsageError } from "../../helpers/call/usage-error.ts";
import { NOT_TRUSTED } from "../../evidence/doubts.ts";
import { rerender } from "../../evidence/folder.ts";
import { line } from "../../evidence/text.ts";
import type { Run } from "../../evidence/run.ts";
import { renderer } from "../../reports/rendered.ts";
import { runFolder } from "./run-folder.ts";

/** `assay report <folder>`: renders the reports anew, and ends with the run's own exit code. */
export function report([folder = ""]: readonly string[]): number {
  const run = rendered(runFolder(folder));
  const doubts = run.warnings.filter((warning) => warning.startsWith(NOT_TRUSTED));
  for (const doubt of doubts) process.stderr.write(`assay: ${line(doubt)}\n`);
  process.stdout.write(`${path.join(folder, "report.md")}\n`);
  return run.outcome.exit;
}

function rendered(folder: string): Run {
  try {
    return rerender(folder, renderer);
  } catch (error) {
    // what it says itself is meant for people; what the runtime says is not
    if (!(error instanceof Error) || "code" in error) throw error;
    if (error.name === "Error") throw new UsageError(error.message);
    throw new UsageError(`${path.join(folder, "journal.ndjson")} holds events that no run writes (${error.name})`);
  }
}

import { ctrf } from "./ci/ctrf.ts";
import { htmlReport } from "./html/report.ts";
import { junit } from "./ci/junit.ts";
import { openReport } from "./ci/openreport.ts";
import { metrics } from "./ci/metrics.ts";
import { markdown } from "./markdown/report.ts";
import type { Renderer } from "../evidence/folder.ts";
import type { Observed } from "../evidence/observed.ts";
import type { Run } from "../evidence/run.ts";
import { sarif } from "./ci/sarif.ts";
import { json } from "../evidence/text.ts";

/** A run in every format that is kept, by file name. SARIF only where a finding has a place in a checkout. */
export function rendered(run: Run, observed?: Observed): Record<string, string> {
  const scanned = sarif(run);
  return {
    "run.json": `${json(run, 2)}\n`,
    "report.md": markdown(run),
    "report.html": htmlReport(run, observed),
    "junit.xml": junit(run),
    "ctrf.json": `${json(ctrf(run), 2)}\n`,
    "metrics.prom": metrics(run),
    "openreport.json": `${json(openReport(run), 2)}\n`,
    ...(scanned && { "report.sarif": `${json(scanned, 2)}\n` }),
  };
}

/** What writes the files of a run's folder. */
export const renderer: Renderer = {
  names: [
    "run.json",
    "report.md",
    "report.html",
    "junit.xml",
    "ctrf.json",
    "metrics.prom",
    "openreport.json",
    "report.sarif",
  ],
  showing: ["report.html"],
  render: rendered,
};

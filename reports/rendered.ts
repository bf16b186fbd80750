import { ctrf } from "./ctrf.ts";
import { htmlReport } from "./html.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import type { Run } from "./run.ts";
import { sarif } from "./sarif.ts";
import { json } from "./text.ts";

/** A run in every format that is kept, by file name; SARIF only where something has a place in a checkout. */
export function rendered(run: Run): Record<string, string> {
  const scanned = sarif(run);
  return {
    "run.json": `${json(run, 2)}\n`,
    "report.md": markdown(run),
    "report.html": htmlReport(run),
    "junit.xml": junit(run),
    "ctrf.json": `${json(ctrf(run), 2)}\n`,
    ...(scanned && { "report.sarif": `${json(scanned, 2)}\n` }),
  };
}

/** Names of those files: what may be rendered again. */
export const RENDERED = ["run.json", "report.md", "report.html", "junit.xml", "ctrf.json", "report.sarif"];

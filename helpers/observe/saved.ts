import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { summaryOf, type Checkout } from "../../observations/checkout.ts";
import type { SourceResult, SourceResults, SourceKey } from "../../observations/observations.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { redact } from "../redact/redact.ts";

type Saved = Omit<Extract<RunEvent, { event: "observations-saved" }>, "at">;

const LARGE = 2_000;

/**
 * Saves what was judged, redacted, in a file for each source: `{ source, at, value }`, or its trouble. A long list is
 * kept as gzipped lines, one object each, so that its whole text is never in memory.
 */
export async function saveObservations(folder: string, results: SourceResults): Promise<Saved[]> {
  await mkdir(folder, { recursive: true });
  const saved: Saved[] = [];
  for (const [key, look] of Object.entries(results) as [SourceKey, SourceResult<unknown>][]) {
    const value = look.ok ? (key === "repository" ? summaryOf(look.value as Checkout) : look.value) : undefined;
    const large = Array.isArray(value) && value.length > LARGE;
    const file = large ? `${key}.ndjson.gz` : `${key}.json`;
    if (large) await writeLines(`${folder}/${file}`, { source: key, at: look.at }, value);
    else
      await writeFile(
        `${folder}/${file}`,
        redact(`${JSON.stringify({ source: key, ...look, ...(look.ok && { value }) }, null, 1)}\n`),
      );
    saved.push({ event: "observations-saved", file: `observations/${file}`, sources: [key] });
  }
  return saved;
}

async function writeLines(path: string, head: object, items: readonly unknown[]): Promise<void> {
  function* lines(): Generator<string> {
    yield `${JSON.stringify(head)}\n`;
    for (const item of items) yield redact(`${JSON.stringify(item)}\n`);
  }
  await pipeline(Readable.from(lines()), createGzip({ level: 1 }), createWriteStream(path));
}

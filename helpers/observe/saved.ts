import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Profile } from "../../clusters/profile.ts";
import { summaryOf, type Checkout } from "../../observations/checkout.ts";
import type { SourceResult, SourceKey } from "../../observations/observations.ts";
import { EARLIER, INDEX } from "../../evidence/earlier-looks.ts";
import type { RunEvent } from "../../evidence/event.ts";
import type { RunOptions } from "../call/options.ts";
import { redact } from "../redact/redact.ts";
import type { KeptLooks } from "./looks.ts";

type Saved = Omit<Extract<RunEvent, { event: "observations-saved" }>, "at">;

/** `observations/index.json`: what it takes to judge again, beside what was seen. */
export interface KeptIndex extends Omit<KeptLooks, "looks"> {
  schema: typeof OBSERVATIONS_SCHEMA;
  /** What the run was judged by, with what its call and the cluster said instead of the file. */
  profile: Profile;
  options: JudgingOptions;
}

/** What a run judges by. */
export interface Judged {
  profile: Profile;
  options: RunOptions;
}

/** What of a call counts when it is judged again, also by another profile. */
export type JudgingOptions = Pick<RunOptions, "endpoint" | "repo" | "startedAt" | "connectivity" | "patience">;

export const OBSERVATIONS_SCHEMA = "assay/observations/v1";

/** A list with more entries is kept as gzipped lines, and a longer text is gzipped whole. */
const LARGE = 2_000;
const LONG = 2_000_000;
export const PACKED = ".gz";

export const fileOf = (key: SourceKey, isLarge: boolean): string => (isLarge ? `${key}.ndjson.gz` : `${key}.json`);

/**
 * The names of keys that an ExternalSecret writes stand under `secretKey`, and what stands under such a name is taken
 * for a secret. No value of a Secret does, so they are kept under another one.
 * https://external-secrets.io/latest/api/externalsecret/
 */
export const KEY_NAMES = { source: "externalSecrets", served: '"secretKey":', kept: '"writtenAs":' } as const;

/**
 * Saves what was judged, redacted. The last look at each source stands in a file of its own: `{ source, at, value }`, or
 * its trouble. A long list is kept as gzipped lines, one object each, so that its whole text is never in memory. Earlier
 * looks by which checks were judged stand in one file, one a line: of a list what is the same in the last look is the
 * number of its place there.
 */
export async function saveObservations(
  folder: string,
  { looks, ...numbers }: KeptLooks,
  judged: Judged,
): Promise<Saved[]> {
  await mkdir(folder, { recursive: true });
  const saved: Saved[] = [];
  const earlier: string[] = [];
  for (const [key, all] of Object.entries(looks) as [SourceKey, SourceResult<unknown>[]][]) {
    const last = numbers.last[key] ?? all.length - 1;
    const kept = all.map((look) => cutDown(key, look));
    const file = await saveLast(folder, key, kept[last]);
    saved.push({ event: "observations-saved", file: `observations/${file}`, sources: [key] });
    for (const [number, look] of kept.entries())
      if (number !== last) earlier.push(told(key, { source: key, number, ...inPlaces(look, kept[last]) }));
  }
  if (earlier.length > 0) {
    await writeLines(`${folder}/${EARLIER}`, earlier);
    saved.push({ event: "observations-saved", file: `observations/${EARLIER}`, sources: [] });
  }
  await writeFile(`${folder}/${INDEX}`, redact(`${JSON.stringify(indexOf(numbers, judged), null, 1)}\n`));
  return [...saved, { event: "observations-saved", file: `observations/${INDEX}`, sources: [] }];
}

export function indexOf(numbers: Omit<KeptLooks, "looks">, { profile, options }: Judged): KeptIndex {
  const { endpoint, repo, startedAt, connectivity, patience } = options;
  const counting: JudgingOptions = {
    ...{ patience },
    ...(endpoint !== undefined && { endpoint }),
    ...(repo !== undefined && { repo }),
    ...(startedAt !== undefined && { startedAt }),
    ...(connectivity !== undefined && { connectivity }),
  };
  return { schema: OBSERVATIONS_SCHEMA, ...numbers, profile, options: counting };
}

type Look = SourceResult<unknown>;

/** A checkout may hold secrets: of it only what was read is kept. */
export const cutDown = (key: SourceKey, look: Look): Look =>
  key === "repository" && look.ok ? { ...look, value: summaryOf(look.value as Checkout) } : look;

async function saveLast(folder: string, key: SourceKey, look: Look | undefined): Promise<string> {
  const isLarge = look?.ok === true && Array.isArray(look.value) && look.value.length > LARGE;
  const file = fileOf(key, isLarge);
  if (isLarge) {
    await writeLines(`${folder}/${file}`, listLines(key, look));
    return file;
  }
  const text = told(key, { source: key, ...look }, 1);
  if (text.length < LONG) {
    await writeFile(`${folder}/${file}`, text);
    return file;
  }
  await writeLines(`${folder}/${file}${PACKED}`, [text]);
  return `${file}${PACKED}`;
}

function* listLines(key: SourceKey, { value, ...head }: Look & { ok: true }): Generator<string> {
  yield told(key, { source: key, ...head });
  for (const item of value as unknown[]) yield told(key, item);
}

/** Of a list, what is the same in another look as the number of its place there. */
export function inPlaces(look: Look, last: Look | undefined): object & { list?: unknown[] } {
  if (!look.ok || !Array.isArray(look.value)) return { ...look };
  const items = last?.ok && Array.isArray(last.value) ? (last.value as unknown[]) : [];
  const places = new Map(items.map((item, place) => [item, place]));
  const { value, ...rest } = look;
  return { ...rest, list: value.map((item: unknown) => places.get(item) ?? [item]) };
}

/** A line, redacted. See {@link KEY_NAMES}: of other sources that name is one of a secret. */
export function told(key: SourceKey, value: unknown, indent?: number): string {
  const text = `${JSON.stringify(value, undefined, indent)}\n`;
  const { source, served, kept } = KEY_NAMES;
  return redact(key === source ? text.replaceAll(served, kept) : text);
}

export async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(lines), createGzip({ level: 1 }), createWriteStream(path));
}

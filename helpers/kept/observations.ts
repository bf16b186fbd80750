import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { EARLIER, INDEX, inFull, type EarlierLook } from "../../evidence/earlier-looks.ts";
import type { SourceKey, SourceResult } from "../../observations/observations.ts";
import { UsageError } from "../call/usage-error.ts";
import type { KeptLooks } from "../observe/looks.ts";
import { fileOf, KEY_NAMES, OBSERVATIONS_SCHEMA, PACKED, type KeptIndex } from "../observe/saved.ts";
import { SO_FAR } from "../observe/so-far.ts";
import { wordsOf } from "../../observations/words.ts";

export type KeptObservations = KeptIndex & Pick<KeptLooks, "looks"> & { hasEnded: boolean };

/** What a run observed, from its folder `observations/`. Throws UsageError where it is not enough to judge again. */
export function readObservations(folder: string): KeptObservations {
  if (!existsSync(path.join(folder, INDEX)) && existsSync(path.join(folder, SO_FAR))) return readSoFar(folder);
  const index = readIndex(folder);
  const numbers = [index.last, index.again ?? {}, ...Object.values(index.checks)];
  const keys = new Set(numbers.flatMap((of) => Object.keys(of) as SourceKey[]));
  const earlier = existsSync(path.join(folder, EARLIER)) ? (linesOf(path.join(folder, EARLIER)) as Earlier[]) : [];
  const looks: KeptLooks["looks"] = {};
  for (const key of keys) {
    const last = readLast(folder, key);
    const all: SourceResult<unknown>[] = [];
    for (const look of earlier.filter(({ source }) => source === key)) all[look.number] = inFull(look, last);
    all[index.last[key] ?? all.length] = last;
    const lost = numbers.map((of) => of[key]).find((number) => number !== undefined && all[number] === undefined);
    if (lost !== undefined)
      throw unusable(path.join(folder, EARLIER), `a look at ${key} that a check was judged by is missing`);
    looks[key] = all;
  }
  return { ...index, looks, hasEnded: true };
}

/** What a run that was killed had kept by then. */
function readSoFar(folder: string): KeptObservations {
  const parts = readdirSync(path.join(folder, SO_FAR))
    .filter((name) => name.endsWith(PACKED))
    .toSorted();
  const looks: KeptLooks["looks"] = {};
  let whole: KeptIndex | undefined;
  for (const file of parts.map((name) => path.join(folder, SO_FAR, name))) {
    const index = readPart(file, looks);
    whole = { ...index, checks: { ...whole?.checks, ...index.checks } };
  }
  if (!whole) throw unusable(path.join(folder, SO_FAR), "the run was killed before anything that it observed was kept");
  const last = Object.entries(looks).map(([key, all]) => [key, all.length - 1]);
  return { ...whole, last: Object.fromEntries(last) as KeptIndex["last"], looks, hasEnded: false };
}

/** Adds the looks of a part, and gives its index. See {@link soFar}. */
function readPart(file: string, looks: KeptLooks["looks"]): KeptIndex {
  const lines = unpacked(file).split("\n").filter(Boolean);
  for (let at = 0; at < lines.length; at += 1) {
    const line = parsed(file, lines[at] ?? "") as Part;
    if ("index" in line) return checked(file, line.index);
    const { items, ...look } = line;
    const all = (looks[look.source] ??= []);
    const before = all[look.number - 1];
    const list = items === undefined ? undefined : lines.slice(at + 1, at + 1 + items);
    const entries = list?.map((text) => parsed(file, text, look.source) as number | [unknown]);
    all[look.number] = inFull({ ...look, ...(entries && { list: entries }) }, before ?? NOTHING);
    at += items ?? 0;
  }
  throw unusable(file, "it is not whole");
}

type Part = { index: Partial<KeptIndex> } | (Earlier & { items?: number });

const NOTHING: SourceResult<unknown> = { ok: true, value: [], at: "", tookMs: 0 };

/**
 * The last look at each of these sources, as far as the run kept one, and the profile that the run was judged by. Throws
 * UsageError where the folder `observations/` is not whole.
 */
export function readLastLooks(
  folder: string,
  keys: readonly SourceKey[],
): { profile: KeptIndex["profile"]; results: Partial<Record<SourceKey, SourceResult<unknown>>> } {
  const { profile, last } = readIndex(folder);
  const kept = keys.filter((key) => last[key] !== undefined);
  return { profile, results: Object.fromEntries(kept.map((key) => [key, readLast(folder, key)])) };
}

function readIndex(folder: string): KeptIndex {
  const file = path.join(folder, INDEX);
  if (!existsSync(file))
    throw unusable(
      file,
      existsSync(folder)
        ? "no such file: the run was written by a version of assay that did not keep what it takes"
        : "no such file: the run was ended before its observations were kept",
    );
  return checked(file, parsed(file, readFileSync(file, "utf8")) as Partial<KeptIndex>);
}

function checked(file: string, index: Partial<KeptIndex>): KeptIndex {
  if (index.schema !== OBSERVATIONS_SCHEMA)
    throw unusable(file, `its schema is ${String(index.schema)}, and this version reads ${OBSERVATIONS_SCHEMA}`);
  const { profile, options, checks, last } = index;
  if (!profile || !options || !checks || !last) throw unusable(file, "it is not whole");
  return { ...index, schema: index.schema, profile, options, checks, last };
}

function readLast(folder: string, key: SourceKey): SourceResult<unknown> {
  const plain = path.join(folder, fileOf(key, false));
  if (existsSync(plain)) {
    const { source: _, ...look } = parsed(plain, readFileSync(plain, "utf8"), key) as { source: string };
    return look as unknown as SourceResult<unknown>;
  }
  const packed = `${plain}${PACKED}`;
  if (existsSync(packed)) {
    const { source: _, ...look } = parsed(packed, unpacked(packed), key) as { source: string };
    return look as unknown as SourceResult<unknown>;
  }
  const lines = path.join(folder, fileOf(key, true));
  if (!existsSync(lines)) throw unusable(plain, "no such file, and a check was judged by it");
  const [head, ...value] = linesOf(lines, key);
  const { source: _, ...look } = head as { source: string };
  return { ...look, value } as unknown as SourceResult<unknown>;
}

interface Earlier extends EarlierLook {
  source: SourceKey;
}

function linesOf(file: string, key?: SourceKey): unknown[] {
  const lines = unpacked(file).split("\n").filter(Boolean);
  return lines.map((line) => parsed(file, line, key));
}

function unpacked(file: string): string {
  try {
    return gunzipSync(readFileSync(file)).toString("utf8");
  } catch (error) {
    throw unusable(file, `it cannot be unpacked (${wordsOf(error)})`);
  }
}

/** `key`: whose source it is, where the text does not say so. See {@link KEY_NAMES}. */
function parsed(file: string, text: string, key?: SourceKey): unknown {
  const { source, served, kept } = KEY_NAMES;
  const isOfSource = key === source || (key === undefined && text.startsWith(`{"source":"${source}"`));
  try {
    return JSON.parse(isOfSource ? text.replaceAll(kept, served) : text);
  } catch {
    throw unusable(file, "it is no JSON");
  }
}

const unusable = (file: string, why: string): UsageError =>
  new UsageError(`${file}: ${why}; the run cannot be judged again, \`assay report\` still tells it`);

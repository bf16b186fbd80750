import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { limited } from "../wait/turnstile.ts";
import { deadline } from "../wait/clock.ts";
import { keyIn, placeInWords, type Place } from "./place.ts";
import { openStore } from "./s3.ts";
import { StoreError } from "./store-error.ts";

/** So long may all of a folder take. A pod that is told to end has two minutes. */
const PATIENCE_MS = 100_000;

/** So many files go at once. */
const WIDTH = 8;

/**
 * Copies a folder below `place`, as `names` says. What is the last of it to be written, by `last`, comes last: whoever
 * finds it finds the rest. Returns why it is not there whole, in a sentence, or nothing.
 */
export async function pushFolder(
  folder: string,
  place: Place,
  names: readonly string[],
  last: string,
): Promise<string | undefined> {
  const failed = new AbortController();
  const limit = deadline(PATIENCE_MS, failed.signal);
  const store = openStore(place, limit.signal);
  try {
    const turn = limited(WIDTH);
    const send = async (file: string): Promise<void> =>
      store.put(keyIn(place, ...names, file), readFileSync(path.join(folder, file)), typeOf(file));
    const all = filesIn(folder);
    // one first: where it is refused, hundreds need not be
    const [first, ...others] = all.filter((file) => file !== last);
    if (first !== undefined) await send(first);
    await Promise.all(others.map(async (file) => turn(async () => send(file))));
    if (all.includes(last)) await send(last);
    return undefined;
  } catch (error) {
    // what is still on its way would be in vain
    failed.abort();
    if (!(error instanceof StoreError)) throw error;
    const why = limit.over() ? `not done within ${PATIENCE_MS / 1000} s` : error.message;
    return `not pushed whole to ${placeInWords(place)}: ${why}`;
  } finally {
    limit.clear();
    store.close();
  }
}

/** Files below a folder, by their paths with slashes. A link is none: nothing outside of the folder is sent. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .toSorted();

const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  json: "application/json",
  md: "text/markdown; charset=utf-8",
  xml: "application/xml",
};

const typeOf = (file: string): string => TYPES[file.slice(file.lastIndexOf(".") + 1)] ?? "text/plain; charset=utf-8";

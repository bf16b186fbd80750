import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newestStart } from "../../evidence/history/stored.ts";
import { limited } from "../wait/turnstile.ts";
import { deadline } from "../wait/clock.ts";
import { keyIn, placeInWords, type Place } from "./place.ts";
import { openStore, type Store } from "./s3.ts";
import { StoreError } from "./store-error.ts";

/** So long may one cluster's run take to come. */
const PATIENCE_MS = 300_000;
const WIDTH = 8;

/**
 * Brings the newest run of a cluster from a storage into `<out>/<cluster>/<start>/`, and returns that folder; `undefined`
 * where it holds none. Throws StoreError.
 */
export const pullNewest = async (place: Place, cluster: string, out: string): Promise<string | undefined> =>
  within(place, async (store) => {
    const start = newestStart(await store.folders(`${keyIn(place, cluster)}/`));
    if (start === undefined) return undefined;
    const folder = path.join(out, cluster, start);
    await pullFolder(store, `${keyIn(place, cluster, start)}/`, folder);
    return folder;
  });

/** The names of the folders of clusters in a storage. Throws StoreError. */
export const pushedClusters = async (place: Place): Promise<string[]> =>
  within(place, async (store) => store.folders(place.prefix === "" ? "" : `${place.prefix}/`));

async function within<Value>(place: Place, ask: (store: Store) => Promise<Value>): Promise<Value> {
  const limit = deadline(PATIENCE_MS);
  const store = openStore(place, limit.signal);
  try {
    return await ask(store);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const why = limit.over() ? `not done within ${PATIENCE_MS / 1000} s` : error.message;
    throw new StoreError(`${placeInWords(place)}: ${why}`, { cause: error });
  } finally {
    limit.clear();
    store.close();
  }
}

async function pullFolder(store: Store, prefix: string, folder: string): Promise<void> {
  const turn = limited(WIDTH);
  const pull = async (key: string): Promise<void> => {
    const file = path.resolve(folder, key.slice(prefix.length));
    if (!file.startsWith(folder + path.sep)) throw new StoreError("it holds a name that leads out of the run's folder");
    const content = await store.get(key);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, content, { mode: 0o600 });
  };
  await Promise.all((await store.keys(prefix)).map(async (key) => turn(async () => pull(key))));
}

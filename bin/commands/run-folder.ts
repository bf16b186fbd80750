import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import path from "node:path";
import { UsageError } from "../../helpers/call/usage-error.ts";
import { runsShown } from "../places.ts";

/** The absolute path of a run's folder. Throws UsageError where it is none. */
export function runFolder(folder: string): string {
  const like = `give the folder of a run, like ${runsShown}/lab/latest`;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`${folder}: no such folder; ${like}`);
  if (!found.isDirectory()) throw new UsageError(`${folder}: not a folder; ${like}`);
  const endless = readdirSync(folder, { recursive: true, withFileTypes: true }).find(isEndless);
  if (endless)
    throw new UsageError(`${path.join(endless.parentPath, endless.name)} is no plain file: a run leaves files alone`);
  if (!statSync(path.join(folder, "journal.ndjson"), { throwIfNoEntry: false })?.isFile())
    throw new UsageError(`${folder}: no journal.ndjson in it; ${like}`);
  const long = readdirSync(folder).find((name) => (sizeOf(path.join(folder, name)) ?? 0) > MOST);
  if (long !== undefined)
    throw new UsageError(`${path.join(folder, long)} has more than ${MOST / MB} MB: no run leaves so much in a file`);
  return path.resolve(folder);
}

const MB = 1024 * 1024;

/** In bytes; the journal and the reports of three thousand nodes have a tenth of it, and each becomes one text. */
const MOST = 256 * MB;

const sizeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.size;

/** A pipe, a device, a socket, or a link to one: reading it would never end. So it is with files of /proc. */
function isEndless(entry: Dirent): boolean {
  if (entry.isFile() || entry.isDirectory()) return false;
  const file = path.join(entry.parentPath, entry.name);
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && !found.isDirectory() && (!found.isFile() || realpathSync(file).startsWith("/proc/"));
}

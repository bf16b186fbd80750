import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../../helpers/call/usage-error.ts";
import { runsShown } from "../places.ts";

/** The absolute path of a run's folder. Throws UsageError where it is none. */
export function runFolder(folder: string): string {
  const like = `give the folder of a run, like ${runsShown}/lab/latest`;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`${folder}: no such folder; ${like}`);
  if (!found.isDirectory()) throw new UsageError(`${folder}: not a folder; ${like}`);
  if (!existsSync(path.join(folder, "journal.ndjson")))
    throw new UsageError(`${folder}: no journal.ndjson in it; ${like}`);
  return path.resolve(folder);
}

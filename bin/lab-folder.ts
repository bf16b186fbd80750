import { watchdog } from "../helpers/watchdog.ts";
import { makeLabFolder } from "../lab/folder.ts";

/** A folder for a lab, keys among its files, which goes even where this process is killed. */
export function watchedLabFolder(): string {
  const folder = makeLabFolder();
  watchdog().remove(folder);
  return folder;
}

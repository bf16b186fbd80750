import fs from "node:fs";
import path from "node:path";

/** Beside the runs of a cluster: the names of those by which stories were signed off, one a line. */
const LIST = "signed-off.txt";

/** A story names this run's evidence from now on. */
export function keepSignedOff(folder: string): void {
  if (!isSignedOff(folder)) fs.appendFileSync(path.join(path.dirname(folder), LIST), `${path.basename(folder)}\n`);
}

/** Whether a story names this run's evidence. */
export function isSignedOff(folder: string): boolean {
  const list = path.join(path.dirname(folder), LIST);
  return fs.existsSync(list) && fs.readFileSync(list, "utf8").split("\n").includes(path.basename(folder));
}

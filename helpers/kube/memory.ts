import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** So much is read between two collections, in bytes. */
const READ_BYTES = 24 * 1024 * 1024;

/**
 * Keeps what large answers leave behind from piling up: V8 lets its heap grow to gigabytes before it looks for texts
 * and objects that nobody holds any more, and a run has to do with less than 400 MB beside whatever else is on a machine.
 */
export function frugal(): (bytes: number) => void {
  let readBytes = 0;
  return (bytes) => {
    readBytes += bytes;
    if (readBytes < READ_BYTES) return;
    readBytes = 0;
    collect();
  };
}

/** https://nodejs.org/api/cli.html#--expose-gc, for a process that was not started with it. */
function collect(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

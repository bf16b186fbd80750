import { endedBy } from "../helpers/call/ended.ts";

/**
 * Ends the process at once, by a sentence: what still runs would wait for its deadlines. The watchdog ends it, and
 * removes the lab's keys.
 */
export function leaveBy(error: unknown): never {
  const { text, exit } = endedBy("assay", error);
  process.stderr.write(text);
  process.exit(exit);
}

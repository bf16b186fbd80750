import type { KubernetesObject } from "../../observations/objects.ts";
import { deadline } from "../wait/clock.ts";
import { SourceError } from "../trouble.ts";
import { MOST_BYTES_OF_A_LINE } from "./bounds.ts";
import type { Requester } from "./request.ts";

export type WatchEvent = { type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK"; object: KubernetesObject };

/**
 * `whole`: the watch delivered everything up to its end, and the next can go on from there. `expired`: the
 * resourceVersion is too old.
 */
export type WatchEnd = "whole" | "expired";

const WINDOW_MS = 290_000;
/** How much longer than asked a watch may last. A window shorter than this gets only its own length again. */
const GRACE_MS = 10_000;

/**
 * Delivers the changes of a collection since `resourceVersion`, until the signal aborts, the server ends the stream, or
 * the version is too old (an ERROR event with 410): then the caller must list again, because a watch cannot say what it
 * missed.
 * The server is asked to end the stream after `windowMs`. A stream that stays silent beyond that is dead, and this
 * throws: if an address moved to another machine, the stream would stay open for ever.
 */
export async function watch(
  requester: Requester,
  path: string,
  resourceVersion: string,
  onEvent: (event: WatchEvent) => void,
  signal: AbortSignal,
  { windowMs = WINDOW_MS, accept }: { windowMs?: number; accept?: string } = {},
): Promise<WatchEnd> {
  const query = new URLSearchParams({
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion,
    timeoutSeconds: String(Math.ceil(windowMs / 1000)),
  });
  const whole = deadline(windowMs + Math.min(GRACE_MS, windowMs), signal);
  try {
    const response = await requester.stream(
      `${path}${path.includes("?") ? "&" : "?"}${query.toString()}`,
      whole.signal,
      accept,
    );
    if (response.statusCode !== 200) {
      await response.body.dump();
      throw new Error(`watch of ${path} answered ${response.statusCode}`);
    }
    let rest = "";
    response.body.setEncoding("utf8");
    for await (const chunk of response.body) {
      const lines = (rest + String(chunk)).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > MOST_BYTES_OF_A_LINE)
        throw new SourceError("malformed", `watch of ${path}: a line of it has no end after ${rest.length} characters`);
      for (const line of lines) {
        if (line.trim() === "") continue;
        const event = JSON.parse(line) as WatchEvent | { type: "ERROR" };
        if (event.type === "ERROR") return "expired";
        onEvent(event);
      }
    }
    return "whole";
  } catch (error) {
    if (whole.over()) throw new SourceError("timeout", `watch of ${path} did not end: its stream is dead`);
    throw error;
  } finally {
    whole.clear();
  }
}

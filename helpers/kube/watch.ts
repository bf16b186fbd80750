import type { KubernetesObject } from "../../criteria/objects.ts";
import type { Requester } from "./request.ts";

export type WatchEvent = { type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK"; object: KubernetesObject };

/**
 * The changes of one collection since `resourceVersion`, until the signal aborts. It returns when the stream ends or the
 * version is too old (an ERROR event, 410): the caller lists again, for a watch alone cannot say what it missed.
 */
export async function watch(
  requester: Requester,
  path: string,
  resourceVersion: string,
  onEvent: (event: WatchEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams({
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion,
    timeoutSeconds: "290",
  });
  const response = await requester.stream(`${path}${path.includes("?") ? "&" : "?"}${query.toString()}`, signal);
  if (response.statusCode !== 200) {
    await response.body.dump();
    throw new Error(`watch of ${path} answered ${response.statusCode}`);
  }
  let rest = "";
  response.body.setEncoding("utf8");
  for await (const chunk of response.body) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.trim() === "") continue;
      const event = JSON.parse(line) as WatchEvent | { type: "ERROR" };
      if (event.type === "ERROR") return;
      onEvent(event);
    }
  }
}

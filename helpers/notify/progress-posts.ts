import type { RunEvent } from "../../evidence/event.ts";
import { line } from "../../evidence/text.ts";
import { CHANNEL } from "../session/worker-input.ts";
import { post } from "./post.ts";

/** Tells somebody how far the run is, until `end`. */
export interface ProgressPosts {
  /** Waits for what is on its way; returns warnings. */
  end(): Promise<string[]>;
}

/**
 * Posts the state of the run after each check, as Sonobuoy's worker takes it: how many there are, how many ended well
 * (Sonobuoy shows them as passed), and the names of the others, of which an inconclusive one is no pass either. Checks that end while a post is under way are told together by the next one.
 * https://sonobuoy.io/docs/main/progress/
 */
export function progressPosts(url: string, total: number): ProgressPosts {
  const told = { name: "assay", total, completed: 0, msg: "begins", failures: [] as string[] };
  let wrong: string | undefined;
  let isDue = false;
  let underWay: Promise<void> | undefined;
  const send = async (): Promise<void> => {
    while (isDue) {
      isDue = false;
      wrong ??= await post({ url, headers: { "content-type": "application/json" }, body: JSON.stringify(told) });
    }
    underWay = undefined;
  };
  const tell = (): void => {
    isDue = true;
    underWay ??= send();
  };
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", (message) => {
    const event = (message as unknown as { data: RunEvent }).data;
    // what is asked again at the end was counted before
    if (event.event !== "row-finished" || event.again) return;
    const { verdict } = event.judgement;
    told.msg = line(`${event.id}: ${verdict}`, 200);
    if (verdict === "fail" || verdict === "inconclusive") told.failures.push(event.id);
    else told.completed += 1;
    tell();
  });
  tell();
  return {
    async end() {
      channel.close();
      await underWay;
      return wrong === undefined ? [] : [`--progress: it was not told how far the run is: ${wrong}`];
    },
  };
}

import pRetry from "p-retry";
import type { CommandResult } from "../../command.ts";
import { SourceError } from "../../trouble.ts";
import { monotonicMs, sleep } from "../../wait/clock.ts";
import type { SourceContext } from "../source.ts";
import { answered } from "./asked.ts";

/**
 * Asks one machine by talosctl. For some 15 seconds after a machine is back an endpoint that forwards to it gives its
 * answer and `connection refused` in turns (seen with Talos 1.12.1): a refusal is asked again twice, inside the deadline.
 */
export function answeredByNode(
  context: SourceContext,
  argv: readonly [string, ...string[]],
  deadlineMs: number,
): Promise<CommandResult> {
  const started = monotonicMs();
  const leftMs = (): number => deadlineMs - (monotonicMs() - started);
  return pRetry((attempt) => answered(context, argv, attempt === 1 ? deadlineMs : Math.round(leftMs())), {
    retries: 2,
    // the pause is the sleep below, by the clock of the run
    minTimeout: 0,
    signal: context.signal,
    shouldRetry: ({ error }) => isRefusal(error) && leftMs() > 2 * PAUSE_MS,
    onFailedAttempt: async ({ error, retriesLeft }) => {
      if (isRefusal(error) && retriesLeft > 0) await sleep(PAUSE_MS, context.signal);
    },
  });
}

const PAUSE_MS = 1_000;

const isRefusal = (error: Error): boolean =>
  error instanceof SourceError && error.trouble.kind === "command-failed" && /connection refused/.test(error.message);

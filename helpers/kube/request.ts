import { subscribe, unsubscribe } from "node:diagnostics_channel";
import pRetry from "p-retry";
import { request as send, type Dispatcher } from "undici";
import { anyOf, deadline, monotonicMs, sleep } from "../wait/clock.ts";
import { SourceError } from "../trouble.ts";
import { limited } from "../wait/turnstile.ts";
import { once, type Answer, type Call, type RequestLimits, type Traffic } from "./attempt.ts";
import type { Connection } from "./connection.ts";
import { Transient } from "./request-trouble.ts";
import { serverClock, type ServerClock } from "./server-clock.ts";

export interface Requester {
  /** Sends one request until it is answered, retrying transient trouble within the limits. */
  request(call: Call): Promise<Answer>;
  /** A response whose body is read as it arrives, for watches. */
  stream(path: string, signal: AbortSignal, accept?: string): Promise<Dispatcher.ResponseData>;
  readonly traffic: Traffic;
  readonly clock: ServerClock;
  close(): void;
}

const AT_ONCE = 4;

/** How long a request is tried where the one before got nothing but errors for its whole time, in milliseconds. */
const ERRING_MS = 2_000;

export function requester(
  connection: Connection,
  options: {
    signal: AbortSignal;
    limits: RequestLimits;
    onRetry(request: string, trouble: string, attempt: number): void;
  },
): Requester {
  const traffic: Traffic = { total: 0, bytes: 0, retries: 0, connections: 0, byVerb: {} };
  const clock = serverClock();
  const turnstile = limited(AT_ONCE);
  const connected = (): void => {
    traffic.connections += 1;
  };
  subscribe("undici:client:connected", connected);
  const count = counting(traffic);

  const standing = standingOfServer();
  const persevere = async (call: Call): Promise<Answer> => {
    const {
      totalMs,
      attempts = Number.POSITIVE_INFINITY,
      pauseMs: [minTimeout, maxTimeout] = [100, 2_000],
    } = options.limits;
    const started = monotonicMs();
    const whole = deadline(totalMs, options.signal);
    const { signal } = whole;
    let last: unknown;
    try {
      const answer = await pRetry(
        () => once({ connection, clock, limits: options.limits, signal, traffic, count }, call),
        {
          retries: attempts - 1,
          minTimeout,
          maxTimeout,
          randomize: true,
          signal,
          shouldRetry: ({ error }) =>
            error instanceof Transient &&
            monotonicMs() - started < patienceWith(error, call, standing.patienceMs(totalMs)),
          onFailedAttempt: async ({ error, attemptNumber }) => {
            last = error;
            if (!(error instanceof Transient)) return;
            traffic.retries += 1;
            options.onRetry(call.path, error.message, attemptNumber);
            await sleep(Math.min(error.afterMs, totalMs), signal);
          },
        },
      );
      standing.hear(started);
      return answer;
    } catch (error) {
      standing.hear(started, error instanceof SourceError ? error : last);
      if (options.signal.aborted) throw new SourceError("interrupted", "the run was interrupted");
      throw error instanceof SourceError ? error : (last ?? error);
    } finally {
      whole.clear();
    }
  };

  return {
    traffic,
    clock,
    close: () => unsubscribe("undici:client:connected", connected),
    request: (call) => turnstile(() => persevere(call)),
    stream: (path, signal, accept) => {
      count("watch");
      return opened(connection, path, anyOf(options.signal, signal), accept);
    },
  };
}

const counting =
  (traffic: Traffic) =>
  (verb: Call["verb"]): void => {
    traffic.total += 1;
    traffic.byVerb[verb] = (traffic.byVerb[verb] ?? 0) + 1;
  };

async function opened(
  connection: Connection,
  path: string,
  signal: AbortSignal,
  accept = "application/json",
): Promise<Dispatcher.ResponseData> {
  const { dispatcher, headers } = await connection.credentials();
  return send(connection.server + path, {
    headers: { accept, "user-agent": "assay", ...headers },
    ...(dispatcher && { dispatcher }),
    bodyTimeout: 0,
    signal,
  });
}

/** Whether a server gave nothing but errors for the whole time of a request: the next ones are not tried for as long. */
function standingOfServer() {
  let isErring = false;
  let answeredMs = 0;
  return {
    patienceMs: (totalMs: number): number => (isErring ? Math.min(totalMs, ERRING_MS) : totalMs),
    /** What came of a request that was first sent at `startedMs`. */
    hear(startedMs: number, failed?: unknown): void {
      if (!(failed instanceof Transient)) [isErring, answeredMs] = [false, monotonicMs()];
      else if (failed.trouble.kind === "server-error") isErring = answeredMs < startedMs;
    },
  };
}

/**
 * How long a request is tried, in milliseconds. A third of `silentMs` is enough where nobody listens: only an answer
 * that is late deserves the whole.
 */
function patienceWith({ trouble }: Transient, { silentMs = Number.POSITIVE_INFINITY }: Call, totalMs: number): number {
  if (trouble.kind === "unreachable") return Math.min(totalMs, silentMs / 3);
  return trouble.kind === "timeout" ? Math.min(totalMs, silentMs) : totalMs;
}

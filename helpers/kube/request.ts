import { subscribe, unsubscribe } from "node:diagnostics_channel";
import pRetry from "p-retry";
import { request as send, type Dispatcher } from "undici";
import { anyOf, deadline, monotonicMs, sleep } from "../wait/clock.ts";
import { ERRING } from "../../observations/trouble.ts";
import { SourceError } from "../trouble.ts";
import { limited } from "../wait/turnstile.ts";
import { once, type Answer, type Call, type RequestLimits, type Traffic } from "./attempt.ts";
import type { Connection } from "./connection.ts";
import { Transient } from "./request-trouble.ts";
import { frugal } from "./memory.ts";
import { serverClock, type ServerClock } from "./server-clock.ts";
import { standingOfServer } from "./standing.ts";

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

export function requester(
  connection: Connection,
  options: {
    signal: AbortSignal;
    limits: RequestLimits;
    onRetry(request: string, trouble: string, attempt: number): void;
  },
): Requester {
  const { traffic, count, close } = counting();
  const clock = serverClock();
  const turnstile = limited(AT_ONCE);
  const standing = standingOfServer();
  const persevere = async (call: Call): Promise<Answer> => {
    const {
      totalMs,
      attempts = Number.POSITIVE_INFINITY,
      pauseMs: [minTimeout, maxTimeout] = [100, 2_000],
    } = options.limits;
    const started = monotonicMs();
    // who answers is asked apart from the rest: the server may know that, and nothing else
    const isApart = call.mostMs !== undefined;
    if (!isApart) standing.refuse(call.path);
    // an attempt that began late may still end
    const whole = deadline(Math.min(totalMs, (call.mostMs ?? Number.POSITIVE_INFINITY) * 1.2), options.signal);
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
            // a server that asks for more time than there is will not answer within it
            monotonicMs() - started + error.afterMs <
              patienceWith(error, call, isApart ? totalMs : standing.patienceMs(started, totalMs)),
          onFailedAttempt: async ({ error, attemptNumber }) => {
            last = error;
            if (!(error instanceof Transient)) return;
            traffic.retries += 1;
            options.onRetry(call.path, error.message, attemptNumber);
            if (error.afterMs < totalMs) await sleep(error.afterMs, signal);
          },
        },
      );
      if (!isApart && answer.status < 500) standing.hear(call.path, started);
      return answer;
    } catch (error) {
      const failed = error instanceof SourceError ? error : last;
      if (!isApart && failed instanceof SourceError) standing.hear(call.path, started, failed.trouble);
      if (options.signal.aborted) throw new SourceError("interrupted", "the run was interrupted");
      throw error instanceof SourceError ? error : (last ?? error);
    } finally {
      whole.clear();
    }
  };

  return {
    traffic,
    clock,
    close,
    request: (call) => turnstile(() => persevere(call)),
    stream: (path, signal, accept) => {
      count("watch");
      return opened(connection, path, anyOf(options.signal, signal), accept);
    },
  };
}

function counting(): { traffic: Traffic; count(verb: Call["verb"]): void; close(): void } {
  const traffic: Traffic = { total: 0, bytes: 0, retries: 0, connections: 0, byVerb: {} };
  const free = frugal();
  let freedBytes = 0;
  const connected = (): void => {
    traffic.connections += 1;
  };
  subscribe("undici:client:connected", connected);
  return {
    traffic,
    count(verb) {
      // what the answers before it left
      free(traffic.bytes - freedBytes);
      freedBytes = traffic.bytes;
      traffic.total += 1;
      traffic.byVerb[verb] = (traffic.byVerb[verb] ?? 0) + 1;
    },
    close: () => unsubscribe("undici:client:connected", connected),
  };
}

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

/**
 * How long a request is tried, in milliseconds. A third of `mostMs` is enough where nobody listens, and half of it where
 * errors come: only an answer that is late deserves the whole.
 */
function patienceWith({ trouble }: Transient, { mostMs = Number.POSITIVE_INFINITY }: Call, totalMs: number): number {
  const part = trouble.kind === "unreachable" ? 3 : ERRING.includes(trouble.kind) ? 2 : 1;
  return Math.min(totalMs, mostMs / part);
}

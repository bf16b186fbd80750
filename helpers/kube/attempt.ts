import { request as send, type Dispatcher } from "undici";
import { deadline, now } from "../wait/clock.ts";
import { boundedText } from "./bounds.ts";
import type { Connection } from "./connection.ts";
import { networkTrouble, reasonOf, refusal, Transient } from "./request-trouble.ts";
import { speaksForItself, type ServerClock } from "./server-clock.ts";

/** One attempt: the answer, or a throw. Credentials that expired are asked for again, once. */
export async function once(way: Way, call: Call): Promise<Answer> {
  const { connection, traffic, count } = way;
  const attempt = async (): Promise<Answer> => {
    count(call.verb);
    const answer = await exchange(way, call);
    traffic.bytes += answer.body.length;
    return answer;
  };
  let answer = await attempt();
  if (answer.status === 401) {
    connection.refresh();
    answer = await attempt();
  }
  const { status } = answer;
  if (status === 200 || status === 201)
    return call.json ? { ...answer, body: "", json: parse(call.path, answer) } : answer;
  if (call.answers?.(status)) return answer;
  const request = `${METHODS[call.verb]} ${call.path}`;
  if (status !== 429 && status < 500) throw refusal(request, answer);
  const said = `${request} answered ${status}: ${reasonOf(answer)}`;
  throw new Transient(status === 429 ? "throttled" : "server-error", said, retryAfterMs(answer));
}

/** Counts of a run's requests, for its reports. */
export interface Traffic {
  total: number;
  bytes: number;
  retries: number;
  /** How many were opened in all, not at the same time. */
  connections: number;
  byVerb: Record<string, number>;
}

export interface RequestLimits {
  /** For one attempt, from sending to the last byte of the answer. */
  attemptMs: number;
  /** For all attempts together. */
  totalMs: number;
  /** How many attempts at most. Default: as many as the time allows. */
  attempts?: number;
  /** The pause between two attempts doubles from the first value to the last. Default: 100 to 2,000 ms. */
  pauseMs?: readonly [first: number, last: number];
}

export interface Call {
  verb: "get" | "list" | "watch" | "review" | "create" | "delete" | "apply";
  path: string;
  accept?: string;
  body?: object;
  /** Whether to parse the body. Half a JSON is transient trouble. */
  json?: boolean;
  /**
   * How long it is tried in all, in milliseconds, where that is less than the limits say; where nobody listens, a third
   * of it.
   */
  mostMs?: number;
  /** The longest answer that is read, in bytes. Default: MOST_BYTES of bounds.ts. */
  mostBytes?: number;
  /** Statuses that count as answers; 200 and 201 always do. */
  answers?: (status: number) => boolean;
}

export interface Answer {
  status: number;
  body: string;
  contentType: string;
  /** The parsed body of a call that asked for JSON; `body` is then empty. */
  json?: unknown;
  /** When its headers came, by the server's clock. */
  at: Date;
}

/** By what requests go. */
export interface Way {
  connection: Connection;
  clock: ServerClock;
  limits: RequestLimits;
  signal: AbortSignal;
  traffic: Traffic;
  count(verb: Call["verb"]): void;
}

const METHODS = {
  get: "GET",
  list: "GET",
  watch: "GET",
  review: "POST",
  create: "POST",
  delete: "DELETE",
  apply: "PATCH",
} as const;

/** Of server-side apply, which takes JSON as YAML: https://kubernetes.io/docs/reference/using-api/server-side-apply/ */
const typeOfBody = (verb: Call["verb"]): string =>
  verb === "apply" ? "application/apply-patch+yaml" : "application/json";

async function exchange({ connection, clock, limits, signal }: Way, call: Call): Promise<Answer> {
  const { dispatcher, headers } = await connection.credentials();
  const attemptMs = Math.min(limits.attemptMs, call.mostMs ?? Number.POSITIVE_INFINITY);
  const attempt = deadline(attemptMs, signal);
  const sentMs = now().getTime();
  try {
    const response = await send(connection.server + call.path, {
      method: METHODS[call.verb],
      headers: {
        accept: call.accept ?? "application/json",
        "user-agent": "assay",
        ...headers,
        ...(call.body && { "content-type": typeOfBody(call.verb) }),
      },
      ...(call.body && { body: JSON.stringify(call.body) }),
      ...(dispatcher && { dispatcher }),
      signal: attempt.signal,
    });
    if (speaksForItself(call.path)) clock.hear(header(response.headers.date), sentMs, now().getTime());
    // a large body may take long: what it says is as old as its headers
    const at = clock.now();
    const body = await boundedText(response.body, `${METHODS[call.verb]} ${call.path}`, call.mostBytes);
    const contentType = header(response.headers["content-type"]);
    return { status: response.statusCode, body, contentType, at, ...retryAfter(response) };
  } catch (error) {
    throw networkTrouble(attempt.over() ? attempt.signal.reason : error, connection.server, call.path, attemptMs);
  } finally {
    attempt.clear();
  }
}

function parse(path: string, answer: Answer): unknown {
  try {
    return JSON.parse(answer.body);
  } catch {
    throw new Transient("malformed", `GET ${path} answered no whole JSON (${answer.body.length} bytes)`);
  }
}

const header = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? "";

function retryAfter(response: Dispatcher.ResponseData): { retryAfter?: string } {
  const value = header(response.headers["retry-after"]);
  return value ? { retryAfter: value } : {};
}

function retryAfterMs(answer: Answer & { retryAfter?: string }): number {
  const seconds = Number(answer.retryAfter);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}

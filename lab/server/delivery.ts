import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { gzip } from "node:zlib";
import { after, sleep } from "../clock.ts";
import type { ApiTrouble } from "../world.ts";
import { laterToken } from "./lists/pages.ts";
import { expiredToken, expiredWatch, failure } from "./wire/status.ts";
import type { Answer, WatchAnswer, WholeAnswer } from "./wire/status.ts";
import { isWatch } from "./troubles.ts";

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** The connection below TLS: only it can be reset. */
  connection: Socket | undefined;
}

/** Sends an answer over the wire, or fails to as the trouble says. `ask` is only called where somebody answers. */
export async function deliver(exchange: Exchange, trouble: ApiTrouble | undefined, ask: () => Answer): Promise<void> {
  switch (trouble?.how) {
    case undefined:
      return send(exchange, ask());
    case "silence":
      return;
    case "slow":
      await sleep(trouble.delayMs ?? 1000);
      return send(exchange, ask());
    case "status":
      if (trouble.delayMs !== undefined) await sleep(trouble.delayMs);
      return send(exchange, refusalOf(trouble));
    case "gone":
      return send(exchange, goneFor(exchange.request.url ?? ""));
    case "reset":
      return cutOff(exchange, ask(), trouble.afterBytes ?? 0);
    case "truncate":
      return truncate(exchange, ask());
    case "drip":
      return drip(exchange, ask(), trouble.delayMs ?? 1000);
    case "chaos":
      throw new Error("chaos is made something else of before it is delivered");
    case "watch-dies": {
      const answer = ask();
      await send(exchange, answer);
      if ("watch" in answer) after(trouble.delayMs ?? 100, () => reset(exchange));
      return;
    }
  }
}

/** Answers larger than this are compressed for who accepts that, as the real server's are. */
const COMPRESSED_FROM = 128 * 1024;

async function send({ request, response }: Exchange, answer: Answer): Promise<void> {
  if ("watch" in answer) return stream(response, answer);
  const { status, headers, body } = answer;
  const accepted = request.headers["accept-encoding"] ?? "";
  if (body.length < COMPRESSED_FROM || !accepted.includes("gzip")) {
    response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
    return;
  }
  const compressed = await new Promise<Buffer>((resolve, reject) => {
    gzip(body, { level: 1 }, (error, result) => (error ? reject(error) : resolve(result)));
  });
  response
    .writeHead(status, { ...headers, "content-encoding": "gzip", "content-length": compressed.length })
    .end(compressed);
}

function stream(response: ServerResponse, answer: WatchAnswer): void {
  response.writeHead(answer.status, answer.headers);
  response.flushHeaders();
  let stop: (() => void) | undefined;
  let ended = false;
  const end = () => {
    ended = true;
    stop?.();
    response.end();
  };
  stop = answer.watch((line) => response.write(line), end);
  if (ended) stop();
  response.on("close", () => stop?.());
}

function cutOff(exchange: Exchange, answer: Answer, bytes: number): void {
  if (bytes === 0 || "watch" in answer) return reset(exchange);
  const { status, headers, body } = answer;
  const whole = Buffer.from(body);
  exchange.response.writeHead(status, { ...headers, "content-length": whole.length });
  // A reset may overtake what was sent before it.
  exchange.response.write(whole.subarray(0, bytes), () => after(50, () => reset(exchange)));
}

const DROPS = 8;

async function drip(exchange: Exchange, answer: Answer, delayMs: number): Promise<void> {
  if ("watch" in answer) return stream(exchange.response, answer);
  const { status, headers, body } = answer;
  const whole = Buffer.from(body);
  const size = Math.max(1, Math.ceil(whole.length / DROPS));
  exchange.response.writeHead(status, { ...headers, "content-length": whole.length });
  for (let from = 0; from < whole.length; from += size) {
    exchange.response.write(whole.subarray(from, from + size));
    await sleep(delayMs / DROPS);
  }
  exchange.response.end();
}

function truncate({ response }: Exchange, answer: Answer): void {
  if ("watch" in answer) return stream(response, answer);
  const { status, headers, body } = answer;
  response.writeHead(status, headers).end(body.slice(0, Math.floor(body.length / 2)));
}

function reset({ request, connection }: Exchange): void {
  if (connection && !connection.destroyed) connection.resetAndDestroy();
  request.socket.destroy();
}

const REASONS: Record<number, [reason: string, message: string]> = {
  401: ["Unauthorized", "Unauthorized"],
  403: ["Forbidden", "forbidden: the lab was told to refuse this"],
  404: ["NotFound", "the server could not find the requested resource"],
  408: ["Timeout", "Timeout: request did not complete within the allotted time"],
  409: ["Conflict", "the server reported a conflict"],
  429: ["TooManyRequests", "Too many requests, please try again later."],
  500: ["InternalError", "Internal error occurred: the lab was told to fail"],
  503: ["ServiceUnavailable", "the server is currently unable to handle the request"],
  504: ["Timeout", "Timeout: request did not complete within requested timeout"],
};

export function refusalOf({ status = 503, retryAfterSeconds }: ApiTrouble): WholeAnswer {
  const [reason, message] = REASONS[status] ?? ["", `the lab was told to answer ${status}`];
  return failure(status, reason, message, retryAfterSeconds === undefined ? undefined : { retryAfterSeconds });
}

/** A list that goes on is refused; a watch begins and says so in its first event, as etcd's compaction makes it. */
export function goneFor(url: string): WholeAnswer {
  if (!isWatch(url)) {
    const token = new URL(url, "https://lab").searchParams.get("continue");
    return expiredToken(token === null ? undefined : laterToken(token));
  }
  const from = /[?&]resourceVersion=(\d+)/.exec(url)?.[1] ?? "0";
  const event = { type: "ERROR", object: expiredWatch(from, String(Number(from) + 1)) };
  return { status: 200, headers: { "content-type": "application/json" }, body: `${JSON.stringify(event)}\n` };
}

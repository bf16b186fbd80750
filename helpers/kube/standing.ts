import { ERRING, type Trouble, type TroubleKind } from "../../observations/trouble.ts";
import { monotonicMs } from "../wait/clock.ts";
import { SourceError } from "../trouble.ts";

/**
 * How the server answered lately, over all requests: what befell each of the last ones will befall the next. So a server
 * that gives nothing but errors, or nothing at all, costs a run a quarter of a minute and not that for each request.
 */
export interface StandingOfServer {
  /** How long a request is tried that was first sent at `startedMs`, where its limits allow `totalMs`. */
  patienceMs(startedMs: number, totalMs: number): number;
  /** Throws SourceError where several requests failed for their whole time just now, and nothing was answered since. */
  refuse(path: string): void;
  /** What came of a request that was first sent at `startedMs`; a refusal, or no trouble, is an answer. */
  hear(path: string, startedMs: number, trouble?: Trouble): void;
}

/** How long a request is tried while no other one is answered either, in milliseconds. */
const ALONE_MS = 15_000;
/** How long it is tried where the one before got nothing for its whole time. */
const ERRING_MS = 2_000;
/** The server is left alone for so long after that. */
const LEFT_ALONE_MS = 5_000;

/** So many different requests without any answer between them speak for the server and not for what was asked. */
const ENOUGH = 4;

export function standingOfServer(): StandingOfServer {
  const failed = new Set<string>();
  let last: { trouble: Trouble; atMs: number } | undefined;
  let answeredMs = 0;
  return {
    patienceMs(startedMs, totalMs) {
      if (last) return Math.min(totalMs, ERRING_MS);
      return answeredMs < startedMs ? Math.min(totalMs, ALONE_MS) : totalMs;
    },
    refuse(path) {
      if (!last || failed.size < ENOUGH || monotonicMs() - last.atMs > LEFT_ALONE_MS) return;
      const { kind, message } = last.trouble;
      throw new SourceError(kind, `GET ${path} was not sent, because nothing is answered: ${message}`);
    },
    hear(path, startedMs, trouble) {
      if (!trouble || !LASTING.includes(trouble.kind)) {
        [last, answeredMs] = [undefined, monotonicMs()];
        failed.clear();
      } else if (answeredMs < startedMs) {
        last = { trouble, atMs: monotonicMs() };
        failed.add(path);
      }
    },
  };
}

const LASTING: readonly TroubleKind[] = [...ERRING, "timeout", "unreachable"];

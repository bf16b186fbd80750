import { now } from "../wait/clock.ts";

/** How the API server's clock stands to this machine's, as the `Date` headers of its answers tell. */
export interface ServerClock {
  /** Takes what one answer told: its `Date` header, and when it was asked and when its headers came, by this machine's clock. */
  hear(date: string, sentMs: number, receivedMs: number): void;
  /** This moment by the server's clock; by this machine's until an answer has told, or where both agree. */
  now(): Date;
  /** How far this machine's clock is ahead of the server's, in milliseconds; 0 where that is not notable. */
  aheadMs(): number;
}

/** The header has whole seconds, and machines that keep time differ by less. */
const NOTABLE_MS = 2_000;
const HEADER_MS = 1_000;

/**
 * Each answer bounds the difference: the server wrote the header between the sending and the receiving, within the
 * second that it names. Answers together narrow the bounds; one that contradicts them tells of a clock that was set.
 * https://www.rfc-editor.org/rfc/rfc9110#name-date
 */
export function serverClock(): ServerClock {
  let bounds: { fromMs: number; toMs: number } | undefined;
  const aheadMs = (): number => {
    if (!bounds) return 0;
    const middle = (bounds.fromMs + bounds.toMs) / 2;
    // a slow answer tells little: what may be no difference is none
    return Math.abs(middle) - (bounds.toMs - bounds.fromMs) / 2 < NOTABLE_MS ? 0 : Math.round(middle);
  };
  return {
    hear(date, sentMs, receivedMs) {
      const toldMs = Date.parse(date);
      if (Number.isNaN(toldMs)) return;
      const heard = { fromMs: sentMs - toldMs - HEADER_MS, toMs: receivedMs - toldMs };
      const both = bounds && {
        fromMs: Math.max(bounds.fromMs, heard.fromMs),
        toMs: Math.min(bounds.toMs, heard.toMs),
      };
      bounds = both && both.fromMs <= both.toMs ? both : heard;
    },
    now: () => new Date(now().getTime() - aheadMs()),
    aheadMs,
  };
}

/**
 * Whether the server itself wrote the answer's headers: what it passes on from pods, nodes and aggregated APIs carries
 * the `Date` of theirs.
 */
export const speaksForItself = (path: string): boolean => path.startsWith("/api/") && !/\/proxy(\/|\?|$)/.test(path);

import type { Judgement } from "../../criteria/judge.ts";
import { monotonicMs, now } from "./clock.ts";

export interface Waiting {
  /** Reads what is needed and judges it once. */
  judge(): Promise<Judgement>;
  /** Resolves when something may have changed, at the latest after `atMostMs`. */
  changed(atMostMs: number): Promise<void>;
  /** Whether waiting can help. It cannot for a check that depends on one that does not hold. */
  mayWait(): boolean;
  deadlineMs: number;
  signal: AbortSignal;
  onAttempt(attempt: Attempt): void;
}

export interface Attempt {
  number: number;
  judgement: Judgement;
  /** Whether something changed since the attempt before. */
  moving: boolean;
}

export interface Waited {
  judgement: Judgement;
  attempts: number;
  /** Where it waited: whether things were still moving at the end (slow) or had stopped changing (broken). */
  moving?: boolean;
  lastChange?: string;
}

const STILL_AFTER_MS = 60_000;
const LOOK_AGAIN_MS = 1_000;

/**
 * The only wait loop: observe and judge, until it passes, nothing can mend it, or patience is over. Keeps the last
 * state, the last trouble and the count of attempts, and interprets nothing itself.
 */
export async function wait({ judge, changed, mayWait, deadlineMs, signal, onAttempt }: Waiting): Promise<Waited> {
  let judgement = await judge();
  let attempts = 1;
  let lastState = stateOf(judgement);
  let lastChangeMs = monotonicMs();
  let lastChange: string | undefined;
  onAttempt({ number: attempts, judgement, moving: false });

  while (!isSettled(judgement) && mayWait() && monotonicMs() < deadlineMs && !signal.aborted) {
    await changed(Math.max(0, Math.min(LOOK_AGAIN_MS, deadlineMs - monotonicMs())));
    if (signal.aborted) break;
    judgement = await judge();
    attempts += 1;
    const state = stateOf(judgement);
    if (state !== lastState) {
      lastState = state;
      lastChangeMs = monotonicMs();
      lastChange = now().toISOString();
    }
    onAttempt({
      number: attempts,
      judgement,
      moving: monotonicMs() - lastChangeMs < STILL_AFTER_MS && lastChange !== undefined,
    });
  }
  if (attempts === 1) return { judgement, attempts };
  const moving = lastChange !== undefined && monotonicMs() - lastChangeMs < STILL_AFTER_MS;
  return { judgement, attempts, moving, ...(lastChange !== undefined && { lastChange }) };
}

/** Passed, not applicable, waived, or wrong in a way that no waiting mends. */
export function isSettled({ verdict, findings }: Judgement): boolean {
  if (verdict === "inconclusive") return false;
  return verdict !== "fail" || findings.some(({ hopeless }) => hopeless === true);
}

/**
 * What a judgement says, without durations and counts of repetitions: from "31 times, last 41s ago" to "32 times, last
 * 2s ago" nothing has moved.
 */
const stateOf = ({ verdict, findings, reason }: Judgement): string =>
  JSON.stringify([verdict, reason, findings.map(({ subject, actual }) => [subject, actual])]).replace(
    /(\d+h)?(\d+m)?\d+(\.\d+)?s\b|(?: \d+ times, last)/g,
    "…",
  );

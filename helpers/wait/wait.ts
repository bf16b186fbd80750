import type { Judgement } from "../../criteria/judge.ts";
import { monotonicMs, now } from "./clock.ts";

export interface Waiting {
  /** Looks and judges once. */
  judge(): Promise<Judgement>;
  /** Resolves when something may have changed, at the latest after the time given. */
  changed(atMostMs: number): Promise<void>;
  /** Whether waiting is worth anything; a check whose gate failed does not spend its patience. */
  mayWait(): boolean;
  deadlineMs: number;
  signal: AbortSignal;
  onAttempt(attempt: Attempt): void;
}

export interface Attempt {
  number: number;
  judgement: Judgement;
  /** Something changed since the attempt before. */
  moving: boolean;
}

export interface Waited {
  judgement: Judgement;
  attempts: number;
  /** Whether the last state was still moving (slow) or had stood still (broken), where it was waited for. */
  moving?: boolean;
  lastChange?: string;
}

const STILL_AFTER_MS = 60_000;
const LOOK_AGAIN_MS = 1_000;

/**
 * The one wait loop: observe → judge until it passes, nothing can mend it, or patience is over. Keeps the latest state,
 * the latest trouble and the count of attempts; it interprets nothing itself.
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

/** Passed, irrelevant, waived, or wrong in a way that no waiting mends. */
export function isSettled({ verdict, findings }: Judgement): boolean {
  if (verdict === "inconclusive") return false;
  return verdict !== "fail" || findings.some(({ hopeless }) => hopeless === true);
}

/** What a judgement says, without durations and counts of repetitions: "31 times, last 41s ago" and "32 times, last 2s ago" is standing still. */
const stateOf = ({ verdict, findings, reason }: Judgement): string =>
  JSON.stringify([verdict, reason, findings.map(({ subject, actual }) => [subject, actual])]).replace(
    /(\d+h)?(\d+m)?\d+(\.\d+)?s\b|(?: \d+ times, last)/g,
    "…",
  );

import type { Run } from "../../evidence/run.ts";
import type { Fault } from "./fault.ts";
import type { Programs } from "./programs.ts";
import { firstCause, isNamed, newlyWrong, type Standing } from "./standing.ts";
import { wordsOf } from "../../observations/words.ts";

/** What came of one fault. */
export interface Outcome {
  fault: string;
  what: string;
  /** The first cause as it was told when it was the right one, or last. */
  cause: string;
  says: string;
  /** Left out where it never was the right one. */
  redAfterS?: number;
  /** Left out where not all was as before in time. */
  greenAfterS?: number;
  /** Other first causes that were told meanwhile. */
  before: string[];
  trouble?: string;
}

interface Means {
  programs: Programs;
  judge(): Promise<Run>;
  /** Milliseconds of a clock that only runs forward. */
  clock(): number;
  signal: AbortSignal;
}

const MINUTES_5 = 300_000;

/** Breaks the cluster, waits until the fault is named, mends, and waits until all is as before. It always mends. */
export async function broken(fault: Fault, before: Standing, means: Means): Promise<Outcome> {
  const outcome: Outcome = { fault: fault.name, what: fault.what, cause: "", says: "", before: [] };
  try {
    for (const command of fault.bring) await means.programs.run(command);
    await untilRed(fault, before, means, outcome);
  } catch (error) {
    outcome.trouble = means.signal.aborted ? "interrupted" : wordsOf(error);
  } finally {
    await mended(fault, before, means, outcome);
  }
  return outcome;
}

async function untilRed(fault: Fault, before: Standing, means: Means, outcome: Outcome): Promise<void> {
  const start = means.clock();
  const isOver = (): boolean => means.clock() - start > (fault.redWithinMs ?? MINUTES_5) || means.signal.aborted;
  do {
    const run = await means.judge();
    // what an interrupted judgement could not see is no cause
    if (means.signal.aborted) break;
    const found = firstCause(run, before);
    if (found) Object.assign(outcome, { cause: found.check, says: found.says });
    if (isNamed(found, fault)) {
      outcome.redAfterS = secondsSince(start, means);
      return;
    }
    if (found) outcome.before.push(`${found.check}: ${found.says}`);
  } while (!isOver());
  outcome.trouble = means.signal.aborted ? "interrupted" : "it was not named in time";
}

async function mended(fault: Fault, before: Standing, means: Means, outcome: Outcome): Promise<void> {
  try {
    for (const command of fault.mend) await means.programs.run(command);
    const start = means.clock();
    let wrong: string[] = [];
    while (!means.signal.aborted && means.clock() - start < (fault.greenWithinMs ?? MINUTES_5)) {
      wrong = newlyWrong(await means.judge(), before);
      if (wrong.length > 0) continue;
      outcome.greenAfterS = secondsSince(start, means);
      return;
    }
    outcome.trouble ??= means.signal.aborted ? "interrupted" : `still wrong after the mend: ${wrong.join(", ")}`;
  } catch (error) {
    outcome.trouble = `${outcome.trouble ?? ""} ${wordsOf(error)}`.trim();
  }
}

const secondsSince = (start: number, { clock }: Means): number => Math.round((clock() - start) / 1000);

import type { Judgement } from "../../criteria/judge.ts";
import type { DeclaredCheck, RunEvent } from "../../evidence/event.ts";

/** What is known of the run so far: the state of the fold over events. */
export interface ProgressState {
  titles: ReadonlyMap<string, string>;
  /** What is wrong where a check does not hold, by its id. */
  fails: ReadonlyMap<string, string>;
  finished: number;
  /** The suite that runs, and what passed of it so far: that becomes one line. */
  suite?: OpenSuite;
  /** The check that is being judged, and the last event of its wait. */
  current?: { id: string; since: string; waiting?: Extract<RunEvent, { event: "row-waiting" }> };
  /** What `--follow` waits for or watches. */
  following?: Extract<RunEvent, { event: "following" }>;
  /** The last line about a wait that was written to a pipe. */
  heartbeat?: { id: string; at: string; summary: string };
  /** Troubles that were told as the reason of a check: see `troublesOf`. */
  told: ReadonlySet<string>;
  /** The run is refused: its end says why, and no check says anything. */
  refused?: true;
}

export interface OpenSuite {
  name: string;
  title: string;
  checks: number;
  startedAt: string;
  /** Whether its title was printed, above a check that does not hold. */
  isHeaded: boolean;
  quiet: Judgement[];
  /** Checks that could not be judged for reasons that were told before. */
  untold: string[];
}

/** The state before the first event. */
export const initialProgress = (
  rows: readonly Pick<DeclaredCheck, "id" | "title" | "fails">[] = [],
): ProgressState => ({
  titles: new Map(rows.map(({ id, title }) => [id, title])),
  fails: new Map(rows.flatMap(({ id, fails }) => (fails === undefined ? [] : [[id, fails]]))),
  finished: 0,
  told: new Set(),
});

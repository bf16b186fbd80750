import type { Verdict } from "../criteria/judge.ts";

/** What a run says against the one before it, as it was known when the run ended. */
export interface Since {
  /** The name of the earlier run's folder, which lies beside this run's. */
  folder: string;
  startedAt: string;
  verdict: "pass" | "fail" | "inconclusive";
  /** The cluster was made anew since: its kube-system namespace has another UID. */
  anew?: true;
  /** Checks that were judged or should have been in both runs and whose verdict is another now. */
  turned: Turned[];
  /** Ids of the checks that are root causes now and were none then, and the other way round. */
  causes: { added: string[]; gone: string[] };
  /** How many checks failed in both. */
  stillFailing: number;
  /** Ids of the checks that only one of the two has: of another version of assay, or left out of one. */
  came: string[];
  went: string[];
  /** How long the bootstrap took then and now; of the same cluster it is the same bootstrap, and left out. */
  bootstrap?: { fromMs: number; toMs: number };
  /** Checks that flip back and forth over the last runs. Left out where none does. */
  flapping?: Flapping[];
}

export interface Turned {
  id: string;
  from: Verdict;
  to: Verdict;
}

export interface Flapping {
  id: string;
  /** How often its verdict turned between pass and fail, in how many runs. */
  turns: number;
  runs: number;
}

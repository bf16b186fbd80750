import type { AnyCriterion } from "../../criteria/criterion.ts";
import type { Judgement } from "../../criteria/judge.ts";

/** A check that was judged, and what became of it. */
export interface LedgerEntry {
  criterion: AnyCriterion;
  judgement: Judgement;
  suite: string;
}

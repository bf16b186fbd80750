import type { AnyCriterion } from "../../criteria/criterion.ts";
import type { Judgement } from "../../criteria/judge.ts";

/** A check with its verdict, as far as links between findings need it. */
export interface JudgedCheck {
  criterion: Pick<AnyCriterion, "restsOn">;
  judgement: Judgement;
}

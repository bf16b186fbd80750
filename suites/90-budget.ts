import bootstrapTookUnderTheBudget from "../criteria/budget/bootstrap-took-under-the-budget.ts";
import phasesTookUnderTheirs from "../criteria/budget/phases-took-under-theirs.ts";
import timelineIsWhole from "../criteria/budget/timeline-is-whole.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("90-budget", "Time", [
  verify(timelineIsWhole),
  verify(phasesTookUnderTheirs),
  verify(bootstrapTookUnderTheBudget),
]);

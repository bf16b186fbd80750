import type { Mutant } from "../../lab/mutants/mutant.ts";
import { JUSTIFIED_ANSWERS } from "./justified-answers.ts";
import { JUSTIFIED_OBJECTS } from "./justified-objects.ts";

/** Why a change that no check notices is harmless; undefined where nothing justifies it: then it is a defect. */
export const justificationOf = ({ at, change }: Pick<Mutant, "at" | "change">): string | undefined =>
  [...JUSTIFIED_OBJECTS, ...JUSTIFIED_ANSWERS].find((one) => one.at.test(at) && (one.change?.test(change) ?? true))
    ?.because;

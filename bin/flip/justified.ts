import type { Mutant } from "../../lab/mutants/mutant.ts";

interface Justification {
  at: RegExp;
  change?: RegExp;
  because: string;
}

/** Why a change that no check notices is harmless; undefined where nothing justifies it: then it is a defect. */
export const justificationOf = ({ at, change }: Pick<Mutant, "at" | "change">): string | undefined =>
  JUSTIFIED.find((one) => one.at.test(at) && (one.change?.test(change) ?? true))?.because;

const JUSTIFIED: readonly Justification[] = [];

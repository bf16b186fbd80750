import type { Forged } from "./integrity.ts";

/**
 * What evidence is worth, from best to worst: signed by who was named, whole and of today; not signed; the checkout or
 * the profile moved on; less than the whole was judged; judged against the lab; changed since the run.
 */
export type Word = "VALID" | "UNSIGNED" | "STALE" | "INCOMPLETE" | "SIMULATED" | "FORGED";

export interface Verification {
  /** The worst that was found. */
  word: Word;
  /** Everything that speaks against it, worst first. */
  reasons: { word: Word; why: string }[];
  /** 0 valid · 1 forged · 3 anything between: it is what the run left, and proves less. */
  exit: 0 | 1 | 3;
}

export interface Found {
  forged: readonly Forged[];
  simulated: string | undefined;
  missing: readonly string[];
  stale: readonly string[];
  /** Why nobody vouches for it. */
  unsigned: string | undefined;
}

export function verificationOf({ forged, simulated, missing, stale, unsigned }: Found): Verification {
  const reasons: Verification["reasons"] = [
    ...forged.map(({ file, why }) => ({ word: "FORGED" as const, why: `${file} ${why}` })),
    ...(simulated === undefined ? [] : [{ word: "SIMULATED" as const, why: simulated }]),
    ...missing.map((why) => ({ word: "INCOMPLETE" as const, why })),
    ...stale.map((why) => ({ word: "STALE" as const, why })),
    ...(unsigned === undefined ? [] : [{ word: "UNSIGNED" as const, why: unsigned }]),
  ];
  const word = reasons[0]?.word ?? "VALID";
  return { word, reasons, exit: word === "VALID" ? 0 : word === "FORGED" ? 1 : 3 };
}

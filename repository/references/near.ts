import { distance } from "fastest-levenshtein";

/** Whether two names are one but for a slip: one letter of a short name, two of a long one, or two that changed places. */
export function isNear(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  const isSwapped = one.length === other.length && one.length >= 3 && lettersOf(one) === lettersOf(other);
  return one === other || distance(one, other) <= (shorter >= 8 || isSwapped ? 2 : 1);
}

const lettersOf = (word: string): string => word.split("").toSorted().join("");

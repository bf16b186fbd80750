import { nearest as nearestOf } from "../../clusters/problem.ts";

/** `; did you mean --cluster?` where a known word is near, else "". It ends a message. */
export function nearest(
  word: string,
  known: readonly string[],
  show: (name: string) => string = (name) => name,
): string {
  const inside = word.length > 2 ? known.find((name) => name.includes(word)) : undefined;
  const best = inside ?? nearestOf(word, [...known]);
  return best === undefined ? "" : `; did you mean ${show(best)}?`;
}

/** A text as it is compared: what formats it, how it is spelled large or small and its last stop do not count. */
export const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[`*_"'“”]/g, "")
    .replace(/\s+/g, " ")
    .replace(/[\s.;:,]+$/, "")
    .trim();

/** Whether two texts say the same. One that says less than a box demands proves less. */
export const saysTheSame = (one: string, other: string): boolean => bare(one) !== "" && bare(one) === bare(other);

/** How much of the shorter text's words the longer one has: 1 is all of them. */
export function overlap(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  if (few.size === 0) return 0;
  return [...few].filter((word) => many.has(word)).length / few.size;
}

const wordsOf = (text: string): Set<string> => new Set(bare(text).match(/[\p{L}\p{N}]{2,}/gu) ?? []);

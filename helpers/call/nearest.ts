import { distance } from "fastest-levenshtein";

/** `; did you mean --cluster?` where a known word is near, else "". It ends a message. */
export function nearest(
  word: string,
  known: readonly string[],
  show: (name: string) => string = (name) => name,
): string {
  const plain = word.toLowerCase();
  const area = known.find((name) => name.startsWith(`${plain}/`));
  const inside = word.length > 2 ? known.find((name) => name.includes(plain)) : undefined;
  const best = area ?? inside ?? likest(plain, known);
  return best === undefined ? "" : `; did you mean ${show(best)}?`;
}

/** The name that is spelled most like the word, if one is like it at all. */
function likest(word: string, known: readonly string[]): string | undefined {
  const far = known.map((name) => ({ name, by: Math.min(...spellings(name, word).map((it) => distance(word, it))) }));
  const [best] = far.toSorted((a, b) => a.by - b.by);
  return best && best.by <= Math.max(1, Math.floor(word.length / 3)) ? best.name : undefined;
}

/** A name as people write it: whole, without a suite's number or a check's area, or only its beginning. */
function spellings(name: string, word: string): string[] {
  const short = [name, name.replace(/^\d+-/, ""), name.slice(name.indexOf("/") + 1)];
  const lengths = word.length < 4 ? [] : [word.length - 1, word.length, word.length + 1];
  return [...short, ...short.flatMap((it) => lengths.map((length) => it.slice(0, length)))];
}

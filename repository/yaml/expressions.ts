/**
 * A regular expression that a checkout gives, which Go reads in linear time and JavaScript may not: `undefined` where it
 * cannot be read here, or where it might take for ever. https://github.com/google/re2/wiki/Syntax
 */
export function expressionOf(source: string, flags = ""): RegExp | undefined {
  const key = `${flags}/${source}`;
  const found = known.get(key) ?? read(source, flags);
  known.set(key, found);
  return found === "unreadable" ? undefined : found;
}

/** A name as a part of a regular expression that means this name alone. */
export const escaped = (name: string): string => name.replaceAll(/[^\w-]/g, String.raw`\$&`);

/** A rule of SOPS is held against each file of a checkout. */
const known = new Map<string, RegExp | "unreadable">();

function read(source: string, flags: string): RegExp | "unreadable" {
  try {
    return isQuick(source) ? new RegExp(source, flags) : "unreadable";
  } catch {
    return "unreadable";
  }
}

/** Each repetition multiplies the places at which a text may be cut. */
const MOST_REPETITIONS = 4;

/** No repetition within a repeated group, no alternatives within one, and few repetitions in all. */
function isQuick(source: string): boolean {
  const plain = source.replaceAll(/\\./gs, "x").replaceAll(/\[[^\]]*\]/g, "x");
  const repetitions = plain.match(/[*+]|\{\d*,\d*\}/g) ?? [];
  if (repetitions.length > MOST_REPETITIONS) return false;
  const open: boolean[] = [];
  for (const [index, character] of Array.from(plain).entries()) {
    if (character === "(") open.push(false);
    else if (/[*+{|]/.test(character)) open.fill(true);
    else if (character === ")" && open.pop() && /^[*+{]/.test(plain.slice(index + 1, index + 2))) return false;
  }
  return true;
}

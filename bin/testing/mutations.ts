/** What breaks parsers: pieces of YAML, JSON and templates, numbers that are none, characters that are not seen. */
const PIECES = [
  ...["", "null", "[]", "{}", "~", "*a", "&a ", "<<: *a", "!!binary x", "!foo", "\t", "\0", "\ud800", "\u202e"],
  ...["{{ x }}", "${X}", "---\n", "...\n", ": ", "- ", "? ", "|\n", ">-\n", "1e999", "0x10", "-0", "9999-99-99"],
  ...["__proto__", "constructor", "toString", '"', "'", "\\", "#", "@", "`", "%", "\u001b[2J", "a".repeat(300)],
  ...["[".repeat(300), "{a: ".repeat(100), "\r\n", "\u2028", "true", "0", "-1", "1.5"],
];

/** Texts that were broken, each by its seed: cut, doubled, swapped, with pieces put in. The same seed gives the same. */
export function mutations(texts: readonly string[]): (seed: number) => string {
  return (seed) => {
    const chance = chances(seed);
    const any = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(chance() * items.length)];
    let text = any(texts) ?? "";
    for (let count = 1 + chance() * 4; count > 0; count -= 1) text = (any(WAYS) ?? cut)(text, chance, any);
    return text;
  };
}

type Way = (text: string, chance: () => number, any: <Item>(items: readonly Item[]) => Item | undefined) => string;

const put: Way = (text, chance, any) => {
  const at = Math.floor(chance() * text.length);
  return text.slice(0, at) + (any(PIECES) ?? "") + text.slice(at);
};

const drop: Way = (text, chance) => {
  const at = Math.floor(chance() * text.length);
  return text.slice(0, at) + text.slice(at + Math.floor(chance() * 30));
};

const double: Way = (text, chance) => {
  const at = Math.floor(chance() * text.length);
  const to = at + Math.floor(chance() * 30);
  return text.slice(0, to) + text.slice(at);
};

const cut: Way = (text, chance) => text.slice(0, Math.floor(chance() * text.length));

const swap: Way = (text, chance) => {
  const lines = text.split("\n");
  const [one, other] = [Math.floor(chance() * lines.length), Math.floor(chance() * lines.length)];
  [lines[one], lines[other]] = [lines[other] ?? "", lines[one] ?? ""];
  return lines.join("\n");
};

const replaceValue: Way = (text, chance, any) => {
  const lines = text.split("\n");
  const at = Math.floor(chance() * lines.length);
  lines[at] = (lines[at] ?? "").replace(/:.*$/, `: ${any(PIECES) ?? ""}`);
  return lines.join("\n");
};

const WAYS: readonly Way[] = [put, put, drop, drop, double, cut, swap, replaceValue];

/** Numbers from 0 to 1, the same for the same seed: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function chances(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 1103515245 + 12345) % 0x80000000;
    return state / 0x80000000;
  };
}

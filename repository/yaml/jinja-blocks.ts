/** A tag of a block that has no partner, with its line. */
export interface LoneTag {
  tag: string;
  line: number;
}

/**
 * The first `{% end… %}` that ends no block, or the block that nothing ends, of a jinja template (minijinja's too):
 * https://jinja.palletsprojects.com/en/stable/templates/#list-of-control-structures
 */
export function loneTag(text: string): LoneTag | undefined {
  const open: LoneTag[] = [];
  const plain = text.replace(/\{#[\s\S]*?#\}/g, (comment) => comment.replace(/[^\n]/g, " "));
  for (const { 1: word = "", 2: rest = "", index = 0 } of plain.matchAll(/\{%[-+]?\s*(\w+)([^%]*?)[-+]?%\}/g)) {
    const line = plain.slice(0, index).split("\n").length;
    const last = open.at(-1);
    // what stands in a raw block is text
    if (last?.tag === "raw" && word !== "endraw") continue;
    if (word.startsWith("end")) {
      if (last?.tag !== word.slice(3)) return { tag: word, line };
      open.pop();
    } else if (BLOCKS.has(word) || (word === "set" && !rest.includes("="))) open.push({ tag: word, line });
  }
  return open.at(-1);
}

const BLOCKS = new Set(["for", "if", "block", "macro", "call", "filter", "raw", "with", "autoescape"]);

/** A part of a Markdown file that assay writes: from one comment to another, so that all other text stays. */
export interface Block {
  /** The name in its comments. */
  name: string;
  /** The heading it gets where it is new, with its `#`. */
  heading: string;
  lines: readonly string[];
}

/** The text with the block in place of the old one, or at its end. Throws an Error that says what stands in the way. */
export function withBlock(text: string, { name, heading, lines }: Block): string {
  const ends = text.includes("\r\n") ? "\r\n" : "\n";
  const [begin, end] = [`<!-- assay:${name}:begin -->`, `<!-- assay:${name}:end -->`];
  const block = [begin, ...lines, end].join(ends);
  const [from, more, to] = [text.indexOf(begin), text.indexOf(begin, text.indexOf(begin) + 1), text.indexOf(end)];
  if (from >= 0 && to > from && more < 0 && text.indexOf(end, to + 1) < 0)
    return text.slice(0, from) + block + text.slice(to + end.length);
  if (from >= 0 || to >= 0)
    throw new Error(`${begin} and ${end} do not stand once each, in this order: mend or remove them`);
  if (hasHeading(text, heading))
    throw new Error(`has a section "${heading}" that assay did not write: rename it, or put ${begin} and ${end} in it`);
  const gap = text === "" ? "" : text.endsWith(`${ends}${ends}`) ? "" : text.endsWith(ends) ? ends : ends + ends;
  return `${text}${gap}${heading}${ends}${ends}${block}${ends}`;
}

const hasHeading = (text: string, heading: string): boolean =>
  text.split(/\r?\n/).some((line) => line.trimEnd().toLowerCase() === heading.toLowerCase());

const GAP = " … ";

/**
 * At most `most` characters of a text, its middle left out: Go wraps errors from the outside in, so the head says what
 * was tried and the tail why it failed. No half of a surrogate pair stays.
 */
export function bothEnds(text: string, most: number): string {
  if (text.length <= most) return text;
  const room = Math.max(0, most - GAP.length);
  const head = text.slice(0, Math.ceil(room / 2)).replace(/[\ud800-\udbff]$/, "");
  const tail = room < 2 ? "" : text.slice(-Math.floor(room / 2)).replace(/^[\udc00-\udfff]/, "");
  return `${head.trimEnd()}${GAP}${tail.trimStart()}`;
}

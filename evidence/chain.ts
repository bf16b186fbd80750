import { createHash } from "node:crypto";

/** Of a journal's lines, as they stand in the file without their ends. */
export interface Chain {
  /** How many whole lines there are. */
  lines: number;
  /** SHA-256 of the last line, in hex; {@link ORIGIN} where there is none. */
  last: string;
  /** Lines that do not carry the hash of the line before, counted from 1. */
  broken: number[];
  /** Lines that carry no hash: a version of assay that did not chain them wrote them. */
  unchained: number;
}

/** What the first line carries in place of a hash. */
export const ORIGIN = "0".repeat(64);

/** What the next line must carry. */
export const hashOf = (line: string): string => createHash("sha256").update(line).digest("hex");

/** Follows a chain through its lines. `carried`: the hash that a line carries, where it can be read. */
export function chainOf(lines: readonly string[], carried: (line: string) => string | undefined): Chain {
  const chain: Chain = { lines: lines.length, last: ORIGIN, broken: [], unchained: 0 };
  for (const [index, line] of lines.entries()) {
    const own = carried(line);
    if (own === undefined) chain.unchained += 1;
    if (own !== chain.last) chain.broken.push(index + 1);
    chain.last = hashOf(line);
  }
  return chain;
}

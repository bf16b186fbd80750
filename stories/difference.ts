/** A unified diff of two texts, without its head; empty where they are the same. */
export function difference(before: string, after: string): string[] {
  const [old, made] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && start < made.length && old[start] === made[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < made.length - start && old.at(-1 - end) === made.at(-1 - end)) end += 1;
  if ((old.length - start - end) * (made.length - start - end) > MOST)
    return [`@@ ${made.length - start - end} lines from line ${start + 1} on: too much to compare line by line @@`];
  const changes = edits(old.slice(start, old.length - end), made.slice(start, made.length - end), start);
  return hunks(changes, old);
}

/** Cells of the table below. */
const MOST = 25_000_000;

interface Edit {
  /** The index in the old text before which it happens. */
  at: number;
  sign: "-" | "+";
  text: string;
}

/** By the longest common subsequence; stories have some hundred lines. */
function edits(old: readonly string[], made: readonly string[], offset: number): Edit[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(made.length + 1));
  const cell = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = made.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row) row[j] = old[i] === made[j] ? cell(i + 1, j + 1) + 1 : Math.max(cell(i + 1, j), cell(i, j + 1));
    }
  const found: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < made.length) {
    if (i < old.length && j < made.length && old[i] === made[j]) [i, j] = [i + 1, j + 1];
    else if (i < old.length && (j >= made.length || cell(i + 1, j) >= cell(i, j + 1)))
      found.push({ at: offset + i, sign: "-", text: old[i++] ?? "" });
    else found.push({ at: offset + i, sign: "+", text: made[j++] ?? "" });
  }
  return found;
}

/** Changes with a line of context on either side; `@@ line` says where. */
function hunks(changes: readonly Edit[], old: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [index, { at, sign, text }] of changes.entries()) {
    const previous = changes[index - 1];
    const reached = previous ? previous.at + (previous.sign === "-" ? 1 : 0) : undefined;
    if (reached !== at) {
      if (previous && reached !== undefined && reached < old.length) lines.push(` ${old[reached]}`);
      lines.push(`@@ line ${at + 1} @@`, ...(at > 0 ? [` ${old[at - 1]}`] : []));
    }
    lines.push(`${sign}${text}`);
  }
  return lines;
}

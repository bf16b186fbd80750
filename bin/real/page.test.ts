import { describe, expect, test } from "vitest";
import type { Outcome } from "./broken.ts";
import { page } from "./page.ts";

const outcome = (fault: string, parts: Partial<Outcome> = {}): Outcome => ({
  fault,
  what: "a node is broken",
  cause: "kubernetes/nodes-are-sound",
  says: "node/a: taint",
  redAfterS: 22,
  greenAfterS: 31,
  before: [],
  ...parts,
});
const seen = (title: string, ...outcomes: Outcome[]) => ({ title, day: "2026-11-30", standing: [], outcomes });
const rows = (text: string): string[] =>
  text.split("\n").filter((line) => line.startsWith("| ") && !/^\| (fault|---) /.test(line));

describe("docs/development/real.md", () => {
  test("a row says what was told first, and how long both took", () => {
    const text = page("", seen("kind", outcome("node-tainted", { before: ["a/b: x", "a/b: y"] })));
    expect(rows(text)).toEqual([
      "| node-tainted | a node is broken | `kubernetes/nodes-are-sound`: node/a: taint | 22 s | 31 s | `a/b` | 2026-11-30 |",
    ]);
    expect(text).toContain("## kind\n\nBefore the first fault everything held.\n");
  });

  test("a fault that was not named, or not mended, says so", () => {
    const { redAfterS: _, ...unnamed } = outcome("a", { trouble: "it was not named in time" });
    const { greenAfterS: __, ...unmended } = outcome("b", { trouble: "still wrong after the mend: x/y" });
    const [a, b] = rows(page("", seen("kind", unnamed, unmended)));
    expect(a).toContain("| not named: it was not named in time | – | 31 s |");
    expect(b).toContain("| 22 s | – still wrong after the mend: x/y |");
  });

  test("rows of other faults and other clusters stay as they were", () => {
    const first = page("", seen("kind", outcome("a"), outcome("b")));
    const second = page(first, { ...seen("Talos", outcome("a")), standing: ["x/y"] });
    const third = page(second, seen("kind", outcome("b", { redAfterS: 5 }), outcome("c")));
    expect(rows(third).map((row) => [row.split(" | ")[0], row.split(" | ")[3]])).toEqual([
      ["| a", "22 s"],
      ["| b", "5 s"],
      ["| c", "22 s"],
      ["| a", "22 s"],
    ]);
    expect(third).toContain("## Talos\n\nBefore the first fault did not hold: x/y.\n");
    expect(third.match(/^# /gm)).toHaveLength(first.match(/^# /gm)?.length ?? 0);
  });

  test("what would end a cell or a line does not", () => {
    const [row] = rows(page("", seen("kind", outcome("a", { says: "one | two\nthree" }))));
    expect(row).toContain(String.raw`one \| two three`);
  });
});

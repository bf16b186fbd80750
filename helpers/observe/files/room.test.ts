import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { readCheckout } from "./repository.ts";
import { readYaml } from "./repository-yaml.ts";
import { roomForYaml } from "./room.ts";

const below = mkdtempSync(path.join(tmpdir(), "assay-room-"));
afterAll(() => rmSync(below, { recursive: true, force: true }));

test("a text of more items than any manifest has is not parsed, whatever they are", () => {
  const room = roomForYaml();
  for (const text of ["- a\n", "a,", "[", "{", "---\n"])
    expect(room(text.repeat(250_000))).toMatch(/^\d+ lines and items of lists: more than 200000 are not read$/);
  expect(room("a".repeat(5_000_000))).toBeUndefined();
});

test("texts that the heap has no room for are told so, those before them are read", () => {
  const room = roomForYaml({ ...getHeapStatistics(), heap_size_limit: 64 * 1024 * 1024, used_heap_size: 34_000_000 });
  const text = "a: 1\n".repeat(15_000);
  expect([room(text), room(text)]).toEqual([
    undefined,
    expect.stringMatching(/^the heap that Node may use \(64 MB\) is too small for it; .*NODE_OPTIONS=/),
  ]);
});

test("a checkout with such a file is read, and the file is told", async () => {
  writeFileSync(path.join(below, "a.yaml"), `a: [${"a,".repeat(2_400_000)}a]\n`);
  writeFileSync(path.join(below, "b.yaml"), "b: 1\n");
  const { files } = await readCheckout(below);
  expect(files[0]).toMatchObject({ documents: [], trouble: { kind: "too-large" } });
  expect(files[1]?.documents[0]?.value).toEqual({ b: 1 });
}, 5_000);

test("a map of 100,000 keys, and 40,000 documents, take no minutes; a key again is found", () => {
  const keys = Array.from({ length: 100_000 }, (_, index) => `k${index}: 1\n`).join("");
  const { documents } = readYaml("x.yaml", `${keys}k7: 2\n`);
  expect(documents[0]?.problems).toEqual([
    { kind: "duplicate-key", message: "Map keys must be unique", line: 100_001, column: 1 },
  ]);
  expect(readYaml("x.yaml", "---\na: *b\n".repeat(40_000)).documents).toHaveLength(40_000);
}, 20_000);

import { expect, test } from "vitest";
import { flipped, mutants, sampleOf } from "./play.ts";

/** A small sample of `npm run flip`, the same in every run. */
test("what changes of the healthy lab is noticed by a check, or is harmless for a reason that is written down", async () => {
  const chosen = sampleOf(await mutants(), 60, 1);
  const all = await flipped(chosen);
  expect(all).toHaveLength(60);
  const blind = all.filter(({ noticedBy, justified }) => noticedBy.length === 0 && justified === undefined);
  expect(blind.map(({ id }) => id)).toEqual([]);
}, 180_000);

import { expect, test } from "vitest";
import { ASKED_OF_THE_API, ASKED_OF_THE_CLUSTER, without } from "./rows.ts";

test("a set without some of its checks keeps the others, in their order", () => {
  expect(without(["a", "b", "c", "d"], "c", "a")).toEqual(["b", "d"]);
});

test("what a set does not hold cannot be taken away from it: the check was renamed, or fell out before", () => {
  expect(() => without(["a", "b"], "b", "c", "d")).toThrow("not in the set that it is taken from: c, d");
});

test("no set names a check twice", () => {
  for (const rows of [ASKED_OF_THE_API, ASKED_OF_THE_CLUSTER]) expect(new Set(rows).size).toBe(rows.length);
});

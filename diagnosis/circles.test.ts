import { expect, test } from "vitest";
import { endsOf } from "./circles.ts";

test("the ends of chains; a node that nothing explains is its own", () => {
  expect(endsOf([])).toEqual([]);
  expect(endsOf([[], [0], [1]])).toEqual([[0], [0], [0]]);
  expect(endsOf([[], [], [1, 0], [2]])).toEqual([[0], [1], [0, 1], [0, 1]]);
});

test("a circle that nothing outside explains has its first for an end; another one has what explains it", () => {
  expect(endsOf([[1], [2], [0], [2]])).toEqual([[0], [0], [0], [0]]);
  expect(endsOf([[1], [0, 2], [], [0]])).toEqual([[2], [2], [2], [2]]);
  expect(endsOf([[1], [0], [3, 0], [2]])).toEqual([[0], [0], [0], [0]]);
  expect(endsOf([[0]])).toEqual([[0]]);
});

test("circles within circles, whichever is met first", () => {
  expect(endsOf([[1], [2], [1, 3], [4], [3]])).toEqual([[3], [3], [3], [3], [3]]);
  expect(endsOf([[3], [2], [1, 0], [0]])).toEqual([[0], [0], [0], [0]]);
});

test("a chain may be longer than a stack is deep", () => {
  const length = 50_000;
  const chain = Array.from({ length }, (_, index) => (index + 1 < length ? [index + 1] : []));
  expect(endsOf(chain)[0]).toEqual([length - 1]);
});

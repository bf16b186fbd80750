import { expect, test } from "vitest";
import { bothEnds } from "./text.ts";

test("a text that fits is whole, one that does not keeps both ends", () => {
  expect(bothEnds("12345", 5)).toBe("12345");
  expect(bothEnds("1234567890", 9)).toBe("123 … 890");
  expect(bothEnds("1234567890", 8)).toBe("123 … 90");
  expect(bothEnds("pulling the image: dial tcp: no such host", 30)).toBe("pulling the im … no such host");
  expect(bothEnds("123456", 2)).toBe(" … ");
});

test("no half of a surrogate pair stays", () => {
  expect(bothEnds("\u{1f600}".repeat(10), 10)).toBe("\u{1f600}\u{1f600} … \u{1f600}");
});

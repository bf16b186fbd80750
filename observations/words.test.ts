import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { wordsOf } from "./words.ts";

const thrown = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

test("an error's own words; a file's without its name; whatever else was thrown", () => {
  expect(wordsOf(new Error("the lease is held"))).toBe("the lease is held");
  expect(wordsOf(thrown(() => readFileSync("/nowhere/at/all")))).toBe("no such file or folder");
  expect(wordsOf(thrown(() => readFileSync("/")))).toBe("a folder stands where a file should be");
  expect(wordsOf("boom")).toBe("boom");
  expect(wordsOf(undefined)).toBe("undefined");
});

const GONE = "no-such-command";
test("a command that is not there is still named", () => {
  expect(wordsOf(spawnSync(GONE).error)).toContain(GONE);
});

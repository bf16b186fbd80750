import { expect, test } from "vitest";
import { begun, ended, finished, row, started } from "../reports/testing/events.ts";
import { doubtsAbout, NOT_TRUSTED } from "./doubts.ts";
import type { RunEvent } from "./event.ts";

const SUITE = "40-kubernetes";
const [opens, begins] = begun("a/one") as [RunEvent, RunEvent];
const closes: RunEvent = { event: "suite-finished", at: "2026-11-21T04:13:22.000Z", suite: SUITE };
const head = started([row("a/one")]);
const ends = finished("a/one", "pass");
const whole = [head, opens, begins, ends, closes, ended()];

test("a run's own journal, whole or broken off anywhere, is trusted", () => {
  expect(doubtsAbout(whole, 0)).toEqual([]);
  const again = finished("a/one", "fail", {}, { again: true });
  expect(doubtsAbout([head, opens, begins, ends, closes, again, ended()], 0)).toEqual([]);
  for (let length = 1; length < whole.length; length += 1) expect(doubtsAbout(whole.slice(0, length), 1)).toEqual([]);
});

test.each([
  ["the end is missing in the middle of a line", whole, 1, "1 of its lines cannot be read"],
  ["two lines cannot be read", [head, opens], 2, "2 of its lines cannot be read"],
  ["the head is cut off", whole.slice(1), 0, "the begin of its run is missing"],
  ["two runs are joined", [...whole.slice(0, -1), ...whole], 0, "it holds 2 runs"],
  [
    "the head comes later",
    [opens, head, begins, ends, closes, ended()],
    0,
    "the begin of its run is not its first line",
  ],
  ["it goes on", [...whole, ends], 0, "it goes on after the run has ended"],
  [
    "a check that was not declared",
    [head, opens, finished("a/two", "pass"), ended()],
    0,
    "a/two is no check that its run declared",
  ],
  [
    "a check of another suite",
    [head, opens, finished("a/one", "pass", {}, { suite: "x" }), ended()],
    0,
    "a/one is no check that its run declared",
  ],
  ["a check ends that never began", [head, opens, ends, closes, ended()], 0, "a/one ends before it begins"],
  [
    "a check stands outside of its suite",
    [head, opens, begins, closes, ends, ended()],
    0,
    "a/one stands outside of its suite",
  ],
] as [string, RunEvent[], number, string][])("%s", (_, events, damaged, doubt) => {
  expect(doubtsAbout(events, damaged)).toContain(`${NOT_TRUSTED}${doubt}`);
});

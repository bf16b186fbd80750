import { afterEach, beforeEach, expect, test } from "vitest";
import type { Trouble } from "../../observations/trouble.ts";
import { liveIn } from "../wait/clock.ts";
import { standingOfServer } from "./standing.ts";

let nowMs = 1_000;
let leave = (): void => undefined;
beforeEach(() => {
  nowMs = 1_000;
  leave = liveIn({
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  });
});
afterEach(() => leave());

const ERROR: Trouble = { kind: "server-error", message: "GET /a answered 500: etcdserver: no leader" };
const WHOLE_MS = 30_000;

test("while others are answered, a request has its whole time; alone it has half of it", () => {
  const standing = standingOfServer();
  expect(standing.patienceMs(nowMs, WHOLE_MS)).toBe(15_000);
  const startedMs = nowMs;
  nowMs += 10;
  standing.hear("/b", nowMs);
  expect(standing.patienceMs(startedMs, WHOLE_MS)).toBe(WHOLE_MS);
});

test("after one that failed, the next are tried shortly; after four different ones, none for some seconds", () => {
  const standing = standingOfServer();
  for (const [index, path] of ["/a", "/b", "/c", "/d"].entries()) {
    expect(() => standing.refuse("/e")).not.toThrow();
    standing.hear(path, nowMs, ERROR);
    expect(standing.patienceMs(nowMs, WHOLE_MS), `after ${index + 1}`).toBe(2_000);
  }
  expect(() => standing.refuse("/e")).toThrow(
    "GET /e was not sent, because nothing is answered: GET /a answered 500: etcdserver: no leader",
  );
  nowMs += 5_001;
  expect(() => standing.refuse("/e")).not.toThrow();
});

test("the same request that fails again and again says nothing of the others", () => {
  const standing = standingOfServer();
  for (let count = 0; count < 9; count += 1) standing.hear("/a", nowMs, ERROR);
  expect(() => standing.refuse("/b")).not.toThrow();
});

test.each([undefined, { kind: "forbidden", message: "403" } as const])("an answer sets all right: %j", (answer) => {
  const standing = standingOfServer();
  for (const path of ["/a", "/b", "/c", "/d"]) standing.hear(path, nowMs, ERROR);
  nowMs += 10;
  standing.hear("/e", nowMs, answer);
  expect(() => standing.refuse("/f")).not.toThrow();
  expect(standing.patienceMs(nowMs - 1, WHOLE_MS)).toBe(WHOLE_MS);
});

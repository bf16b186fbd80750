import { expect, test } from "vitest";
import type { CommandResult } from "../../command.ts";
import { liveIn } from "../../wait/clock.ts";
import type { SourceContext } from "../source.ts";
import { answeredByNode } from "./node-answer.ts";

const REFUSED = 'error: rpc error: code = Unavailable desc = "dial tcp 10.5.0.4:50000: connect: connection refused"';

/** What the calls print on stderr in turn, the last for good; without a word the call succeeds. */
async function ask(...said: string[]): Promise<{ calls: number; pausedMs: number; answer: string }> {
  let [calls, pausedMs] = [0, 0];
  const run = async (argv: readonly string[]): Promise<CommandResult> => {
    const stderr = said[Math.min(calls, said.length - 1)] ?? "";
    calls += 1;
    return { argv, exit: stderr === "" ? 0 : 1, killed: false, stdout: "", stderr, tookMs: 1, transcript: "t" };
  };
  const context = { commands: { run }, signal: new AbortController().signal } as unknown as SourceContext;
  const back = liveIn({
    now: () => new Date(pausedMs),
    monotonicMs: () => pausedMs,
    sleep: async (ms) => {
      pausedMs += ms;
    },
  });
  try {
    const answer = await answeredByNode(context, ["talosctl", "version"], 12_000).then(
      () => "answered",
      (error: Error) => error.message,
    );
    return { calls, pausedMs, answer };
  } finally {
    back();
  }
}

test("a refusal between two answers is asked again", async () => {
  expect(await ask(REFUSED, "")).toEqual({ calls: 2, pausedMs: 1_000, answer: "answered" });
  expect(await ask(REFUSED, REFUSED, "")).toEqual({ calls: 3, pausedMs: 2_000, answer: "answered" });
});

test("a machine that refuses for good is told as that, after two seconds", async () => {
  expect(await ask(REFUSED)).toMatchObject({
    calls: 3,
    pausedMs: 2_000,
    answer: expect.stringContaining("connection refused"),
  });
});

test("any other answer stands", async () => {
  const denied = "error: rpc error: code = PermissionDenied desc = not authorized";
  expect(await ask(denied)).toMatchObject({ calls: 1, pausedMs: 0, answer: expect.stringContaining("not authorized") });
});

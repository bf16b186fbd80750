import { describe, expect, test } from "vitest";
import type { Judgement } from "../../criteria/judge.ts";
import { monotonicMs } from "./clock.ts";
import { isSettled, wait } from "./wait.ts";

const judgement = (verdict: Judgement["verdict"], parts: Partial<Judgement> = {}): Judgement => ({
  id: "x/y",
  verdict,
  examined: 1,
  findings: [],
  unseen: [],
  remarks: [],
  troubles: [],
  ...parts,
});
const fails = (actual: string, hopeless = false) =>
  judgement("fail", { findings: [{ subject: "pod/a/b", expected: "ready", actual, ...(hopeless && { hopeless }) }] });

/** Runs the loop over a list of judgements; a change is there at once. */
async function waited(
  judgements: Judgement[],
  options: { withinMs?: number; mayWait?: boolean; signal?: AbortSignal } = {},
) {
  const seen: string[] = [];
  const left = [...judgements];
  const result = await wait({
    judge: async () => (left.length > 1 ? left.shift() : left[0]) ?? judgement("pass"),
    changed: async () => undefined,
    mayWait: () => options.mayWait ?? true,
    deadlineMs: monotonicMs() + (options.withinMs ?? 10_000),
    signal: options.signal ?? new AbortController().signal,
    onAttempt: ({ judgement }) => seen.push(judgement.verdict),
  });
  return { ...result, seen };
}

describe("the wait loop", () => {
  test("a pass ends it at once", async () => {
    expect(await waited([judgement("pass")])).toMatchObject({ attempts: 1, judgement: { verdict: "pass" } });
  });

  test("it looks again until it passes, and tells every attempt", async () => {
    const result = await waited([fails("0 of 3"), judgement("inconclusive", { reason: "503" }), judgement("pass")]);
    expect(result).toMatchObject({ attempts: 3, moving: true, judgement: { verdict: "pass" } });
    expect(result.seen).toEqual(["fail", "inconclusive", "pass"]);
  });

  test("what no waiting mends ends it at once", async () => {
    expect(await waited([fails("v1.34.0", true), judgement("pass")])).toMatchObject({
      attempts: 1,
      judgement: { verdict: "fail" },
    });
  });

  test("a broken gate spends no patience", async () => {
    expect(await waited([fails("0 of 3"), judgement("pass")], { mayWait: false })).toMatchObject({ attempts: 1 });
  });

  test("without patience it judges once", async () => {
    expect(await waited([fails("0 of 3"), judgement("pass")], { withinMs: 0 })).toMatchObject({ attempts: 1 });
  });

  test("the latest state is kept when patience is over, and standing still is told from moving", async () => {
    const still = await waited([fails("silent for 41s"), fails("silent for 1m2s")], { withinMs: 30 });
    expect(still.attempts).toBeGreaterThan(1);
    expect(still).toMatchObject({ moving: false, judgement: { findings: [{ actual: "silent for 1m2s" }] } });
    expect(await waited([fails("0 of 3"), fails("1 of 3")], { withinMs: 30 })).toMatchObject({ moving: true });
  });

  test("an interrupted wait keeps what it saw", async () => {
    const aborted = AbortSignal.abort();
    expect(await waited([fails("0 of 3"), judgement("pass")], { signal: aborted })).toMatchObject({
      attempts: 1,
      judgement: { verdict: "fail" },
    });
  });

  test("settled: passed, irrelevant, waived or hopeless; never inconclusive", () => {
    expect(
      [judgement("pass"), judgement("not-applicable"), judgement("waived"), fails("x", true)].map(isSettled),
    ).toEqual([true, true, true, true]);
    expect([judgement("inconclusive"), fails("x")].map(isSettled)).toEqual([false, false]);
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startMember, type MemberEnd } from "./member-process.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** Starts a program, and lets time pass once it has said `ready`. */
async function endOf(script: string, deadlineMs: number, passMs: number): Promise<MemberEnd> {
  return new Promise((resolve) => {
    const member = startMember(["/bin/sh", "-c", script], {
      deadlineMs,
      onLine: (line) => line === "ready" && vi.advanceTimersByTime(passMs),
    });
    void member.ended.then(resolve);
  });
}

const WAITS = "while :; do sleep 0.1; done";

describe("a run in a process of its own", { timeout: 30_000 }, () => {
  test("is asked to end at its deadline, and what it told until then is kept", async () => {
    const script = `trap 'echo "the report"; exit 3' INT; echo ready >&2; ${WAITS}`;
    expect(await endOf(script, 60_000, 60_000)).toMatchObject({ exit: 3, overdue: true, stdout: "the report" });
  });

  test("is left alone before it", async () => {
    const script = `trap 'echo asked; exit 3' INT; echo ready >&2; sleep 0.3; exit 1`;
    expect(await endOf(script, 60_000, 59_999)).toMatchObject({ exit: 1, overdue: false, stdout: "" });
  });

  test("is killed with its children where it does not end 90 s after it was asked", async () => {
    const script = `trap '' INT; sleep 60 & echo ready >&2; ${WAITS}`;
    const end = await endOf(script, 60_000, 150_000);
    expect(end).toMatchObject({ exit: undefined, signal: "SIGKILL", overdue: true });
  });

  test("that cannot be started says why", async () => {
    const member = startMember(["/no/such/program"], { deadlineMs: 1_000, onLine: () => undefined });
    const { exit, said } = await member.ended;
    expect([exit, said]).toEqual([undefined, [expect.stringContaining("/no/such/program")]]);
  });
});

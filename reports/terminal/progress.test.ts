import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../evidence/event.ts";
import type { Screen } from "./layout.ts";
import { status, advance, initialProgress, type ProgressState } from "./progress.ts";
import { AT, finished, finding, row, started } from "../testing/events.ts";

const PIPE: Screen = { width: 100, colour: false, live: false };
const TTY: Screen = { ...PIPE, live: true };
const at = (seconds: number): string => new Date(Date.parse(AT) + seconds * 1000).toISOString();
const begun = started([row("a/one", { title: "All agents run" }), row("a/two")]);
const rowStarted: RunEvent = { event: "row-started", at: at(0), id: "a/one", suite: "s", patienceMs: 300_000 };
const waiting = (seconds: number, summary: string): RunEvent => ({
  event: "row-waiting",
  at: at(seconds),
  id: "a/one",
  attempt: seconds,
  verdict: "fail",
  summary,
  deadline: at(300),
  moving: true,
});

function all(events: RunEvent[], screen: Screen): { state: ProgressState; lines: string[] } {
  let state = initialProgress();
  const lines = events.flatMap((event) => {
    const next = advance(state, event, screen);
    state = next.state;
    return next.lines;
  });
  return { state, lines };
}

describe("a bootstrap that is followed", () => {
  const following = (seconds: number, state: "waiting" | "watching" | "ended", summary: string): RunEvent => ({
    event: "following",
    at: at(seconds),
    state,
    summary,
    since: AT,
  });
  const long = `phase core goes on: ${"x".repeat(300)}`;
  const events = [
    following(0, "waiting", "connect ECONNREFUSED"),
    following(9, "waiting", "no such file"),
    following(65, "watching", long),
    following(70, "watching", "everything is up"),
    following(75, "ended", "everything is up"),
  ];

  test("a pipe gets one line for each, none longer than it is wide", () => {
    const { lines } = all(events, PIPE);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe("  … waiting for the cluster · 0s · connect ECONNREFUSED");
    expect(lines[2]).toMatch(/^ {2}… watching · 1m5s · phase core goes on: x+…$/);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  test("a terminal shows it at its bottom until it is over, and keeps a line for each turn", () => {
    const { state, lines } = all(events.slice(0, 4), TTY);
    expect(lines).toHaveLength(2);
    expect(status(state, new Date(at(72)), TTY)).toContain("watching · 1m12s · everything is up");
    expect(status(all(events, TTY).state, new Date(at(80)), TTY)).toBeUndefined();
  });

  test("what is said cannot lead the terminal astray", () => {
    const { lines } = all([following(0, "waiting", "a\u001b[2J\nb")], PIPE);
    expect(Array.from(lines.join("")).filter((letter) => letter < " ")).toEqual([]);
  });
});

describe("as it happens", () => {
  test("suites and checks", () => {
    const suite: RunEvent = { event: "suite-started", at: AT, suite: "70-cilium", title: "Cilium", rows: 2 };
    expect(
      all([begun, suite, finished("a/one", "pass"), finished("a/two", "not-applicable", { reason: "no mesh" })], PIPE)
        .lines,
    ).toEqual(["", "Cilium (70-cilium, 2 checks)", "  ✓ All agents run", "  – the fact of a/two", "      no mesh"]);
  });

  test("a pass that took its time says so", () => {
    expect(all([begun, finished("a/one", "pass", {}, { tookMs: 72_000 })], PIPE).lines).toEqual([
      "  ✓ All agents run  1m12s",
    ]);
  });

  test("a fail tells what, how many of how many, and after how long", () => {
    const findings = [
      finding(),
      finding({
        actual: "Ready=Unknown (Kubelet stopped posting node status)",
        expected: "Ready=True, heard from within the last 40s",
        since: AT,
      }),
      finding({ subject: "node/cp3" }),
      finding({ subject: "node/cp4" }),
    ];
    expect(
      all([begun, finished("a/one", "fail", { findings, examined: 5 }, { attempts: 8, tookMs: 300_000 })], PIPE).lines,
    ).toEqual([
      "  ✗ All agents run",
      "      4 of 5 · 8 looks · 5m0s · a/one",
      "      node/cp1",
      "        expected Ready=True, heard from within the last 40s",
      "        actual   Ready=Unknown (Kubelet stopped posting node status)",
      "        since    2026-11-21 04:10:22 UTC",
      "      node/cp1: expected Ready=True; actual Ready=False",
      "      node/cp3: expected Ready=True; actual Ready=False",
      "      … and 1 more",
    ]);
  });

  test("what could not be judged says why, a waiver by whom", () => {
    const lines = all(
      [
        begun,
        finished("a/one", "inconclusive", { reason: "nodes: 403" }),
        finished("a/two", "waived", { reason: "waived by ops" }),
      ],
      PIPE,
    ).lines;
    expect(lines).toEqual([
      "  ? All agents run",
      "      0.3s · a/one",
      "      nodes: 403",
      "  ~ the fact of a/two",
      "      0 of 1 · 0.3s · a/two",
      "      waived by ops",
    ]);
  });

  test("colours only where they are wanted", () => {
    expect(all([begun, finished("a/one", "pass")], { ...PIPE, colour: true }).lines).toEqual([
      "\x1b[32m  ✓ \x1b[39mAll agents run",
    ]);
  });
});

describe("waiting", () => {
  const waits = [0, 1, 4, 6, 8, 17, 30, 46, 50].map((seconds) =>
    waiting(seconds, seconds < 8 ? "1 of 3 ready" : "2 of 3 ready"),
  );

  test("a pipe gets calm lines: after 5 s, of changes 10 s apart, else every 30 s", () => {
    expect(all([begun, rowStarted, ...waits], PIPE).lines).toEqual([
      "  … All agents run · 4m54s left · look 6 · moving · 1 of 3 ready",
      "  … All agents run · 4m43s left · look 17 · moving · 2 of 3 ready",
      "  … All agents run · 4m10s left · look 50 · moving · 2 of 3 ready",
    ]);
  });

  test("a terminal shows it in its status line", () => {
    const { state, lines } = all([begun, rowStarted, waiting(8, "2 of 3 ready")], TTY);
    expect(lines).toEqual([]);
    expect(status(state, new Date(at(10)), TTY)).toBe(
      "⠋ 1/2 All agents run · 10s · 4m50s left · look 8 · moving · 2 of 3 ready",
    );
    expect(status(state, new Date(at(10)), { ...TTY, width: 30 })).toBe("⠋ 1/2 All agents run · 10s ·…");
    expect(status(state, new Date(at(10)), PIPE)).toBeUndefined();
  });

  test("between checks there is nothing to show", () => {
    expect(status(initialProgress(), new Date(AT), TTY)).toBeUndefined();
    expect(status(all([begun, rowStarted, finished("a/one", "pass")], TTY).state, new Date(AT), TTY)).toBeUndefined();
  });
});

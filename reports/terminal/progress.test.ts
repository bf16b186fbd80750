import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../evidence/event.ts";
import type { Screen } from "./layout.ts";
import { advance } from "./progress.ts";
import { initialProgress, type ProgressState } from "./state.ts";
import { status } from "./waiting.ts";
import { AT, finished, finding, row, started } from "../testing/events.ts";

const PIPE: Screen = { width: 100, colour: false, live: false };
const TTY: Screen = { ...PIPE, live: true };
const at = (seconds: number): string => new Date(Date.parse(AT) + seconds * 1000).toISOString();
const begun = started([row("a/one", { title: "All agents run", fails: "An agent does not run" }), row("a/two")]);
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
    expect(lines[2]).toMatch(/^ {2}… watching · 1m5s · core: x+…$/);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  test("a terminal shows it at its bottom until it is over, and keeps a line for each turn", () => {
    const { state, lines } = all(events.slice(0, 4), TTY);
    expect(lines).toHaveLength(2);
    expect(status(state, new Date(at(72)), TTY)).toContain("watching · 1m12s · everything is up");
    expect(status(all(events, TTY).state, new Date(at(80)), TTY)).toBeUndefined();
  });

  test("a bootstrap with a budget says how much of it is used; each phase that is over stays as a line", () => {
    const bootstrap = { since: at(-600), budgetMs: 1_800_000 };
    const core = { ...following(62, "watching", "core: pod/webhook 0/1"), bootstrap } as RunEvent;
    const ended: RunEvent = {
      event: "phase-ended",
      at: at(63),
      name: "crds",
      title: "CRDs are established",
      tookMs: 12_000,
      budgetMs: 30_000,
    };
    const late: RunEvent = { ...ended, title: "Flux takes over", tookMs: 40_000 };
    const { state, lines } = all([core, ended, late], TTY);
    expect(lines.slice(1)).toEqual(["  ✓ CRDs are established  12s of 30s", "  ! Flux takes over  40s of 30s"]);
    expect(status(state, new Date(at(62)), TTY)).toBe("⠋ 11m2s of 30m0s · core: pod/webhook 0/1");
  });

  test("what is said cannot lead the terminal astray", () => {
    const { lines } = all([following(0, "waiting", "a\u001b[2J\nb")], PIPE);
    expect(Array.from(lines.join("")).filter((letter) => letter < " ")).toEqual([]);
  });
});

describe("as it happens", () => {
  const suite: RunEvent = { event: "suite-started", at: at(0), suite: "70-cilium", title: "Cilium", rows: 2 };
  const suiteEnded: RunEvent = { event: "suite-finished", at: at(72), suite: "70-cilium" };

  test("what passes of a suite is one line at its end, with the time that it took", () => {
    const none = finished("a/two", "not-applicable", { reason: "no mesh" });
    expect(all([begun, suite, finished("a/one", "pass"), none], PIPE).lines).toEqual([]);
    expect(all([begun, suite, finished("a/one", "pass"), none, suiteEnded], PIPE).lines).toEqual([
      "✓ Cilium: 1 holds, 1 not applicable  1m12s",
    ]);
    expect(all([begun, suite, none, suiteEnded], PIPE).lines).toEqual(["– Cilium: 1 not applicable  1m12s"]);
  });

  test("what fails comes at once below the suite's title; how many others hold stands at the end", () => {
    const events = [begun, suite, finished("a/one", "fail"), finished("a/two", "pass")];
    expect(all(events, PIPE).lines).toEqual([
      "",
      "Cilium (70-cilium, 2 checks)",
      "  ✗ An agent does not run",
      "      a/one · 1 of 1 · 0.3s",
      "      node/cp1: expected Ready=True; actual Ready=False",
    ]);
    expect(all([...events, suiteEnded], PIPE).lines.at(-1)).toBe("  ✓ 1 holds  1m12s");
  });

  test("a refused run says nothing of its checks: its end says why", () => {
    const refused: RunEvent = { event: "run-refused", at: AT, message: "another cluster answers" };
    const events = [begun, suite, refused, finished("a/one", "fail"), finished("a/two", "pass"), suiteEnded];
    expect(all(events, PIPE).lines).toEqual([]);
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
      "  ✗ An agent does not run",
      "      a/one · 4 of 5 · 8 looks · 5m0s",
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
      "      a/one · 0.3s",
      "      nodes: 403",
      "  ~ Does not hold: the fact of a/two",
      "      a/two · 0 of 1 · 0.3s",
      "      waived by ops",
    ]);
  });

  test("a reason that stands above is not told again: how many checks have it is one line of the suite", () => {
    const api = (message: string) => ({
      source: "nodes" as const,
      trouble: { kind: "server-error" as const, message },
    });
    const unjudged = (id: string, ...messages: string[]) =>
      finished(id, "inconclusive", { reason: messages.join("; "), troubles: messages.map(api) });
    const silent = "GET /a answered 500: etcdserver: no leader";
    const unsent = `GET /b was not sent, because nothing is answered: ${silent}`;
    const { lines, state } = all(
      [begun, suite, unjudged("a/one", silent), unjudged("a/two", unsent), suiteEnded],
      PIPE,
    );
    expect(lines.slice(-3)).toEqual([
      "      a/one · 0.3s",
      `      ${silent}`,
      "  ? 1 more could not be judged, for reasons told above  1m12s",
    ]);
    const next = [suite, finished("a/one", "pass"), unjudged("a/two", unsent), suiteEnded];
    expect(
      next.reduce(
        (before, event) => {
          const after = advance(before.state, event, PIPE);
          return { state: after.state, lines: [...before.lines, ...after.lines] };
        },
        { state, lines: [] as string[] },
      ).lines,
    ).toEqual(["? Cilium: 1 could not be judged, for reasons told above", "✓ Cilium: 1 holds  1m12s"]);
    const other = unjudged("a/two", unsent, "GET /c answered 403");
    expect(advance(state, other, PIPE).lines[0]).toBe("  ? the fact of a/two");
  });

  test("colours only where they are wanted", () => {
    const coloured = { ...PIPE, colour: true };
    expect(all([begun, suite, finished("a/one", "pass"), suiteEnded], coloured).lines).toEqual([
      "\x1b[32m✓ \x1b[39mCilium: 1 holds\x1b[2m  1m12s\x1b[22m",
    ]);
  });
});

describe("waiting", () => {
  const waits = [0, 1, 4, 6, 8, 17, 30, 46, 50].map((seconds) =>
    waiting(seconds, seconds < 8 ? "1 of 3 ready" : "2 of 3 ready"),
  );

  test("a pipe gets calm lines: after 5 s, of changes 10 s apart, else every 30 s", () => {
    expect(all([begun, rowStarted, ...waits], PIPE).lines).toEqual([
      "  … 4m54s left · 1 of 3 ready · a/one",
      "  … 4m43s left · 2 of 3 ready · a/one",
      "  … 4m10s left · 2 of 3 ready · a/one",
    ]);
  });

  test("a terminal shows it in its status line: the time left, what is seen, and the check", () => {
    const { state, lines } = all([begun, rowStarted, waiting(8, "2 of 3 ready")], TTY);
    expect(lines).toEqual([]);
    expect(status(state, new Date(at(10)), TTY)).toBe("⠋ 4m50s left · 2 of 3 ready · All agents run");
    expect(status(state, new Date(at(10)), PIPE)).toBeUndefined();
  });

  test("where room is short, the check is cut off first", () => {
    const reason = "daemonset/kube-system/cilium: 0 of 3 ready: CrashLoopBackOff";
    const { state } = all([begun, rowStarted, waiting(8, reason)], TTY);
    const shown = (width: number) => status(state, new Date(at(10)), { ...TTY, width });
    expect(shown(100)).toBe(`⠋ 4m50s left · ${reason} · All agents run`);
    expect(shown(92)).toBe(`⠋ 4m50s left · ${reason} · All agents r…`);
    expect(shown(80)).toBe(`⠋ 4m50s left · ${reason}`);
    expect(status(state, new Date(at(10)), { ...TTY, width: 30 })).toBe("⠋ 4m50s left · daemonset/kub…");
  });

  test("a check that is judged and not waited for says how long already", () => {
    const { state } = all([begun, rowStarted], TTY);
    expect(status(state, new Date(at(10)), TTY)).toBe("⠋ 1/2 · 10s · All agents run");
  });

  test("between checks there is nothing to show", () => {
    expect(status(initialProgress(), new Date(AT), TTY)).toBeUndefined();
    expect(status(all([begun, rowStarted, finished("a/one", "pass")], TTY).state, new Date(AT), TTY)).toBeUndefined();
  });
});

import { describe, expect, test } from "vitest";
import { conclusion } from "./conclusion.ts";
import { cells, fit, wrap } from "./layout.ts";
import { ended, finished, finding, row, runOf, started } from "../testing/events.ts";

const SCREEN = { width: 100, colour: false, live: false };
const FOLDER = "reports/out/infra/2026-11-21T04-10-22Z";
const stories = [
  { id: "1.3", title: "Bootstrap", criteria: [{ ac: "AC1", statement: "Talos is up", rows: ["a/one"] }] },
];

describe("the end of a run", () => {
  test("a pass is short", () => {
    const run = runOf([started([row("a/one")], { stories }), finished("a/one", "pass"), ended()]);
    expect(conclusion(run, FOLDER, SCREEN)).toEqual([
      "",
      "─".repeat(100),
      "PASS: 1 of 1 checks apply to infra. All of them hold.",
      "1 passed; 4m0s",
      "",
      "Story 1.3: Bootstrap",
      "  ✓ AC1 Talos is up",
      "",
      `Evidence: ${FOLDER}`,
      "Again:    npm test -- --cluster infra",
      "PASS (exit 0)",
    ]);
  });

  test("a fail: causes first, with evidence and the next command; what fell with them is folded", () => {
    const run = runOf(
      [
        started([row("a/one"), row("a/two"), row("a/three")], { backend: "lab" }),
        finished("a/one", "fail", { findings: [finding(), finding(), finding()] }),
        finished("a/two", "fail", { findings: [finding({ subject: "pod/x", actual: "Pending" })] }),
        finished("a/three", "inconclusive", { reason: "nodes: 403" }),
        ended(true),
      ],
      [
        {
          cause: "a/one",
          title: "the fact of a/one",
          evidence: finding(),
          advice: "kubectl describe node cp1\ntalosctl -n 10.0.0.1 service kubelet\nis it powered on?",
          consequences: ["a/two"],
        },
      ],
    );
    const stamp = "SIMULATED: judged against the embedded lab, not a cluster. This is no evidence.";
    expect(conclusion(run, FOLDER, SCREEN).slice(2)).toEqual([
      stamp,
      "FAIL: 3 of 3 checks apply to infra. 2 of them do not hold.",
      "2 failed, 1 inconclusive; 4m0s",
      "INTERRUPTED: The run did not reach its end; what was not judged by then is inconclusive.",
      "",
      "Root causes",
      "  1. Does not hold: the fact of a/one",
      "     a/one",
      "     node/cp1: expected Ready=True; actual Ready=False",
      "     and 2 more findings in report.md",
      "     next: kubectl describe node cp1",
      "           talosctl -n 10.0.0.1 service kubelet",
      "           is it powered on?",
      "     1 consequence: a/two",
      "",
      "Could not be judged",
      "  ? a/three: nodes: 403",
      "",
      `Evidence: ${FOLDER}`,
      "Again:    npm test -- --cluster infra",
      stamp,
      "FAIL (exit 1)",
    ]);
  });

  test("an acceptance criterion that does not hold names the check, and of what it speaks", () => {
    const ac = { ac: "VC7", statement: "cert-manager runs", rows: ["a/one", "a/two"] };
    const run = runOf([
      started([row("a/one"), row("a/two")], { stories: [{ id: "1.3", title: "Bootstrap", criteria: [ac] }] }),
      finished("a/one", "fail", { findings: [finding({ subject: "daemonset/kube-system/cilium" })] }),
      finished("a/two", "pass"),
      ended(),
    ]);
    expect(conclusion(run, FOLDER, SCREEN)).toEqual(
      expect.arrayContaining(["  ✗ VC7 cert-manager runs", "        a/one: daemonset/kube-system/cilium"]),
    );
  });
});

describe("layout", () => {
  test("lines break at spaces, long words anywhere, commands of a runner nowhere", () => {
    expect(wrap("one two three four", 10)).toEqual(["one two", "three four"]);
    expect(wrap("x".repeat(25), 10)).toEqual(["x".repeat(10), "x".repeat(10), "x".repeat(5)]);
    expect(wrap("said loud: ::error::planted ##[error]x", 14)).toEqual([
      "said loud:",
      ": :error::plant",
      "ed # #[error]x",
    ]);
  });

  test("wide characters take two cells, combining marks none", () => {
    expect(cells("日本e\u0301\u{1f600}")).toBe(7);
    expect(fit("日本語", 5)).toBe("日本…");
    expect(fit("short", 5)).toBe("short");
  });
});

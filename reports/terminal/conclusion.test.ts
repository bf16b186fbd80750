import { describe, expect, test } from "vitest";
import type { Cause } from "../../diagnosis/diagnosis.ts";
import { conclusion } from "./conclusion.ts";
import { cells, fit, rowsOf, wrap } from "./layout.ts";
import { ended, finished, finding, row, runOf, started, AT } from "../testing/events.ts";

const SCREEN = { width: 80, colour: false, live: false };
const FOLDER = "reports/out/infra/2026-11-21T04-10-22Z";
const story = (...criteria: { ac: string; statement: string; rows: string[] }[]) => ({
  stories: [{ id: "1.3", title: "Bootstrap", criteria }],
});
const ac = (name: string, ...rows: string[]) => ({ ac: name, statement: `${name} is done`, rows });

describe("the end of a run", () => {
  test("a pass is short", () => {
    const run = runOf([started([row("a/one")], story(ac("AC1", "a/one"))), finished("a/one", "pass"), ended()]);
    expect(conclusion(run, FOLDER, SCREEN)).toEqual([
      "",
      "✓ Story 1.3: Bootstrap: 1 passed",
      `Report: ${FOLDER}/report.html`,
      "1 passed; 4m0s",
      "PASS: the one check holds (infra, exit 0)",
    ]);
  });

  test("a fail: the cause with its reason and its next command, the report, and the verdict last", () => {
    const run = runOf(
      [
        started([row("a/one", { fails: "A node is not Ready" }), row("a/two"), row("a/three")], { backend: "lab" }),
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
    expect(conclusion(run, FOLDER, SCREEN)).toEqual([
      "",
      "INTERRUPTED: The run did not reach its end; what was not judged by then is",
      "             inconclusive.",
      "",
      "Causes",
      "  1. A node is not Ready: node/cp1",
      "     actual   Ready=False",
      "     expected Ready=True",
      "     next: kubectl describe node cp1",
      "           talosctl -n 10.0.0.1 service kubelet",
      "           is it powered on?",
      "     1 more check fell with it · 2 more findings · a/one",
      `Report: ${FOLDER}/report.html`,
      "SIMULATED: judged against the embedded lab, not a cluster. This is no evidence.",
      "2 failed, 1 inconclusive; 4m0s",
      "FAIL, INTERRUPTED: 1 cause, 3 checks (infra, exit 1)",
    ]);
  });

  test("warnings that came after the report are all told: no file has them", () => {
    const said = ["one", "two", "three"].map((message) => ({ event: "warning" as const, at: AT, message }));
    const run = runOf([started([row("a/one")]), ...said, finished("a/one", "pass"), ended()]);
    expect(conclusion(run, FOLDER, SCREEN, ["slack was not told", "ntfy was not told", "nobody else"])).toEqual([
      "",
      "Warning: one",
      "Warning: two",
      "Warning: 1 more in the report",
      "Warning: slack was not told",
      "Warning: ntfy was not told",
      "Warning: nobody else",
      `Report: ${FOLDER}/report.html`,
      "1 passed; 4m0s",
      "PASS: the one check holds (infra, exit 0)",
    ]);
  });

  test("a story says of what does not hold which check and what it speaks of, and what nobody can judge", () => {
    const run = runOf([
      started(
        [row("a/one", { fails: "A pod does not run" }), row("a/two")],
        story(ac("VC1", "a/two"), ac("VC2"), ac("VC7", "a/one", "a/two")),
      ),
      finished("a/one", "fail", { findings: [finding({ subject: "daemonset/kube-system/cilium" })] }),
      finished("a/two", "pass"),
      ended(),
    ]);
    expect(conclusion(run, FOLDER, SCREEN).slice(1, 5)).toEqual([
      "Story 1.3: Bootstrap: 1 failed, 1 passed, VC2 not judged: attest by hand",
      "  ✗ VC7 VC7 is done: A pod does not run: daemonset/kube-system/cilium",
      "",
      "Causes",
    ]);
  });

  test("a story in which all holds but what nobody can judge never says that this was done", () => {
    const run = runOf([
      started([row("a/one")], story(ac("VC1", "a/one"), ac("VC2"))),
      finished("a/one", "pass"),
      ended(),
    ]);
    expect(conclusion(run, FOLDER, SCREEN)[1]).toBe("✓ Story 1.3: Bootstrap: 1 passed, VC2 not judged: attest by hand");
  });

  test("a refused run is told in few lines: what to do, the report, why", () => {
    const run = runOf(
      [
        started([row("a/one")]),
        { event: "run-refused", at: AT, message: "another cluster answers than the profile names: UID 1, not 2" },
        finished("a/one", "fail"),
        ended(),
      ],
      [{ cause: "a/one", title: "it is the one", advice: "kubectl cluster-info", consequences: [] }],
    );
    expect(conclusion(run, FOLDER, SCREEN)).toEqual([
      "next: kubectl cluster-info",
      `Report: ${FOLDER}/report.html`,
      "REFUSED: another cluster answers than the profile names: UID 1, not 2 (infra,",
      "exit 2)",
    ]);
  });
});

describe("whatever happened, the first cause and the verdict are on the last screen", () => {
  const long = "word ".repeat(400).trim();
  const cause = (index: number, parts: Partial<Cause> = {}): Cause => ({
    cause: `a/check-${index}`,
    title: `the fact of ${index}`,
    evidence: finding({ subject: `node/cp${index}`, actual: long, expected: long, mend: long, since: AT }),
    advice: `kubectl describe node cp${index}\nkubectl get ${"x".repeat(300)}\n${long}`,
    consequences: [],
    ...parts,
  });
  const screenOf = (causes: Cause[], width: number, height: number): string[] => {
    const rows = causes.map(({ cause }) => row(cause, { fails: `Wrong ${cause}` }));
    const events = [
      started(rows, { backend: "lab", ...story(...rows.map(({ id }) => ac(id, id))) }),
      ...[1, 2, 3, 4].map(() => ({ event: "warning" as const, at: AT, message: long })),
      ...rows.map(({ id }) => finished(id, "fail")),
      ended(true),
    ];
    const screen = { width, height, colour: true, live: true };
    const lines = conclusion(runOf(events, causes), FOLDER, screen, [long, long]);
    const last: string[] = [];
    for (const text of lines.toReversed()) {
      if (rowsOf([text, ...last], screen) > height - 1) break;
      last.unshift(text);
    }
    return last;
  };

  test.each([
    [1, 80, 24],
    [2, 80, 24],
    [5, 80, 24],
    [40, 80, 24],
    [40, 140, 40],
    [3, 40, 24],
  ])("%i causes at %i×%i", (count, width, height) => {
    const last = screenOf(
      Array.from({ length: count }, (_, index) => cause(index + 1)),
      width,
      height,
    );
    expect(last.join("\n")).toContain("Wrong a/check-1");
    expect(last.join("\n")).toContain("kubectl describe node cp1");
    expect(last.at(-1)).toContain("exit 1");
  });

  test("of many each has a line as long as there is room, and the rest is counted", () => {
    const plain = (index: number) =>
      cause(index, { evidence: finding({ subject: `node/cp${index}` }), advice: "kubectl get nodes" });
    const few = screenOf([plain(1), plain(2)], 80, 24).join("\n");
    expect(few.match(/next: /g)).toHaveLength(2);
    const many = screenOf(
      Array.from({ length: 30 }, (_, index) => plain(index + 1)),
      80,
      24,
    ).join("\n");
    expect(many).toContain("Wrong a/check-2: node/cp2: Ready=False");
    expect(many).toMatch(/… and \d\d more causes: the report has them/);
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

  test("colours take no row, a line that is too long takes several", () => {
    expect(rowsOf(["\x1b[1mshort\x1b[22m", "", "x".repeat(81)], SCREEN)).toBe(4);
  });
});

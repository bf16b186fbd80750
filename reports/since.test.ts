import { describe, expect, test } from "vitest";
import type { StoredRun } from "../evidence/history/stored.ts";
import { compare } from "../evidence/history/comparison.ts";
import type { Since } from "../evidence/since.ts";
import { htmlReport } from "./html/report.ts";
import { markdown } from "./markdown/report.ts";
import { sinceInWords } from "./since.ts";
import { conclusion } from "./terminal/conclusion.ts";
import { diffLines } from "./terminal/diff.ts";
import { historyLines, sparkline } from "./terminal/history.ts";
import { AT, ended, finished, row, runOf, started } from "./testing/events.ts";

const SCREEN = { width: 100, colour: false, live: false };
const since = (parts: Partial<Since> = {}): Since => ({
  folder: "2026-11-20T04-10-22Z",
  startedAt: "2026-11-20T04:10:22Z",
  verdict: "pass",
  turned: [],
  causes: { added: [], gone: [] },
  stillFailing: 0,
  came: [],
  went: [],
  ...parts,
});

describe("since the last run, in one line", () => {
  test("nothing", () =>
    expect(sinceInWords(since())).toBe("Since the last run (2026-11-20 04:10:22 UTC, PASS): no verdict turned"));

  test("what broke comes first, then what still fails, what cannot be told any more, and what was mended", () =>
    expect(
      sinceInWords(
        since({
          verdict: "fail",
          turned: [
            { id: "a/mended", from: "fail", to: "pass" },
            { id: "a/unknown", from: "pass", to: "inconclusive" },
            ...["a", "b", "c", "d"].map((id) => ({ id, from: "pass" as const, to: "fail" as const })),
          ],
          stillFailing: 1,
        }),
      ),
    ).toBe(
      "Since the last run (2026-11-20 04:10:22 UTC, FAIL): 4 checks fail now (a, b, c, 1 more); 1 check still fails; " +
        "1 check can no longer be judged (a/unknown); 1 check holds again (a/mended)",
    ));

  test("a bootstrap made anew, and what flaps", () =>
    expect(
      sinceInWords(
        since({
          anew: true,
          bootstrap: { fromMs: 1_291_000, toMs: 1_500_000 },
          flapping: [{ id: "a/one", turns: 3, runs: 6 }],
        }),
      ),
    ).toBe(
      "Since the last run (2026-11-20 04:10:22 UTC, PASS, the cluster was made anew): bootstrap 21m31s → 25m0s; flapping: a/one",
    ));

  test("stands in the first screen of every report, and only where there is a last run", () => {
    const events = [started([row("a/one")]), finished("a/one", "pass")];
    const alone = runOf([...events, ended()]);
    const run = runOf([...events, { event: "compared", at: AT, since: since() }, ended()]);
    const words = "no verdict turned";
    for (const told of [markdown, htmlReport, (it: typeof run) => conclusion(it, "x", SCREEN).join("\n")]) {
      expect(told(run)).toContain(words);
      expect(told(alone)).not.toContain(words);
    }
    expect(markdown(run).indexOf(words)).toBeLessThan(markdown(run).indexOf("## What was judged"));
  });
});

describe("in the terminal", () => {
  const stored = (verdict: "pass" | "fail", day: string): StoredRun => ({
    name: day,
    folder: `out/infra/${day}`,
    run: {
      ...runOf([started([row("a/one")]), finished("a/one", verdict), ended()]),
      startedAt: `2026-11-${day}T04:00:00Z`,
    },
  });
  const [earlier, later] = [stored("pass", "20"), stored("fail", "21")];

  test("a difference", () =>
    expect(diffLines({ earlier, later }, compare(earlier.run, later.run), SCREEN)).toEqual([
      "from 2026-11-20 04:00:00 UTC PASS infra (live) out/infra/20",
      "to   2026-11-21 04:00:00 UTC FAIL infra (live) out/infra/21",
      "",
      "Verdicts",
      "  ✗ a/one: pass → fail",
      "",
      "Causes",
      "  + a/one is a cause now",
      "",
      "Findings",
      "  + node/cp1: expected Ready=True; actual Ready=False (a/one)",
    ]));

  test("no difference is said in words", () =>
    expect(diffLines({ earlier, later: earlier }, compare(earlier.run, earlier.run), SCREEN).join("\n")).toContain(
      "Nothing differs",
    ));

  test("a history, with what could not be read", () =>
    expect(
      historyLines("infra", [later, earlier], [{ name: "19", folder: "19", problem: "19: no run.json" }], SCREEN),
    ).toEqual([
      "infra: the last 2 runs, newest first",
      "  2026-11-21 04:00:00 UTC  FAIL  a/one",
      "  2026-11-20 04:00:00 UTC  PASS  ",
      "  ! 19: no run.json",
    ]));

  test("a sparkline", () => {
    expect(sparkline([1, 8, undefined, 4])).toBe("▁█·▄");
    expect(sparkline([5, 5])).toBe("▅▅");
  });
});

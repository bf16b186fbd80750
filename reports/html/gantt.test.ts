import { describe, expect, test } from "vitest";
import { htmlReport } from "./report.ts";
import { AT, ended, runOf, started } from "../testing/events.ts";

describe("the drawing", () => {
  const point = (minute: number, basis: "observed" | "inferred" = "observed") => ({
    at: new Date(Date.parse(AT) + minute * 60_000).toISOString(),
    source: "Helm",
    precisionMs: 1000,
    basis,
  });
  const page = (parts: object) =>
    htmlReport(
      runOf([
        started([]),
        {
          event: "timeline",
          at: AT,
          timeline: { phases: [], intervals: [], criticalPath: [], remarks: [], gaps: [], ...parts },
        },
        ended(),
      ]),
    );

  test("marks what is inferred and what is on the critical path, and draws the budget", () => {
    const drawn = page({
      start: point(0),
      phases: [{ name: "core", title: "Core", start: point(0, "inferred"), end: point(5), tookMs: 300_000 }],
      intervals: [{ name: "release cilium", kind: "release", start: point(1), end: point(3) }],
      criticalPath: [{ name: "release cilium", tookMs: 120_000, what: "pulled" }],
      budget: { totalMs: 600_000, tookMs: 300_000, basis: "observed" },
    });
    expect(drawn).toMatch(
      /<rect class="bar phase" data-from="0" x="0%" data-to="300000" width="41.667%" [^>]*fill="url\(#hatch\)"\/>/,
    );
    expect(drawn).toMatch(
      /<rect class="bar interval critical" data-from="60000" x="8.333%" data-to="180000" width="16.667%" [^>]*"50%"\/>/,
    );
    expect(drawn).toContain(`<rect class="due" data-from="600000" x="83.333%" width="2"`);
    expect(drawn).toContain("<span>0s</span><span>3m</span><span>6m</span><span>9m</span>");
  });

  test("draws a budget that is far away nowhere: what happened has the room", () => {
    const drawn = page({
      start: point(0),
      phases: [{ name: "core", title: "Core", start: point(0), end: point(1), tookMs: 60_000 }],
      budget: { totalMs: 600_000, tookMs: 60_000, basis: "observed" },
    });
    expect(drawn).not.toContain('class="due"');
    expect(drawn).toContain(`x="0%" data-to="60000" width="100%"`);
  });

  test("draws a phase without an end for as long as it took at the least", () => {
    const drawn = page({ phases: [{ name: "core", title: "Core", start: point(0), atLeastMs: 90_000 }] });
    expect(drawn).toContain(`class="took">≥1m30s</span>`);
    expect(drawn).toContain("at least 1m30s");
  });

  test("draws nothing of what has no ends, times that are none, or one instant", () => {
    expect(page({ phases: [{ name: "core", title: "Core", start: point(0) }] })).toContain("there is nothing to draw");
    const broken = { ...point(0), at: "yesterday" };
    expect(page({ phases: [{ name: "core", title: "Core", start: broken, end: broken }] })).toContain(
      "nothing to draw",
    );
    expect(page({ phases: [{ name: "core", title: "Core", start: point(0), end: point(0) }] })).not.toMatch(
      /NaN|Infinity/,
    );
  });
});

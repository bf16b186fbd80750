import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Run } from "../../evidence/run.ts";
import { AT, ended, finished, row, runOf, started } from "../testing/events.ts";
import { metrics } from "./metrics.ts";

const since = {
  ...{ folder: "x", startedAt: AT, verdict: "pass" as const, turned: [], stillFailing: 0, came: [], went: [] },
  causes: { added: [], gone: [] },
  flapping: [{ id: "a/one", turns: 3, runs: 5 }],
};
const run: Run = {
  ...runOf([
    started([row("a/one"), row("a/two")]),
    finished("a/one", "fail"),
    finished("a/two", "pass"),
    { event: "compared", at: AT, since },
    ended(),
  ]),
  timeline: {
    phases: [
      { name: "core", title: "Core", tookMs: 191_624, budgetMs: 300_000 },
      { name: "flux", title: "Flux" },
    ],
    budget: { totalMs: 1_800_000, tookMs: 1_291_000, basis: "exact" },
    ...{ intervals: [], criticalPath: [], remarks: [], gaps: [] },
  },
};

describe("metrics", () => {
  test("verdicts by check, times of the bootstrap and of each phase that was measured", () => {
    const text = metrics(run);
    for (const line of [
      `assay_run_timestamp_seconds{cluster="infra",backend="live"} 1795234462`,
      `assay_run_exit_code{cluster="infra",backend="live"} 1`,
      `assay_check_verdict{cluster="infra",backend="live",check="a/one",suite="40-kubernetes",verdict="fail"} 1`,
      `assay_check_flapping{cluster="infra",backend="live",check="a/one"} 1`,
      `assay_bootstrap_seconds{cluster="infra",backend="live"} 1291`,
      `assay_phase_seconds{cluster="infra",backend="live",phase="core"} 191.624`,
      `assay_phase_budget_seconds{cluster="infra",backend="live",phase="core"} 300`,
    ])
      expect(text.split("\n")).toContain(line);
    expect(text).not.toContain(`phase="flux"`);
    expect(text.endsWith("\n")).toBe(true);
  });

  test("every line is a comment or a sample; each family stands once", () => {
    const lines = metrics({ ...run, backend: "lab", cluster: { ...run.cluster, name: `a"b\\c\nd` } })
      .trimEnd()
      .split("\n");
    expect(lines[0]).toMatch(/^# SIMULATED/);
    for (const line of lines) expect(line).toMatch(/^(#.*|[a-z_]+\{([a-z]+="([^"\\\n]|\\["\\n])*",?)*\} -?[\d.e+]+)$/);
    const types = lines.filter((line) => line.startsWith("# TYPE"));
    expect(new Set(types).size).toBe(types.length);
    expect(lines.join("\n")).toContain(String.raw`cluster="a\"b\\c d"`);
  });

  test("without a timeline nothing is said of times", () => {
    const { timeline: _, ...rest } = run;
    expect(metrics(rest)).not.toMatch(/phase|bootstrap/);
  });
});

describe("docs/alerts.yaml", () => {
  const { groups } = parse(readFileSync("docs/alerts.yaml", "utf8")) as {
    groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);

  test("failing, flapping, slower and did not run have a rule", () =>
    expect(rules.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining(["AssayRunFailed", "AssayCheckFlapping", "AssayBootstrapSlower", "AssayDidNotRun"]),
    ));

  test.each(rules)("$alert speaks of metrics and labels that there are", ({ expr, annotations }) => {
    const text = metrics(run);
    const names = [...expr.matchAll(/assay_\w+/g)].map(([name]) => name);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(text).toContain(`# TYPE ${name} gauge`);
    for (const [, label] of annotations.summary.matchAll(/\$labels\.(\w+)/g))
      expect(text).toMatch(new RegExp(`${names[0]}\\{[^}]*${label}="`));
  });
});

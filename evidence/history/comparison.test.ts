import { describe, expect, test } from "vitest";
import { AT, ended, finished, finding, row, runOf, started } from "../../reports/testing/events.ts";
import type { Point, Timeline } from "../../timeline/timeline.ts";
import type { Verdict } from "../../criteria/judge.ts";
import type { Run } from "../run.ts";
import { isComparable } from "./comparable.ts";
import { compare } from "./comparison.ts";
import { flappingIn } from "./flapping.ts";
import { sinceEarlier } from "./since-earlier.ts";

type Outcomes = Record<string, Verdict>;

/** A run in which each check had this verdict. */
const run = (outcomes: Outcomes, parts: Partial<Run> = {}): Run => ({
  ...runOf([
    started(Object.keys(outcomes).map((id) => row(id))),
    ...Object.entries(outcomes).map(([id, verdict]) => finished(id, verdict)),
    ended(),
  ]),
  ...parts,
});
const stored = (it: Run, name = "2026-11-21T04-10-22Z") => ({ name, folder: `out/infra/${name}`, run: it });
const point = (at: string, precisionMs = 1000): Point => ({ at, source: "x", precisionMs, basis: "exact" });

describe("what turned between two runs", () => {
  test("verdicts, causes, and checks that came or went", () => {
    const comparison = compare(
      run({ "a/one": "pass", "a/two": "fail", "a/three": "fail", "a/gone": "pass" }),
      run({ "a/one": "fail", "a/two": "pass", "a/three": "fail", "a/new": "pass" }),
    );
    expect(comparison).toMatchObject({
      turned: [
        { id: "a/one", from: "pass", to: "fail" },
        { id: "a/two", from: "fail", to: "pass" },
      ],
      stillFailing: ["a/three"],
      causes: { added: ["a/one"], gone: ["a/two"] },
      came: ["a/new"],
      went: ["a/gone"],
    });
  });

  test("a run that was asked for less lets no check go", () => {
    const less = run({ "a/one": "pass" });
    less.outcome.filtered = true;
    expect(compare(run({ "a/one": "pass", "a/two": "pass" }), less)).toMatchObject({ came: [], went: [], turned: [] });
  });

  test("what an interruption left unjudged did not turn", () => {
    const cut = runOf([started([row("a/one"), row("a/two")]), finished("a/one", "pass"), ended(true)]);
    expect(compare(run({ "a/one": "pass", "a/two": "pass" }), cut).turned).toEqual([]);
  });
});

describe("findings that are new or gone", () => {
  const found = (...findings: ReturnType<typeof finding>[]) =>
    runOf([started([row("a/one")]), finished("a/one", findings.length > 0 ? "fail" : "pass", { findings }), ended()]);
  const [one, two] = [finding({ subject: "node/one" }), finding({ subject: "node/two" })];

  test("by check, subject and expectation: what was seen may change", () => {
    const { findings } = compare(found(one), found({ ...one, actual: "Ready=Unknown" }, two));
    expect(findings.added).toMatchObject([{ check: "a/one", subject: "node/two" }]);
    expect(findings.gone).toEqual([]);
  });

  test("mended is gone", () => expect(compare(found(one, two), found(two)).findings.gone).toHaveLength(1));

  test("not gone where the subject was not seen, or the check not judged", () => {
    const unseen = runOf([
      started([row("a/one")]),
      finished("a/one", "fail", { findings: [two], unseen: [{ subject: "node/one", reason: "403" }] }),
      ended(),
    ]);
    expect(compare(found(one, two), unseen).findings.gone).toEqual([]);
    expect(compare(found(one, two), run({ "a/one": "inconclusive" })).findings.gone).toEqual([]);
  });
});

describe("durations", () => {
  const timeline = (coreEnd: string, precisionMs?: number): Timeline => ({
    phases: [{ name: "core", title: "Core", start: point(AT), end: point(coreEnd, precisionMs) }],
    intervals: [{ name: "helmrelease/kube-system/coredns", kind: "release", start: point(AT), end: point(coreEnd) }],
    criticalPath: [],
    remarks: [],
    gaps: [],
  });
  const took = (end: string, precisionMs?: number) =>
    run({ "a/one": "pass" }, { timeline: timeline(end, precisionMs) });

  test("by phase and release", () =>
    expect(compare(took("2026-11-21T04:11:03Z"), took("2026-11-21T04:13:27Z")).times).toEqual([
      { kind: "phase", name: "core", fromMs: 41_000, toMs: 185_000 },
      { kind: "release", name: "kube-system/coredns", fromMs: 41_000, toMs: 185_000 },
    ]));

  test("none where the ends are less certain than the difference", () =>
    expect(compare(took("2026-11-21T04:11:03Z", 60_000), took("2026-11-21T04:11:30Z")).times).toMatchObject([
      { kind: "release" },
    ]));
});

describe("versions", () => {
  const versions = (known: Record<string, string>, read = ["release"]) => ({ known, read });
  const changed = (earlier: ReturnType<typeof versions>, later: ReturnType<typeof versions>) =>
    compare(run({}), run({}), { earlier, later }).versions;

  test("that changed, came or went", () =>
    expect(
      changed(versions({ assay: "1", "release x/a": "1.0" }), versions({ assay: "2", "release x/b": "1.0" })),
    ).toEqual([
      { what: "assay", from: "1", to: "2" },
      { what: "release x/a", from: "1.0", to: "none" },
      { what: "release x/b", from: "none", to: "1.0" },
    ]));

  test("a release is not gone where releases could not be read", () =>
    expect(changed(versions({ "release x/a": "1.0" }), versions({}, []))).toEqual([]));
});

describe("which run another is held against", () => {
  const whole = run({ "a/one": "pass", "a/two": "pass" });

  test("the newest that it can be", () => {
    const broken = run({ "a/one": "fail", "a/two": "pass" }, { startedAt: "2026-11-20T04:00:00Z" });
    expect(sinceEarlier(whole, [stored(broken, "b"), stored(whole, "a")])).toMatchObject({
      folder: "b",
      verdict: "fail",
      turned: [{ id: "a/one", from: "fail", to: "pass" }],
      stillFailing: 0,
    });
  });

  test.each<[string, Partial<Run>]>([
    ["another backend", { backend: "lab" }],
    ["another scenario", { scenario: "nodes-are-gone" }],
    ["refused", { outcome: { ...whole.outcome, refused: "another cluster answers" } }],
    ["interrupted", { outcome: { ...whole.outcome, interrupted: true } }],
    ["nobody knows of which cluster", { outcome: { ...whole.outcome, unidentified: "403" } }],
    ["one check of many", { criteria: [] }],
  ])("not one that is %s", (_, parts) => {
    expect(isComparable({ ...whole, ...parts }, whole)).toBe(false);
    expect(sinceEarlier(whole, [stored({ ...whole, ...parts })])).toBeUndefined();
  });

  test("a cluster that was made anew is said to be", () => {
    const uid = (kubeSystemUid: string) => ({ ...whole, cluster: { ...whole.cluster, kubeSystemUid } });
    expect(sinceEarlier(uid("two"), [stored(uid("one"))])).toMatchObject({ anew: true });
    expect(sinceEarlier(uid("one"), [stored(uid("one"))])).not.toHaveProperty("anew");
  });
});

describe("flapping", () => {
  const runs = (...verdicts: Verdict[]) => verdicts.map((verdict) => run({ "a/one": verdict })).toReversed();

  test("three turns are", () =>
    expect(flappingIn(runs("pass", "fail", "pass", "fail"))).toEqual([{ id: "a/one", turns: 3, runs: 4 }]));
  test("broken and mended is not", () => expect(flappingIn(runs("pass", "fail", "fail", "pass"))).toEqual([]));
  test("what was not judged says nothing", () =>
    expect(flappingIn(runs("pass", "inconclusive", "pass", "waived", "pass", "not-applicable"))).toEqual([]));
  test("only the last ten count", () =>
    expect(flappingIn(runs("pass", "fail", ...Array.from({ length: 9 }, () => "pass" as const)))).toEqual([]));
});

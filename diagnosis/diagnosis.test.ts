import { describe, expect, test } from "vitest";
import type { Finding } from "../criteria/criterion.ts";
import type { Judgement, Verdict } from "../criteria/judge.ts";
import { consequenceOf, diagnose } from "./diagnosis.ts";

const row = (id: string, ...restsOn: string[]) => ({ id, title: `title of ${id}`, restsOn, advice: `look at ${id}` });
const judgement = (id: string, verdict: Verdict, parts: Partial<Judgement> = {}): Judgement => ({
  id,
  verdict,
  examined: 1,
  findings: [],
  unseen: [],
  remarks: [],
  troubles: [],
  ...parts,
});
const finding = (subject: string, parts: Partial<Finding> = {}): Finding => ({
  subject,
  expected: "well",
  actual: "ill",
  ...parts,
});
const fail = (id: string, ...findings: Finding[]) =>
  judgement(id, "fail", { findings: findings.length > 0 ? findings : [finding(`check/${id}`)] });
const folded = (...parameters: Parameters<typeof diagnose>) =>
  diagnose(...parameters).map(({ cause, consequences }) => [cause, consequences]);

describe("diagnose", () => {
  test("nothing fell", () => {
    expect(diagnose([judgement("a", "pass"), judgement("b", "not-applicable")], [row("a"), row("b")])).toEqual([]);
  });

  test("a chain folds under its root, with the root's evidence and advice", () => {
    const judgements = [fail("a", finding("check/cp1", { since: "2026-11-21T11:00:00Z" })), fail("b"), fail("c")];
    expect(diagnose(judgements, [row("a"), row("b", "a"), row("c", "b")])).toEqual([
      {
        cause: "a",
        title: "title of a",
        evidence: { subject: "check/cp1", expected: "well", actual: "ill", since: "2026-11-21T11:00:00Z" },
        advice: "look at a",
        consequences: ["b", "c"],
      },
    ]);
  });

  test("a check that rests on an unjudged, irrelevant or left-out row falls with what that one rests on", () => {
    const catalogue = [row("a"), row("b", "a"), row("c", "b")];
    for (const verdict of ["inconclusive", "not-applicable"] as const)
      expect(folded([fail("a"), judgement("b", verdict), fail("c")], catalogue)[0]?.[1]).toContain("c");
    expect(folded([fail("a"), fail("c")], catalogue)).toEqual([["a", ["c"]]]);
  });

  test("of what was read in a checkout only links tell; where it could not be read, what rests on it falls with it", () => {
    const [a, b] = ["repository/a", "repository/b"] as const;
    const catalogue = [row(a), row(b, a)];
    expect(folded([fail(a), fail(b)], catalogue)).toEqual([
      [a, []],
      [b, []],
    ]);
    const link = { row: b, subject: `check/${b}`, explainedBy: a, because: "it stands there" };
    expect(folded([fail(a), fail(b)], catalogue, [link])).toEqual([[a, [b]]]);
    const troubles = [{ source: "repository" as const, trouble: { kind: "file" as const, message: "no such folder" } }];
    const unread = [a, b].map((id) => judgement(id, "inconclusive", { examined: 0, troubles }));
    expect(folded(unread, catalogue)).toEqual([[a, [b]]]);
  });

  test("a check that passed in between breaks the chain: two faults, two causes", () => {
    const catalogue = [row("a"), row("b", "a"), row("c", "b")];
    expect(folded([fail("a"), judgement("b", "pass"), fail("c")], catalogue)).toEqual([
      ["a", []],
      ["c", []],
    ]);
  });

  test("the cause of the most comes first; a check may fall with two", () => {
    const catalogue = [row("a"), row("b"), row("c", "b"), row("d", "a", "b")];
    expect(folded([fail("a"), fail("b"), fail("c"), fail("d")], catalogue)).toEqual([
      ["b", ["c", "d"]],
      ["a", ["d"]],
    ]);
  });

  test("blocked rows and checks that could not be judged are consequences of what failed", () => {
    const blocked = judgement("b", "inconclusive", { blockedBy: "a", reason: "blocked by a" });
    const unseen = judgement("c", "inconclusive", { unseen: [{ subject: "check/c", reason: "timeout" }] });
    expect(folded([fail("a"), blocked, unseen], [row("a"), row("b"), row("c", "a")])).toEqual([["a", ["b", "c"]]]);
  });

  test("not knowing does not explain a failure", () => {
    const unknown = judgement("a", "inconclusive", { reason: "pods: forbidden" });
    expect(folded([unknown, fail("b")], [row("a"), row("b", "a")])).toEqual([
      ["b", []],
      ["a", []],
    ]);
  });

  test("rows that share the same trouble stand under the first of them", () => {
    const troubles = [
      { source: "pods" as const, trouble: { kind: "forbidden" as const, message: "may not list pods" } },
    ];
    const diagnosis = diagnose(
      [judgement("a", "inconclusive", { troubles }), judgement("b", "inconclusive", { troubles })],
      [row("a"), row("b")],
    );
    expect(diagnosis).toMatchObject([
      {
        cause: "a",
        evidence: { subject: "source/pods", expected: "to be judged", actual: "may not list pods" },
        consequences: ["b"],
      },
    ]);
  });

  test("a circle has one cause, the first in the order of the suites; what explains the circle comes before it", () => {
    const circle = [row("a", "c"), row("b", "a"), row("c", "b"), row("d", "c")];
    expect(folded([fail("a"), fail("b"), fail("c"), fail("d")], circle)).toEqual([["a", ["b", "c", "d"]]]);
    const explained = [row("x"), row("a", "c", "x"), row("b", "a"), row("c", "b")];
    expect(folded([fail("x"), fail("a"), fail("b"), fail("c")], explained)).toEqual([["x", ["a", "b", "c"]]]);
    expect(folded([fail("a")], [row("a", "a")])).toEqual([["a", []]]);
  });

  test("the best evidence: what no waiting mends, then what has been so the longest", () => {
    const late = finding("pod/late", { since: "2026-11-21T11:50:00Z" });
    const early = finding("pod/early", { since: "2026-11-21T11:10:00Z" });
    const wrong = finding("pod/wrong", { hopeless: true });
    const best = (...findings: Finding[]) => diagnose([fail("a", ...findings)], [row("a")])[0]?.evidence?.subject;
    expect(best(finding("pod/x"), late, early)).toBe("pod/early");
    expect(best(late, early, wrong)).toBe("pod/wrong");
  });

  test("what is waived is no cause and explains nothing; what explains it explains what rests on it too", () => {
    const waived = judgement("a", "waived", { findings: [finding("check/x")] });
    const link = { row: "b", explainedBy: "a", because: "of a" };
    expect(folded([waived, judgement("b", "pass")], [row("a"), row("b", "a")])).toEqual([]);
    expect(folded([waived, fail("b")], [row("a"), row("b", "a")], [link])).toEqual([["b", []]]);
    expect(folded([waived, judgement("b", "inconclusive")], [row("a"), row("b", "a")], [link])).toEqual([["b", []]]);
    expect(folded([fail("c"), waived, fail("b")], [row("c"), row("a", "c"), row("b", "a")])).toEqual([
      ["c", ["a", "b"]],
    ]);
  });

  test("a check that the catalogue does not know is told all the same", () => {
    expect(diagnose([fail("z")], [])).toMatchObject([{ cause: "z", title: "z", advice: "", consequences: [] }]);
  });
});

describe("what is wrong by itself", () => {
  const catalogue = [row("node"), row("rollout", "node"), row("controllers", "rollout")];
  const scaled = finding("deployment/x/y", { actual: "scaled to 0 replicas", own: true });

  test("is not explained by another failure: two faults at once are two causes", () => {
    expect(folded([fail("node"), fail("rollout", scaled), judgement("controllers", "pass")], catalogue)).toEqual([
      ["node", []],
      ["rollout", []],
    ]);
  });

  test("is explained by a link only: to the check that found the same of the same object", () => {
    const link = {
      row: "controllers",
      subject: scaled.subject,
      explainedBy: "rollout",
      by: scaled.subject,
      because: "",
    };
    const judgements = [fail("node"), fail("rollout", scaled), fail("controllers", scaled)];
    expect(folded(judgements, catalogue)).toHaveLength(3);
    expect(folded(judgements, catalogue, [link])).toEqual([
      ["rollout", ["controllers"]],
      ["node", []],
    ]);
  });

  test("what no waiting mends is wrong by itself too", () => {
    expect(folded([fail("node"), fail("rollout", finding("release/x", { hopeless: true }))], catalogue)).toHaveLength(
      2,
    );
  });
});

describe("links", () => {
  const catalogue = [row("nodes"), row("pods", "nodes")];
  const link = { row: "pods", subject: "pod/on-w1", explainedBy: "nodes", because: "w1 is NotReady" };

  test("a finding that no link explains keeps its row a cause, with that finding as evidence", () => {
    const judgements = [fail("nodes"), fail("pods", finding("pod/on-w1"), finding("pod/typo"))];
    expect(diagnose(judgements, catalogue, [link])).toMatchObject([
      { cause: "nodes", consequences: [] },
      { cause: "pods", evidence: { subject: "pod/typo" } },
    ]);
  });

  test("where links explain every finding it is a consequence; what rests on a check is no link to it", () => {
    expect(folded([fail("nodes"), fail("pods", finding("pod/on-w1"))], catalogue, [link])).toEqual([
      ["nodes", ["pods"]],
    ]);
    const wider = [row("crds"), row("nodes"), row("pods", "nodes", "crds")];
    const judgements = [fail("crds"), fail("nodes"), fail("pods", finding("pod/on-w1"), finding("pod/other"))];
    expect(folded(judgements, wider, [link])).toHaveLength(3);
    expect(folded(judgements, wider, [link, { ...link, subject: "pod/other", explainedBy: "crds" }])).toEqual([
      ["crds", ["pods"]],
      ["nodes", ["pods"]],
    ]);
  });

  test("a link turns the general rule round", () => {
    const backwards = { row: "nodes", explainedBy: "pods", because: "the CNI's agent does not run" };
    expect(folded([fail("nodes"), fail("pods")], catalogue, [backwards])).toEqual([["pods", ["nodes"]]]);
  });

  test("a link to a check that holds explains nothing", () => {
    expect(folded([judgement("nodes", "pass"), fail("pods", finding("pod/on-w1"))], catalogue, [link])).toEqual([
      ["pods", []],
    ]);
  });
});

test("consequenceOf names the cause under which a check is folded", () => {
  const diagnosis = diagnose([fail("a"), fail("b")], [row("a"), row("b", "a")]);
  expect(consequenceOf("b", diagnosis)).toBe("a");
  expect(consequenceOf("a", diagnosis)).toBeUndefined();
  expect(consequenceOf("unknown", diagnosis)).toBeUndefined();
});

describe("what could not be judged", () => {
  const open = (id: string, parts: Partial<Judgement> = {}) => judgement(id, "inconclusive", parts);
  const troubled = (...messages: string[]) =>
    messages.map((message) => ({ source: "pods" as const, trouble: { kind: "forbidden" as const, message } }));

  test("falls with what failed, not also with what could not be judged beside it", () => {
    const catalogue = [row("failed"), row("open"), row("both", "open", "failed")];
    expect(folded([fail("failed"), open("open"), open("both")], catalogue)).toEqual([
      ["failed", ["both"]],
      ["open", []],
    ]);
    expect(folded([open("open"), open("both")], [row("open"), row("both", "open")])).toEqual([["open", ["both"]]]);
  });

  test("falls past checks that were not judged either, down to what failed", () => {
    const catalogue = [row("failed"), row("between", "failed"), row("last", "between")];
    expect(folded([fail("failed"), open("between"), open("last")], catalogue)).toEqual([
      ["failed", ["between", "last"]],
    ]);
    expect(folded([open("failed"), open("between"), fail("last")], catalogue)).toEqual([
      ["last", []],
      ["failed", ["between"]],
    ]);
  });

  test("its evidence: a subject unseen, a source in trouble, or its reason", () => {
    const evidence = (parts: Partial<Judgement>) => diagnose([open("a", parts)], [row("a")])[0]?.evidence;
    const unseen = [{ subject: "node/w1", reason: "silent" }];
    expect(evidence({ unseen, troubles: troubled("x") })).toEqual({
      subject: "node/w1",
      expected: "to be seen",
      actual: "silent",
    });
    expect(evidence({ troubles: troubled("x", "y"), reason: "r" })).toMatchObject({
      subject: "source/pods",
      actual: "x",
    });
    expect(evidence({ reason: "interrupted" })).toEqual({
      subject: "check/a",
      expected: "to be judged",
      actual: "interrupted",
    });
    expect(diagnose([open("a")], [row("a")])[0]).not.toHaveProperty("evidence");
  });

  test("the same trouble stands under the first that had it; what failed or passed does not count", () => {
    const catalogue = [row("a"), row("b"), row("c"), row("d")];
    const judgements = [
      judgement("a", "pass", { troubles: troubled("x") }),
      fail("b"),
      open("c", { troubles: troubled("y", "x") }),
      open("d", { troubles: troubled("x") }),
    ];
    const withFailure = judgements.with(1, { ...fail("b"), troubles: troubled("x") });
    for (const given of [judgements, withFailure])
      expect(folded(given, catalogue)).toEqual([
        ["b", []],
        ["c", ["d"]],
      ]);
    expect(folded([open("c", { troubles: troubled("x") }), open("d", { troubles: troubled("z") })], catalogue)).toEqual(
      [
        ["c", []],
        ["d", []],
      ],
    );
    expect(folded([open("c"), open("d")], catalogue)).toHaveLength(2);
    const more = [open("c", { troubles: troubled("x") }), open("d", { troubles: troubled("x", "z") })];
    expect(folded(more, catalogue)).toHaveLength(2);
  });

  test("a blocker that holds, or that nobody judged, blocks nothing", () => {
    const blocked = open("b", { blockedBy: "a" });
    expect(folded([judgement("a", "pass"), blocked], [row("a"), row("b")])).toEqual([["b", []]]);
    expect(folded([blocked], [row("b")])).toEqual([["b", []]]);
    const byOther = open("c", { blockedBy: "a" });
    expect(folded([fail("a"), fail("b"), byOther], [row("a"), row("b"), row("c", "b")])).toEqual([
      ["a", ["c"]],
      ["b", []],
    ]);
  });
});

describe("the order of causes and their evidence", () => {
  test("failures, then what is open, whatever each explains", () => {
    const catalogue = ["o", "w", "f", "o1", "o2", "w1"].map((id) =>
      row(id, ...({ o1: ["o"], o2: ["o"], w1: ["w"] }[id] ?? [])),
    );
    const judgements = [
      judgement("o", "inconclusive"),
      judgement("w", "waived", { findings: [finding("x")] }),
      fail("f"),
      judgement("o1", "inconclusive"),
      judgement("o2", "inconclusive"),
      judgement("w1", "inconclusive"),
    ];
    expect(folded(judgements, catalogue)).toEqual([
      ["f", []],
      ["o", ["o1", "o2"]],
      ["w1", []],
    ]);
  });

  test("findings without a time come last, and a link of another row explains nothing here", () => {
    const best = (links: Parameters<typeof diagnose>[2], ...findings: Finding[]) =>
      diagnose([fail("a", ...findings)], [row("a")], links)[0]?.evidence;
    const timed = finding("timed", { since: "2026-11-21T11:00:00Z" });
    expect(best([], finding("none"), finding("odd", { since: "then" }), timed)).toMatchObject({ subject: "timed" });
    expect(best([], finding("none"))).toEqual({ subject: "none", expected: "well", actual: "ill" });
    const other = { row: "b", subject: "timed", explainedBy: "c", because: "" };
    expect(best([other], finding("none"), timed)).toMatchObject({ subject: "timed" });
    const own = { ...other, row: "a", explainedBy: "a", by: "none" };
    expect(best([own, other], finding("none"), timed)).toMatchObject({ subject: "none" });
    expect(best([own], timed)).toMatchObject({ subject: "timed" });
  });

  test("what tells a reason comes before a count, however long that has been so", () => {
    const since = "2026-11-21T11:00:00Z";
    const best = (...actuals: string[]) =>
      diagnose([fail("a", ...actuals.map((actual) => finding("check/a", { actual, since })))], [row("a")])[0]?.evidence;
    for (const count of ["none", "0 of 1 ready", "3", "2 ready", "only 18213 SERVFAIL"])
      expect(best(count, "Ready=False (BuildFailed: no such file)")?.actual).toMatch(/^Ready/);
  });

  test("titles and advice are those of the row itself", () => {
    expect(diagnose([fail("b")], [row("a"), row("b")])).toMatchObject([{ title: "title of b", advice: "look at b" }]);
  });

  test("a cause is no consequence, though another names it; the first that names a check has it", () => {
    const cause = (id: string, ...consequences: string[]) => ({ cause: id, title: "", advice: "", consequences });
    expect(consequenceOf("b", [cause("a", "b", "c"), cause("b")])).toBeUndefined();
    expect(consequenceOf("c", [cause("a", "c"), cause("b", "c")])).toBe("a");
    expect(consequenceOf("c", [cause("a"), cause("b", "c")])).toBe("b");
  });
});

describe("links, each by itself", () => {
  const link = (row: string, explainedBy: string, subject?: string) => ({
    row,
    explainedBy,
    because: "",
    ...(subject !== undefined && { subject }),
  });

  test("concern their own row only", () => {
    const catalogue = [row("a"), row("b"), row("c")];
    expect(folded([fail("a"), fail("b"), fail("c")], catalogue, [link("b", "a")])).toEqual([
      ["a", ["b"]],
      ["c", []],
    ]);
    expect(folded([fail("a"), fail("b")], catalogue, [link("b", "b")])).toHaveLength(2);
    expect(folded([fail("b")], catalogue, [link("b", "unknown")])).toEqual([["b", []]]);
  });

  test("several explain a check together, finding by finding", () => {
    const catalogue = [row("a"), row("b"), row("c")];
    const judgements = [fail("a"), fail("b"), fail("c", finding("x"), finding("y"))];
    expect(folded(judgements, catalogue, [link("c", "a", "x"), link("c", "b", "y")])).toEqual([
      ["a", ["c"]],
      ["b", ["c"]],
    ]);
    expect(folded(judgements, catalogue, [link("c", "a", "x")])).toHaveLength(3);
  });

  test("turn a rule round only between the two that they name", () => {
    const catalogue = [row("a"), row("b"), row("c", "a", "b")];
    expect(folded([fail("a"), fail("b"), fail("c")], catalogue, [link("a", "c")])).toEqual([["b", ["a", "c"]]]);
    expect(folded([fail("a"), fail("b"), fail("c")], catalogue, [link("a", "b")])).toEqual([["b", ["a", "c"]]]);
  });

  test("a finding of one's own, and one that is said not to be", () => {
    const own = (subject: string) => finding(subject, { own: true });
    const catalogue = [row("a"), row("b", "a")];
    expect(folded([fail("a"), fail("b", own("check/b"))], catalogue)).toHaveLength(2);
    expect(folded([fail("a"), fail("b", finding("check/b", { own: false }))], catalogue)).toEqual([["a", ["b"]]]);
  });
});

describe("finding by finding", () => {
  const release = (name: string) => finding(`release/kube-system/${name}`, { actual: "none" });

  test("what speaks of an object is not folded by what its check rests on", () => {
    const catalogue = [row("releases"), row("rollout", "releases"), row("instance", "rollout")];
    const judgements = [
      fail("releases", release("coredns")),
      fail("rollout", finding("daemonset/kube-system/cilium"), finding("deployment/kube-system/coredns")),
      fail("instance", finding("fluxinstance/flux-system/flux", { actual: "v2.6.0" })),
    ];
    const link = {
      row: "rollout",
      subject: "deployment/kube-system/coredns",
      explainedBy: "releases",
      by: "release/kube-system/coredns",
      because: "of it",
    };
    const [first, ...others] = diagnose(judgements, catalogue, [link]);
    expect(first).toMatchObject({
      cause: "releases",
      consequences: [],
      partly: [{ check: "rollout", subjects: ["deployment/kube-system/coredns"] }],
    });
    expect(others).toMatchObject([
      { cause: "rollout", evidence: { subject: "daemonset/kube-system/cilium" } },
      { cause: "instance" },
    ]);
  });

  test("a link leads to the finding that it names, and falls with what explains that one", () => {
    const catalogue = [row("crds"), row("releases"), row("rollout")];
    const judgements = [
      fail("crds", finding("crd/x")),
      fail("releases", release("a"), release("b")),
      fail("rollout", finding("deployment/a/a")),
    ];
    const needs = { row: "releases", subject: release("a").subject, explainedBy: "crds", because: "" };
    const of = (name: string) => ({
      ...{ row: "rollout", explainedBy: "releases", by: release(name).subject, because: "" },
    });
    expect(folded(judgements, catalogue, [needs, of("a")])).toEqual([
      ["crds", ["rollout"]],
      ["releases", []],
    ]);
    expect(folded(judgements, catalogue, [needs, of("b")])).toEqual([
      ["crds", []],
      ["releases", ["rollout"]],
    ]);
  });

  test("what could not be seen of an object falls by links too, each by itself", () => {
    const unseen = [
      { subject: "node/w1", reason: "no answer" },
      { subject: "node/w2", reason: "no answer" },
    ];
    const judgements = [fail("a", finding("node/w1")), judgement("b", "inconclusive", { unseen })];
    const link = (subject: string) => ({ row: "b", subject, explainedBy: "a", because: "" });
    expect(folded(judgements, [row("a"), row("b", "a")], [link("node/w1")])).toHaveLength(2);
    expect(folded(judgements, [row("a"), row("b", "a")], [link("node/w1"), link("node/w2")])).toEqual([["a", ["b"]]]);
  });
});

describe("the past", () => {
  const took = finding("cluster/bootstrap", { actual: "50m0s, measured", hopeless: true, own: false });
  const open = finding("cluster/bootstrap", { actual: "at least 50m0s so far" });

  test("is never why something is wrong now, and never told before it", () => {
    const late = fail("components/were-installed-in-order", finding("release/kube-system/coredns"));
    const catalogue = [row("components/were-installed-in-order"), row("now", "components/were-installed-in-order")];
    const link = { row: "now", explainedBy: "components/were-installed-in-order", because: "" };
    const budget = fail("budget/bootstrap-took-under-the-budget", took);
    expect(folded([late, fail("now"), budget], catalogue, [link])).toEqual([
      ["now", []],
      ["components/were-installed-in-order", []],
      ["budget/bootstrap-took-under-the-budget", []],
    ]);
  });

  test("a bootstrap that is not over waits for what is wrong now; one that took too long took too long", () => {
    const catalogue = [
      row("now"),
      row("budget/phases-took-under-theirs"),
      row("budget/total", "now", "budget/phases-took-under-theirs"),
    ];
    expect(folded([fail("now"), fail("budget/total", open)], catalogue)).toEqual([["now", ["budget/total"]]]);
    expect(folded([fail("now"), fail("budget/total", took)], catalogue)).toHaveLength(2);
    const phase = fail("budget/phases-took-under-theirs", finding("phase/core", { hopeless: true }));
    expect(folded([fail("now"), phase, fail("budget/total", took)], catalogue)).toEqual([
      ["now", []],
      ["budget/phases-took-under-theirs", ["budget/total"]],
    ]);
  });
});

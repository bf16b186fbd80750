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
  judgement(id, "fail", { findings: findings.length > 0 ? findings : [finding(`thing/${id}`)] });
const folded = (...parameters: Parameters<typeof diagnose>) =>
  diagnose(...parameters).map(({ cause, consequences }) => [cause, consequences]);

describe("diagnose", () => {
  test("nothing fell", () => {
    expect(diagnose([judgement("a", "pass"), judgement("b", "not-applicable")], [row("a"), row("b")])).toEqual([]);
  });

  test("a chain folds under its root, with the root's evidence and advice", () => {
    const judgements = [fail("a", finding("node/cp1", { since: "2026-11-21T11:00:00Z" })), fail("b"), fail("c")];
    expect(diagnose(judgements, [row("a"), row("b", "a"), row("c", "b")])).toEqual([
      {
        cause: "a",
        title: "title of a",
        evidence: { subject: "node/cp1", expected: "well", actual: "ill", since: "2026-11-21T11:00:00Z" },
        advice: "look at a",
        consequences: ["b", "c"],
      },
    ]);
  });

  test("a check that rests on an unjudged, irrelevant or left-out check falls with what that one rests on", () => {
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
    const link = { row: b, subject: `thing/${b}`, explainedBy: a, because: "it stands there" };
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

  test("blocked checks and checks that could not be judged are consequences of what failed", () => {
    const blocked = judgement("b", "inconclusive", { blockedBy: "a", reason: "blocked by a" });
    const unseen = judgement("c", "inconclusive", { unseen: [{ subject: "node/w1", reason: "timeout" }] });
    expect(folded([fail("a"), blocked, unseen], [row("a"), row("b"), row("c", "a")])).toEqual([["a", ["b", "c"]]]);
  });

  test("not knowing does not explain a failure", () => {
    const unknown = judgement("a", "inconclusive", { reason: "pods: forbidden" });
    expect(folded([unknown, fail("b")], [row("a"), row("b", "a")])).toEqual([
      ["b", []],
      ["a", []],
    ]);
  });

  test("checks that share the same trouble stand under the first of them", () => {
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

  test("a waived check explains others, and is no cause of its own", () => {
    const waived = judgement("a", "waived", { findings: [finding("x")] });
    expect(folded([waived, judgement("b", "pass")], [row("a"), row("b", "a")])).toEqual([]);
    expect(folded([waived, fail("b")], [row("a"), row("b", "a")])).toEqual([["a", ["b"]]]);
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

  test("is explained by the check that found the same of the same object", () => {
    expect(folded([fail("node"), fail("rollout", scaled), fail("controllers", scaled)], catalogue)).toEqual([
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

  test("a finding that no link explains keeps its check a cause, with that finding as evidence", () => {
    const judgements = [fail("nodes"), fail("pods", finding("pod/on-w1"), finding("pod/typo"))];
    expect(diagnose(judgements, catalogue, [link])).toMatchObject([
      { cause: "nodes", consequences: [] },
      { cause: "pods", evidence: { subject: "pod/typo" } },
    ]);
  });

  test("where links explain every finding, or another failing check is left, it is a consequence", () => {
    expect(folded([fail("nodes"), fail("pods", finding("pod/on-w1"))], catalogue, [link])).toEqual([
      ["nodes", ["pods"]],
    ]);
    const wider = [row("crds"), row("nodes"), row("pods", "nodes", "crds")];
    const judgements = [fail("crds"), fail("nodes"), fail("pods", finding("pod/on-w1"), finding("pod/other"))];
    expect(folded(judgements, wider, [link])).toEqual([
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

  test("the same trouble, among others, stands under the first that had it; what failed or passed does not count", () => {
    const catalogue = [row("a"), row("b"), row("c"), row("d")];
    const judgements = [
      judgement("a", "pass", { troubles: troubled("x") }),
      fail("b"),
      open("c", { troubles: troubled("y", "x") }),
      open("d", { troubles: troubled("x", "z") }),
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
  test("failures, then what is waived, then what is open, whatever each explains", () => {
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
      ["w", ["w1"]],
      ["o", ["o1", "o2"]],
    ]);
  });

  test("findings without a time come last, and a link of another check explains nothing here", () => {
    const best = (links: Parameters<typeof diagnose>[2], ...findings: Finding[]) =>
      diagnose([fail("a", ...findings)], [row("a")], links)[0]?.evidence;
    const timed = finding("timed", { since: "2026-11-21T11:00:00Z" });
    expect(best([], finding("none"), finding("odd", { since: "then" }), timed)).toMatchObject({ subject: "timed" });
    expect(best([], finding("none"))).toEqual({ subject: "none", expected: "well", actual: "ill" });
    const other = { row: "b", subject: "timed", explainedBy: "c", because: "" };
    expect(best([other], finding("none"), timed)).toMatchObject({ subject: "timed" });
    const own = { ...other, row: "a" };
    expect(best([own, other], finding("none"), timed)).toMatchObject({ subject: "none" });
    expect(best([own], timed)).toMatchObject({ subject: "timed" });
  });

  test("titles and advice are those of the check itself", () => {
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

  test("concern their own check only", () => {
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

  test("a finding of one's own that the explainer found of the same object, and one that it did not", () => {
    const own = (subject: string) => finding(subject, { own: true });
    const catalogue = [row("a"), row("b", "a")];
    expect(folded([fail("a", finding("x"), finding("y")), fail("b", own("x"), own("y"))], catalogue)).toEqual([
      ["a", ["b"]],
    ]);
    expect(folded([fail("a", finding("x")), fail("b", own("x"), own("y"))], catalogue)).toHaveLength(2);
    const notOwn = finding("z", { own: false, hopeless: true });
    expect(folded([fail("a", finding("x")), fail("b", notOwn)], catalogue)).toEqual([["a", ["b"]]]);
  });
});

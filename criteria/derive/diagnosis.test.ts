import { describe, expect, test } from "vitest";
import type { Finding } from "../criterion.ts";
import type { Judgement, Verdict } from "../judge.ts";
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

  test("a row that rests on an unjudged, irrelevant or left-out row falls with what that one rests on", () => {
    const catalogue = [row("a"), row("b", "a"), row("c", "b")];
    for (const verdict of ["inconclusive", "not-applicable"] as const)
      expect(folded([fail("a"), judgement("b", verdict), fail("c")], catalogue)[0]?.[1]).toContain("c");
    expect(folded([fail("a"), fail("c")], catalogue)).toEqual([["a", ["c"]]]);
  });

  test("a row that passed in between breaks the chain: two faults, two causes", () => {
    const catalogue = [row("a"), row("b", "a"), row("c", "b")];
    expect(folded([fail("a"), judgement("b", "pass"), fail("c")], catalogue)).toEqual([
      ["a", []],
      ["c", []],
    ]);
  });

  test("the cause of the most comes first; a row may fall with two", () => {
    const catalogue = [row("a"), row("b"), row("c", "b"), row("d", "a", "b")];
    expect(folded([fail("a"), fail("b"), fail("c"), fail("d")], catalogue)).toEqual([
      ["b", ["c", "d"]],
      ["a", ["d"]],
    ]);
  });

  test("blocked rows and rows that could not be judged are consequences of what failed", () => {
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

  test("a waived row explains others, and is no cause of its own", () => {
    const waived = judgement("a", "waived", { findings: [finding("x")] });
    expect(folded([waived, judgement("b", "pass")], [row("a"), row("b", "a")])).toEqual([]);
    expect(folded([waived, fail("b")], [row("a"), row("b", "a")])).toEqual([["a", ["b"]]]);
  });

  test("a row that the catalogue does not know is told all the same", () => {
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

  test("is explained by the row that found the same of the same object", () => {
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

  test("a finding that no link explains keeps its row a cause, with that finding as evidence", () => {
    const judgements = [fail("nodes"), fail("pods", finding("pod/on-w1"), finding("pod/typo"))];
    expect(diagnose(judgements, catalogue, [link])).toMatchObject([
      { cause: "nodes", consequences: [] },
      { cause: "pods", evidence: { subject: "pod/typo" } },
    ]);
  });

  test("where links explain every finding, or another failing row is left, it is a consequence", () => {
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

  test("a link to a row that holds explains nothing", () => {
    expect(folded([judgement("nodes", "pass"), fail("pods", finding("pod/on-w1"))], catalogue, [link])).toEqual([
      ["pods", []],
    ]);
  });
});

test("consequenceOf names the cause under which a row is folded", () => {
  const diagnosis = diagnose([fail("a"), fail("b")], [row("a"), row("b", "a")]);
  expect(consequenceOf("b", diagnosis)).toBe("a");
  expect(consequenceOf("a", diagnosis)).toBeUndefined();
  expect(consequenceOf("unknown", diagnosis)).toBeUndefined();
});

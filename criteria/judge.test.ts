import { describe, expect, test } from "vitest";
import { criterion, each, together, type Examination } from "./criterion.ts";
import { blocked, judge, unjudged } from "./judge.ts";
import { look, trouble } from "./testing/sources.ts";
import { profileOf } from "./testing/profile.ts";

const now = new Date("2026-11-21T12:00:00Z");
const finding = (subject: string) => ({ subject, expected: "well", actual: "ill" });
const row = (examination: Examination | Error) =>
  criterion({
    id: "area/fact",
    title: "It holds",
    why: "",
    serves: ["AC1"],
    needs: ["nodes"],
    wants: ["pods"],
    restsOn: [],
    advice: "",
    irrelevant: ({ name }) => (name === "other" ? "another cluster" : undefined),
    examine: ({ nodes, pods }) => {
      if (examination instanceof Error) throw examination;
      return { ...examination, remarks: [`saw ${JSON.stringify([nodes, pods])}`] };
    },
  });
const judged = (
  examination: Examination | Error,
  results = { nodes: look([]), pods: look([]) },
  profile = profileOf(),
) => judge(row(examination), results, { profile, now });
const waiver = { row: "area/fact", owner: "ops", reason: "known", until: "2026-11-22" };
const waived = (waivers: object[], examination: Examination) =>
  judged(examination, undefined, profileOf({ waivers: waivers as never }));

describe("the verdict", () => {
  test("pass: something was examined, nothing found, nothing unseen", () => {
    expect(judged({ examined: 2, findings: [] })).toEqual({
      id: "area/fact",
      verdict: "pass",
      examined: 2,
      findings: [],
      unseen: [],
      remarks: ["saw [[],[]]"],
      troubles: [],
    });
  });

  test("fail: a finding counts though others went unseen", () => {
    const unseen = [{ subject: "node/b", reason: "silent" }];
    expect(judged({ examined: 1, findings: [finding("node/a")], unseen })).toEqual({
      id: "area/fact",
      verdict: "fail",
      examined: 1,
      findings: [finding("node/a")],
      unseen,
      remarks: ["saw [[],[]]"],
      troubles: [],
    });
  });

  test("inconclusive: unseen", () => {
    const unseen = [
      { subject: "node/a", reason: "silent" },
      { subject: "node/b", reason: "refused" },
    ];
    expect(judged({ examined: 1, findings: [], unseen })).toMatchObject({
      verdict: "inconclusive",
      examined: 1,
      unseen,
      reason: "node/a: silent; node/b: refused",
    });
  });

  test("inconclusive: nothing to examine", () => {
    expect(judged({ examined: 0, findings: [] })).toMatchObject({
      verdict: "inconclusive",
      reason: "nothing to examine",
      remarks: ["saw [[],[]]"],
    });
  });

  test("inconclusive: the judge threw", () => {
    expect(judged(new TypeError("no status"), { nodes: look([]), pods: trouble("forbidden") })).toEqual({
      id: "area/fact",
      verdict: "inconclusive",
      examined: 0,
      findings: [],
      unseen: [],
      remarks: [],
      reason: "the judge threw: TypeError: no status",
      troubles: [{ source: "pods", trouble: { kind: "forbidden", message: "forbidden" } }],
    });
  });

  test("not applicable, whatever was looked at", () => {
    expect(judged(new Error("never called"), undefined, profileOf({ name: "other" }))).toEqual({
      id: "area/fact",
      verdict: "not-applicable",
      examined: 0,
      findings: [],
      unseen: [],
      remarks: [],
      reason: "another cluster",
      troubles: [],
    });
  });

  test("a needed source that is missing or errs: the judge is not called", () => {
    expect(judge(row(new Error("never called")), {}, { profile: profileOf(), now })).toEqual({
      id: "area/fact",
      verdict: "inconclusive",
      examined: 0,
      findings: [],
      unseen: [],
      remarks: [],
      reason: "nodes: was not looked at",
      troubles: [
        { source: "nodes", trouble: { kind: "not-looked", message: "was not looked at" } },
        { source: "pods", trouble: { kind: "not-looked", message: "was not looked at" } },
      ],
    });
    const both = criterion({ ...row({ examined: 1, findings: [] }), needs: ["nodes", "pods"], wants: [] });
    const erring = { nodes: trouble("forbidden"), pods: trouble("unreachable") };
    expect(judge(both, erring, { profile: profileOf(), now }).reason).toBe("nodes: forbidden; pods: unreachable");
  });

  test("a wanted source that errs is told, and what it would say is undefined", () => {
    const results = { nodes: look([]), pods: trouble("forbidden") };
    expect(judged({ examined: 1, findings: [] }, results)).toMatchObject({
      verdict: "pass",
      remarks: ["saw [[],null]"],
      troubles: [{ source: "pods", trouble: { kind: "forbidden" } }],
    });
  });

  test("a source that was not declared is not seen", () => {
    const seen = criterion({
      ...row({ examined: 1, findings: [] }),
      wants: [],
      examine: (observed: object) => ({ examined: 1, findings: [], remarks: Object.keys(observed) }),
    });
    const results = { nodes: look([]), pods: look([]) };
    expect(judge(seen, results, { profile: profileOf(), now }).remarks).toEqual(["nodes"]);
  });
});

describe("a waiver", () => {
  const ill = { examined: 2, findings: [finding("node/a"), finding("node/b")] };

  test("of the check excuses all its findings, and says who and until when", () => {
    expect(waived([waiver], ill)).toMatchObject({
      verdict: "waived",
      examined: 2,
      findings: ill.findings,
      reason: "waived by ops until 2026-11-22: known",
    });
  });

  test("of a subject excuses that one only; each that excuses is named once", () => {
    const [a, b] = [
      { ...waiver, subject: "node/a" },
      { ...waiver, subject: "node/b", reason: "new" },
    ];
    expect(waived([a], ill)).toMatchObject({ verdict: "fail", findings: ill.findings });
    expect(waived([a], ill).reason).toBeUndefined();
    expect(waived([a, b], ill).reason).toBe(
      "waived by ops until 2026-11-22: known; waived by ops until 2026-11-22: new",
    );
    expect(waived([{ ...waiver, subject: "node/c" }], ill).verdict).toBe("fail");
  });

  test("of another check, or one that is over, excuses nothing", () => {
    expect(waived([{ ...waiver, row: "area/other" }], ill).verdict).toBe("fail");
    expect(waived([{ ...waiver, until: "2026-11-21" }], ill).verdict).toBe("fail");
    const midnight = { profile: profileOf({ waivers: [waiver] }), now: new Date("2026-11-22T00:00:00Z") };
    expect(judge(row(ill), { nodes: look([]), pods: look([]) }, midnight).verdict).toBe("fail");
  });

  test("excuses nothing that passed or could not be judged", () => {
    expect(waived([waiver], { examined: 1, findings: [] }).verdict).toBe("pass");
    expect(waived([waiver], { examined: 0, findings: [] }).verdict).toBe("inconclusive");
  });

  test("of one subject does not excuse what went unseen; of the check, or of that subject, it does", () => {
    const half = { examined: 1, findings: [finding("node/a")], unseen: [{ subject: "node/b", reason: "silent" }] };
    const ofA = { ...waiver, subject: "node/a" };
    expect(waived([ofA], half)).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      unseen: half.unseen,
      reason: "node/b: silent",
      remarks: ["saw [[],[]]", "node/a: ill; waived by ops until 2026-11-22: known"],
    });
    expect(waived([ofA, { ...waiver, subject: "node/b" }], half).verdict).toBe("waived");
    expect(waived([waiver], half).verdict).toBe("waived");
  });
});

describe("what was not judged", () => {
  const nothing = { id: "area/fact", verdict: "inconclusive", examined: 0, findings: [], unseen: [], remarks: [] };
  const any = row({ examined: 1, findings: [] });

  test("blocked by another check, which is named", () => {
    expect(blocked(any, "a/b")).toEqual({ ...nothing, troubles: [], reason: "blocked by a/b", blockedBy: "a/b" });
    expect(blocked(any, "a/b", "no API")).toMatchObject({ reason: "no API", blockedBy: "a/b" });
  });

  test("never reached", () => {
    expect(unjudged(any, "interrupted")).toEqual({ ...nothing, troubles: [], reason: "interrupted" });
  });
});

describe("examinations", () => {
  test("each subject is counted, and may have no, one or several findings", () => {
    const all = each([0, 1, 2], (count) => Array.from({ length: count }, () => finding(`n/${count}`)));
    expect(all).toEqual({ examined: 3, findings: [finding("n/1"), finding("n/2"), finding("n/2")] });
    expect(each(["a"], () => undefined)).toEqual({ examined: 1, findings: [] });
  });

  test("several as one", () => {
    const unseen = [{ subject: "n/1", reason: "silent" }];
    expect(
      together({ examined: 1, findings: [finding("a")], unseen }, { examined: 2, findings: [], remarks: ["so"] }),
    ).toEqual({ examined: 3, findings: [finding("a")], unseen, remarks: ["so"] });
  });
});

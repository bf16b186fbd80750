import { describe, expect, test } from "vitest";
import { causeInWords, firstCause, headline } from "./headlines.ts";
import { remarksOf } from "./remarks.ts";
import { AT, ended, finished, finding, placed, row, runOf, started } from "./testing/events.ts";

const rows = [row("a/one", { fails: "Two managers" }), row("a/two"), row("a/three")];
const run = (...events: Parameters<typeof runOf>[0]) => runOf([started(rows), ...events, ended()]);

describe("the headline", () => {
  test("counts causes before checks", () => {
    const judged = run(finished("a/one", "fail"), finished("a/two", "pass"), finished("a/three", "inconclusive"));
    expect(headline(judged)).toBe("1 cause, 2 checks");
    expect(headline(run(finished("a/one", "fail"), finished("a/two", "fail"), finished("a/three", "fail")))).toBe(
      "3 causes, 3 checks",
    );
  });

  test("says of a run in which nothing failed what keeps it from passing", () => {
    expect(headline(run(finished("a/one", "pass"), finished("a/two", "pass"), finished("a/three", "pass")))).toBe(
      "all 3 checks hold",
    );
    expect(
      headline(run(finished("a/one", "pass"), finished("a/two", "pass"), finished("a/three", "not-applicable"))),
    ).toBe("2 of 3 checks apply, and all hold");
    expect(headline(run(finished("a/one", "pass"), finished("a/two", "pass")))).toBe(
      "nothing failed, but 1 check could not be judged",
    );
    expect(headline(runOf([started([]), ended()]))).toBe("nothing failed, and nothing passed: this run proves nothing");
    expect(headline(run({ event: "run-refused", at: AT, message: "another cluster answers" }))).toBe(
      "another cluster answers",
    );
  });
});

describe("a root cause in one line", () => {
  test("what is wrong, and with what", () => {
    const judged = run(finished("a/one", "fail", { findings: [finding({ subject: "release/kube-system/cilium" })] }));
    expect(firstCause(judged)).toBe("Two managers: release/kube-system/cilium");
  });

  test("a check of an older journal has its title; a file is its place", () => {
    const where = { file: "a.yaml", line: 3, column: 7 };
    const judged = run(finished("a/two", "fail", { findings: [placed({ subject: "file/a.yaml", where })] }));
    expect(firstCause(judged)).toBe("Does not hold: the fact of a/two: a.yaml:3:7");
  });

  test("a check that could not be judged says why", () => {
    const judged = run(finished("a/one", "inconclusive", { reason: "nodes: 403" }));
    const cause = { cause: "a/one", title: "t", advice: "", consequences: [] };
    expect(causeInWords(judged, cause)).toBe("Not judged: nodes: 403");
    const evidence = finding({ subject: "source/nodes", actual: "answered 403" });
    expect(causeInWords(judged, { ...cause, evidence })).toBe("Not judged: source/nodes: answered 403");
  });

  test("a refused run has none", () => {
    const refused = { event: "run-refused" as const, at: AT, message: "no" };
    expect(firstCause(run(refused, finished("a/one", "fail")))).toBeUndefined();
  });
});

test("a remark is told once, with the checks that make it", () => {
  const remarks = ["asked as assay", "asked as assay", "kube-system UID 1"];
  const judged = run(
    finished("a/one", "pass", { remarks }),
    finished("a/two", "pass", { remarks: ["asked as assay"] }),
  );
  expect(remarksOf(judged)).toEqual([
    { remark: "asked as assay", ids: ["a/one", "a/two"] },
    { remark: "kube-system UID 1", ids: ["a/one"] },
  ]);
});

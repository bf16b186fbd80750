import { describe, expect, test } from "vitest";
import type { Run } from "../../evidence/run.ts";
import { firstCause, isNamed, newlyWrong, standingIn } from "./standing.ts";

const run = (verdicts: Record<string, string>, causes: [cause: string, subject: string, actual: string][]): Run =>
  ({
    criteria: Object.entries(verdicts).map(([id, verdict]) => ({ id, verdict })),
    diagnosis: causes.map(([cause, subject, actual]) => ({ cause, evidence: { subject, expected: "none", actual } })),
  }) as unknown as Run;

const before = standingIn(run({ "a/a": "fail", "b/b": "pass" }, [["a/a", "x", "broken"]]));

describe("what stood before", () => {
  test("is not what was broken, and another finding of its check is", () => {
    const stood = run({ "a/a": "fail" }, [["a/a", "x", "broken still"]]);
    expect(firstCause(stood, before)).toBeUndefined();
    const both = run({ "a/a": "fail", "b/b": "fail" }, [
      ["a/a", "x", "broken"],
      ["b/b", "y", "gone"],
    ]);
    expect(firstCause(both, before)).toEqual({ check: "b/b", says: "y: gone (expected none)" });
    expect(firstCause(run({ "a/a": "fail" }, [["a/a", "z", "gone"]]), before)?.check).toBe("a/a");
  });

  test("stands of a pod that was made anew too", () => {
    const dns = (pod: string) => run({ "a/a": "fail" }, [["a/a", `pod/kube-system/${pod}`, "no answer"]]);
    const standing = standingIn(dns("coredns-7859998f6-tskv4"));
    expect(firstCause(dns("coredns-69b98594f8-g6bjh"), standing)).toBeUndefined();
    expect(firstCause(dns("corefile-69b98594f8-g6bjh"), standing)?.check).toBe("a/a");
  });

  test("may stay, and nothing else may be wrong or unjudged", () => {
    expect(newlyWrong(run({ "a/a": "fail", "b/b": "pass", "c/c": "not-applicable" }, []), before)).toEqual([]);
    expect(newlyWrong(run({ "b/b": "inconclusive", "c/c": "waived", "d/d": "fail" }, []), before)).toEqual([
      "b/b",
      "d/d",
    ]);
  });
});

test("a fault is named by its check and its words, not by one of them", () => {
  const fault = { name: "f", what: "", bring: [], mend: [], cause: { check: "b/b", says: "gone" } };
  expect(isNamed({ check: "b/b", says: "y: gone (expected none)" }, fault)).toBe(true);
  expect(isNamed({ check: "b/b", says: "y: there" }, fault)).toBe(false);
  expect(isNamed({ check: "a/a", says: "y: gone" }, fault)).toBe(false);
  expect(isNamed(undefined, fault)).toBe(false);
});

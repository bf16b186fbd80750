import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./dependent-resources-were-accepted.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  crds: { dependents: [{ group: "monitoring.coreos.com", resource: "prometheusrules", atLeast: 2 }] },
});
const judged = (dependents: object[]) => judge(row, { dependents: look(dependents) }, { profile, now });
const found = (count: number) => ({
  group: "monitoring.coreos.com",
  resource: "prometheusrules",
  objects: Array.from({ length: count }, () => ({})),
});

describe("crds/dependent-resources-were-accepted", () => {
  test("as many as declared, or more", () =>
    expect(judged([found(3)])).toMatchObject({ verdict: "pass", examined: 3 }));
  test("fewer, none", () => {
    expect(judged([found(1)]).findings).toEqual([
      { subject: "resource/prometheusrules.monitoring.coreos.com", expected: "at least 2 objects", actual: "1" },
    ]);
    expect(judged([found(0)])).toMatchObject({ verdict: "fail", findings: [{ actual: "0" }] });
  });
  test("not looked at, irrelevant, erring", () => {
    expect(judged([])).toMatchObject({ verdict: "inconclusive", unseen: [{ reason: "was not looked at" }] });
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(judge(row, { dependents: trouble("not-served") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

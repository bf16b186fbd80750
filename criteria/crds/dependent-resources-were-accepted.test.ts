import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
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
    expect(
      [3, 2].map((count) => judged([{ ...found(0), group: "x" }, { ...found(0), resource: "y" }, found(count)])),
    ).toMatchObject([
      { verdict: "pass", examined: 3 },
      { verdict: "pass", examined: 2 },
    ]));
  test("fewer, none", () => {
    expect(judged([found(1)]).findings).toEqual([
      { subject: "resource/prometheusrules.monitoring.coreos.com", expected: "at least 2 objects", actual: "1" },
    ]);
    expect(judged([found(0)])).toMatchObject({ verdict: "fail", findings: [{ actual: "0" }] });
  });
  test("not looked at, irrelevant, erring", () => {
    expect(judged([])).toMatchObject({ verdict: "inconclusive", unseen: [{ reason: "was not looked at" }] });
    expect(judge(row, {}, { profile: profileOf(), now }).reason).toBe("the profile names no dependent resources");
    expect(judge(row, { dependents: trouble("not-served") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

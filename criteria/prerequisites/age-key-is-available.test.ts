import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./age-key-is-available.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ sops: {} });
const files = {
  keyFile: "/k",
  recipientsOfKey: ["age1a"],
  rulesFile: "/r/.sops.yaml",
  recipientsOfRepository: ["age1b", "age1a"],
};
const judged = (parts: object) => judge(row, { sops: look({ ...files, ...parts }) }, { profile, now });

describe("prerequisites/age-key-is-available", () => {
  test("the key is one of the recipients", () => {
    expect(judged({})).toMatchObject({ verdict: "pass", examined: 1 });
    expect(judged({ recipientsOfKey: ["age1c", "age1a"] })).toMatchObject({ verdict: "pass", examined: 1 });
  });
  test("it is none of them", () => {
    expect(judged({ recipientsOfKey: ["age1c"] }).findings).toMatchObject([
      {
        subject: "file//k",
        expected: "a key that /r/.sops.yaml encrypts for",
        actual: "its recipient age1c is not among age1b, age1a",
        hopeless: true,
      },
    ]);
  });
  test("a file without a key, rules without recipients", () => {
    expect(judged({ recipientsOfKey: [] }).findings).toMatchObject([
      { subject: "file//k", actual: "none in the file", hopeless: true },
    ]);
    expect(judged({ recipientsOfRepository: [] }).findings).toMatchObject([
      { subject: "file//r/.sops.yaml", actual: "none", hopeless: true },
    ]);
  });
  test("without a checkout the key itself is looked at, and none is asked for", () => {
    const alone = { rulesFile: undefined, recipientsOfRepository: undefined };
    expect(judged(alone)).toMatchObject({
      verdict: "pass",
      examined: 1,
      remarks: [expect.stringContaining("no checkout was given")],
    });
    expect(judged({ ...alone, recipientsOfKey: [] }).verdict).toBe("fail");
  });
  test("without SOPS it is irrelevant; no checkout is inconclusive", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).reason).toBe("the profile does not use SOPS");
    expect(judge(row, { sops: trouble("file", "no checkout") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

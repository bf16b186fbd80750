import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./one-password-is-signed-in.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ onePassword: {} });
const judged = (value: object) => judge(row, { onePassword: look(value) }, { profile, now });

describe("prerequisites/one-password-is-signed-in", () => {
  test("signed in", () => {
    expect(judged({ signedIn: true, detail: "ops@example.org at my.1password.com" })).toMatchObject({
      verdict: "pass",
      remarks: ["signed in: ops@example.org at my.1password.com"],
    });
  });
  test("signed out says what op said", () => {
    expect(
      judged({ signedIn: false, detail: "op whoami ended with exit 1: account is not signed in" }).findings,
    ).toEqual([
      { subject: "tool/op", expected: "signed in", actual: "op whoami ended with exit 1: account is not signed in" },
    ]);
  });
  test("irrelevant without it; inconclusive where op is missing", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).reason).toBe("the profile does not use the 1Password CLI");
    expect(judge(row, { onePassword: trouble("command-missing") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./tools-are-installed.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ tools: { flux: ">=2.7", cilium: ">=0.18" }, onePassword: {} });
const judged = (tools: object[], given = profile) => judge(row, { tools: look(tools) }, { profile: given, now });

describe("prerequisites/tools-are-installed", () => {
  test("all are there in accepted versions", () => {
    expect(
      judged([
        { name: "flux", version: "2.7.5" },
        { name: "cilium", version: "0.19.7" },
        { name: "op", version: "2.32.0" },
      ]),
    ).toMatchObject({
      verdict: "pass",
      examined: 3,
      remarks: ["flux 2.7.5", "cilium 0.19.7", "op 2.32.0"],
    });
  });
  test("a release candidate above the least version is taken", () => {
    const flux = profileOf({ tools: { flux: ">=2.7" } });
    expect(judged([{ name: "flux", version: "2.8.0-rc.1" }], flux).verdict).toBe("pass");
  });
  test("one is missing, one too old", () => {
    const missing = {
      kind: "command-missing",
      message: "cilium is not on PATH; to install it: https://docs.cilium.io",
    };
    expect(
      judged([
        { name: "flux", version: "2.6.4" },
        { name: "cilium", trouble: missing },
      ]).findings,
    ).toEqual([
      { subject: "tool/flux", expected: "flux >=2.7", actual: "2.6.4", hopeless: true },
      { subject: "tool/cilium", expected: "cilium >=0.18 on PATH", actual: missing.message, hopeless: true },
    ]);
  });
  test("one that hangs, one that was not asked, and a range that is none, are unseen", () => {
    const hung = { kind: "command-killed", message: "flux --version did not end within 45 s and was killed" };
    expect(judged([{ name: "flux", trouble: hung }])).toMatchObject({
      verdict: "inconclusive",
      remarks: [],
      unseen: [
        { subject: "tool/flux", reason: hung.message },
        { subject: "tool/cilium", reason: "was not asked for its version" },
      ],
    });
    const odd = profileOf({ tools: { flux: "newest" } });
    expect(judged([{ name: "flux", version: "2.7.5" }], odd).unseen).toMatchObject([
      { reason: 'the profile\'s range "newest" is none that npm knows' },
    ]);
  });
  test("nothing is asked of a profile that uses no CLI; a source that errs is inconclusive", () => {
    expect(judged([], profileOf())).toMatchObject({ verdict: "not-applicable", reason: "the profile uses no CLI" });
    expect(judge(row, { tools: trouble("interrupted") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

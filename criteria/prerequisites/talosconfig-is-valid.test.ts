import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./talosconfig-is-valid.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ talos: { context: "infra", endpoints: ["10.25.11.10"] } });
const file = {
  path: "/home/ops/.talos/config",
  contexts: ["infra"],
  context: { name: "infra", endpoints: ["10.25.11.10"], nodes: [] },
  certificate: {
    subject: "O=os:admin",
    organizations: ["os:admin"],
    notBefore: "2026-01-01T00:00:00.000Z",
    notAfter: "2027-01-01T12:00:00.000Z",
  },
};
const judged = (parts: object) => judge(row, { talosconfig: look({ ...file, ...parts }) }, { profile, now });

describe("prerequisites/talosconfig-is-valid", () => {
  test("context, endpoints and certificate are right", () => {
    expect(judged({})).toMatchObject({
      verdict: "pass",
      remarks: ["the client certificate is valid for 41 more days; roles: os:admin"],
    });
  });
  test("no such context; the empty file that talosctl makes", () => {
    expect(judged({ context: undefined }).findings).toMatchObject([
      { expected: "context infra", actual: "contexts infra" },
    ]);
    expect(judged({ context: undefined, contexts: [] }).findings).toMatchObject([{ actual: "no context at all" }]);
  });
  test("no endpoints, or others", () => {
    expect(judged({ context: { ...file.context, endpoints: [] } }).findings).toMatchObject([
      { expected: "endpoints", actual: "none" },
    ]);
    expect(judged({ context: { ...file.context, endpoints: ["10.25.13.10"] } }).findings).toMatchObject([
      { expected: "endpoints 10.25.11.10", actual: "10.25.13.10" },
    ]);
  });
  test("expired, not valid yet, none", () => {
    expect(
      judged({ certificate: { ...file.certificate, notAfter: "2026-11-01T00:00:00.000Z" } }).findings,
    ).toMatchObject([{ actual: "it expired 2026-11-01T00:00:00.000Z" }]);
    expect(judged({ certificate: { ...file.certificate, notBefore: "2026-12-01T00:00:00.000Z" } }).verdict).toBe(
      "fail",
    );
    expect(judged({ certificate: undefined })).toMatchObject({ verdict: "inconclusive" });
  });
  test("without Talos it is irrelevant; a file that is missing is inconclusive", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(judge(row, { talosconfig: trouble("file", "no such file") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
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
      { expected: "context infra", actual: "contexts infra", hopeless: true },
    ]);
    const any = profileOf({ talos: {} });
    const gone = look({ ...file, context: undefined });
    expect(judge(row, { talosconfig: gone }, { profile: any, now }).findings).toMatchObject([
      { expected: "context that is current" },
    ]);
    expect(judged({ context: undefined, contexts: [] }).findings).toMatchObject([{ actual: "no context at all" }]);
  });
  test("no endpoints, or others", () => {
    expect(judged({ context: { ...file.context, endpoints: [] } }).findings).toMatchObject([
      { subject: "talosconfig/infra", expected: "endpoints", actual: "none", hopeless: true },
    ]);
    expect(judged({ context: { ...file.context, endpoints: ["10.25.13.10"] } }).findings).toMatchObject([
      { subject: "talosconfig/infra", expected: "endpoints 10.25.11.10", actual: "10.25.13.10", hopeless: true },
    ]);
  });
  test("expired, not valid yet, none", () => {
    expect(
      judged({ certificate: { ...file.certificate, notAfter: "2026-11-01T00:00:00.000Z" } }).findings,
    ).toMatchObject([{ subject: "talosconfig/infra", actual: "it expired 2026-11-01T00:00:00.000Z", hopeless: true }]);
    expect(judged({ certificate: { ...file.certificate, notBefore: "2026-12-01T00:00:00.000Z" } }).findings).toEqual([
      {
        subject: "talosconfig/infra",
        expected: "a client certificate that is valid already",
        actual: "valid from 2026-12-01T00:00:00.000Z",
      },
    ]);
    expect(judged({ certificate: undefined })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "talosconfig/infra", reason: "the context holds no client certificate" }],
    });
    const at = now.toISOString();
    expect(judged({ certificate: { ...file.certificate, notAfter: at } }).verdict).toBe("fail");
    expect(judged({ certificate: { ...file.certificate, notBefore: at } }).verdict).toBe("pass");
  });
  test("a certificate without roles, in a profile that names no endpoints", () => {
    const talosconfig = look({ ...file, certificate: { ...file.certificate, organizations: [] } });
    expect(judge(row, { talosconfig }, { profile: profileOf({ talos: {} }), now })).toMatchObject({
      verdict: "pass",
      remarks: ["the client certificate is valid for 41 more days; roles: none"],
    });
  });
  test("without Talos it is irrelevant; a file that is missing is inconclusive", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).reason).toBe("the profile's machines are not Talos");
    expect(judge(row, { talosconfig: trouble("file", "no such file") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

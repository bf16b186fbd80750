import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./kubeconfig-names-a-usable-context.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ kubernetes: { endpoint: "https://10.25.11.10:6443", context: "admin@infra" } });
const file = {
  path: "/home/ops/.kube/config",
  contexts: ["admin@infra", "admin@apps"],
  context: { name: "admin@infra", server: "https://10.25.11.10:6443/", credential: "certificate" },
  certificate: {
    subject: "CN=admin",
    organizations: [],
    notBefore: "2026-01-01T00:00:00.000Z",
    notAfter: "2026-12-01T12:00:00.000Z",
  },
};
const judged = (parts: object) => judge(row, { kubeconfig: look({ ...file, ...parts }) }, { profile, now });

describe("prerequisites/kubeconfig-names-a-usable-context", () => {
  test("a valid context at the profile's endpoint passes and says how long", () => {
    expect(judged({})).toMatchObject({
      verdict: "pass",
      examined: 1,
      remarks: ["the credential is valid for 10 more days"],
    });
  });
  test("the context is missing", () => {
    expect(judged({ context: undefined })).toMatchObject({
      verdict: "fail",
      findings: [
        {
          subject: "file//home/ops/.kube/config",
          expected: "context admin@infra",
          actual: "contexts admin@infra, admin@apps",
        },
      ],
    });
  });
  test("no context at all, in a file that has no current one either", () => {
    const any = profileOf({ kubernetes: { endpoint: "https://10.25.11.10:6443" } });
    const empty = look({ path: "/k", contexts: [] });
    expect(judge(row, { kubeconfig: empty }, { profile: any, now }).findings).toEqual([
      { subject: "file//k", expected: "context a current context", actual: "no context at all", hopeless: true },
    ]);
    const gone = look({ path: "/k", contexts: ["a"], currentContext: "b" });
    expect(judge(row, { kubeconfig: gone }, { profile: any, now }).findings).toMatchObject([
      { expected: "context b", actual: "contexts a" },
    ]);
  });
  test("to the second", () => {
    const at = now.toISOString();
    expect(judged({ certificate: { ...file.certificate, notAfter: at } }).verdict).toBe("fail");
    expect(judged({ certificate: { ...file.certificate, notBefore: at } }).verdict).toBe("pass");
  });
  test("a token whose end is not in the file", () => {
    const context = { ...file.context, credential: "token" };
    expect(judged({ certificate: undefined, context })).toMatchObject({
      verdict: "pass",
      remarks: ["a token credential: its end is not in the file"],
    });
  });
  test("another cluster's server", () => {
    expect(judged({ context: { ...file.context, server: "https://10.25.13.10:6443" } }).findings).toMatchObject([
      {
        subject: "context/admin@infra",
        expected: "server https://10.25.11.10:6443",
        actual: "https://10.25.13.10:6443",
        hopeless: true,
      },
    ]);
  });
  test("a certificate that has expired, one that is not valid yet, a token that has", () => {
    const certificate = { ...file.certificate, notAfter: "2026-11-20T00:00:00.000Z" };
    expect(judged({ certificate }).findings).toMatchObject([
      { actual: "it expired 2026-11-20T00:00:00.000Z", hopeless: true },
    ]);
    expect(
      judged({ certificate: { ...file.certificate, notBefore: "2026-11-22T00:00:00.000Z" } }).findings,
    ).toMatchObject([{ actual: "valid from 2026-11-22T00:00:00.000Z" }]);
    expect(judged({ certificate: undefined, tokenExpires: "2026-11-21T11:59:59.000Z" }).verdict).toBe("fail");
  });
  test("no credential at all", () => {
    expect(judged({ certificate: undefined, context: { ...file.context, credential: "none" } }).findings).toMatchObject(
      [{ actual: "no credential", hopeless: true }],
    );
  });
  test("a file that cannot be read is inconclusive", () => {
    expect(judge(row, { kubeconfig: trouble("file", "no such file") }, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "kubeconfig: no such file",
    });
    expect(judge(row, {}, { profile, now }).verdict).toBe("inconclusive");
  });
});

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import certificatesAreValid from "./certificates-are-valid.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  platform: {
    certificates: { issuers: [{ name: "letsencrypt" }], certificates: [{ namespace: "network", name: "wildcard" }] },
  },
});
const subject = "certificate/network/wildcard";
const ready = { type: "Ready", status: "True", reason: "Ready", observedGeneration: 1 };
const issuer = { metadata: { name: "letsencrypt", generation: 1 }, status: { conditions: [ready] } };
const dates = { notAfter: "2027-01-20T12:00:00Z", renewalTime: "2026-12-21T12:00:00Z" };
const certificate = (status: object = {}, name = "wildcard") => ({
  metadata: { name, namespace: "network", generation: 1 },
  status: { conditions: [ready], ...dates, ...status },
});
const judged = (certificates: object[], clusterIssuers: object[] = [issuer]) =>
  judge(
    certificatesAreValid,
    { certificates: look(certificates), clusterIssuers: look(clusterIssuers), issuers: look([]) },
    { profile, now },
  );

describe("platform/certificates-are-valid", () => {
  test("issuers and certificates Ready, not due", () => {
    expect(judged([certificate(), certificate({}, "other")])).toMatchObject({ verdict: "pass", examined: 3 });
  });

  test("an issuer that is missing, not registered, or judged for an old generation", () => {
    expect(judged([certificate()], []).findings).toEqual([
      { subject: "clusterissuer/letsencrypt", expected: "an issuer", actual: "none" },
    ]);
    const failing = { ...ready, status: "False", reason: "ErrRegisterACMEAccount" };
    expect(judged([certificate()], [{ ...issuer, status: { conditions: [failing] } }]).findings).toMatchObject([
      { actual: "Ready=False (ErrRegisterACMEAccount)" },
    ]);
    const edited = { ...issuer, metadata: { name: "letsencrypt", generation: 2 } };
    expect(judged([certificate()], [edited]).findings).toMatchObject([
      { actual: expect.stringContaining("generation 1") },
    ]);
  });

  test("a certificate that is missing, not issued, or without status", () => {
    expect(judged([])).toMatchObject({
      verdict: "fail",
      findings: [{ subject, expected: "a Certificate", actual: "none" }],
    });
    const conditions = [
      { ...ready, status: "False", reason: "DoesNotExist", lastTransitionTime: "2026-11-21T11:00:00Z" },
    ];
    expect(judged([certificate({ conditions, notAfter: undefined })]).findings).toEqual([
      { subject, expected: "Ready=True", actual: "Ready=False (DoesNotExist)", since: "2026-11-21T11:00:00Z" },
    ]);
    expect(judged([{ metadata: certificate().metadata }]).findings).toMatchObject([{ actual: "no Ready condition" }]);
  });

  test("expired, though Ready=True", () => {
    expect(judged([certificate({ notAfter: "2026-11-21T11:00:00Z" })]).findings).toEqual([
      { subject, expected: "a valid certificate", actual: "expired 1h0m0s ago", since: "2026-11-21T11:00:00Z" },
    ]);
  });

  test("due for renewal", () => {
    const due = {
      renewalTime: "2026-11-21T10:00:00Z",
      notAfter: "2026-11-21T18:00:00Z",
      lastFailureTime: "2026-11-21T10:05:00Z",
    };
    expect(judged([certificate(due)]).findings).toEqual([
      {
        subject,
        expected: "not due for renewal",
        actual: "renewal due for 2h0m0s, expires in 6h0m0s; last failure at 2026-11-21T10:05:00Z",
        since: "2026-11-21T10:00:00Z",
      },
    ]);
  });

  test("to the second: expiry, and the begin of renewal, which nothing has failed yet", () => {
    const at = now.toISOString();
    expect(judged([certificate({ notAfter: at })]).findings).toMatchObject([{ actual: "expired 0s ago" }]);
    expect(judged([certificate({ renewalTime: at })]).findings).toMatchObject([
      { actual: "renewal due for 0s, expires in 1440h0m0s" },
    ]);
    const [undated] = judged([certificate({ renewalTime: undefined })]).findings;
    expect(undated).not.toHaveProperty("since");
  });

  test("Ready without dates", () => {
    expect(judged([certificate({ notAfter: undefined })]).findings).toMatchObject([
      { actual: "Ready=True, but no notAfter" },
    ]);
    expect(judged([certificate({ renewalTime: undefined })]).findings).toMatchObject([
      { actual: "no renewalTime: nobody will renew it" },
    ]);
  });

  test("issuers that could not be listed, a source that errs, no certificates expected", () => {
    const blind = { certificates: look([certificate()]), clusterIssuers: trouble("forbidden") };
    expect(judge(certificatesAreValid, blind, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "clusterissuer/letsencrypt: its kind could not be listed",
    });
    expect(judge(certificatesAreValid, { certificates: trouble("timeout") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
    expect(judge(certificatesAreValid, {}, { profile: profileOf(), now }).reason).toBe(
      "the profile expects no certificates",
    );
    const bare = profileOf({ platform: { certificates: {} } });
    expect(judge(certificatesAreValid, { certificates: look([]) }, { profile: bare, now }).reason).toBe(
      "nothing to examine",
    );
  });
});

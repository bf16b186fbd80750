import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./required-are-established.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  crds: { required: [{ name: "certificates.cert-manager.io", version: "v1" }, "issuers.cert-manager.io"] },
});
const yes = (type: string) => ({ type, status: "True", lastTransitionTime: "2026-11-21T11:00:00Z" });
const crd = (name: string, parts: { conditions?: object[]; versions?: object[]; metadata?: object } = {}) => ({
  metadata: { name, ...parts.metadata },
  spec: { versions: parts.versions ?? [{ name: "v1", served: true }] },
  status: { conditions: parts.conditions ?? [yes("NamesAccepted"), yes("Established")] },
});
const issuers = crd("issuers.cert-manager.io");
const judged = (...crds: object[]) => judge(row, { customResourceDefinitions: look(crds) }, { profile, now });
const finding = (parts: Parameters<typeof crd>[1]) =>
  judged(crd("certificates.cert-manager.io", parts), issuers).findings[0];

describe("crds/required-are-established", () => {
  test("all established and serving", () =>
    expect(judged(crd("certificates.cert-manager.io"), issuers)).toMatchObject({ verdict: "pass", examined: 2 }));
  test("one that serves no version, also one that the profile does not name", () => {
    const unserved = [{ name: "v1", served: false }];
    expect(finding({ versions: unserved })).toMatchObject({ actual: "serves no version" });
    const well = [crd("certificates.cert-manager.io"), issuers];
    expect(judged(...well, crd("orders.acme.cert-manager.io", { versions: unserved })).findings).toMatchObject([
      { subject: "customresourcedefinition/orders.acme.cert-manager.io", actual: "serves no version" },
    ]);
  });
  test("missing", () => {
    expect(judged(issuers).findings).toEqual([
      {
        subject: "customresourcedefinition/certificates.cert-manager.io",
        expected: "a CustomResourceDefinition",
        actual: "none",
      },
    ]);
  });
  test("names refused, not established, without conditions, being deleted", () => {
    const refused = {
      type: "NamesAccepted",
      status: "False",
      reason: "PluralConflict",
      message: "certificates is taken",
      lastTransitionTime: "t",
    };
    expect(finding({ conditions: [refused, { type: "Established", status: "False" }] })).toMatchObject({
      actual: "NamesAccepted=False (PluralConflict: certificates is taken)",
      since: "t",
    });
    expect(
      finding({ conditions: [yes("NamesAccepted"), { type: "Established", status: "False", reason: "Installing" }] }),
    ).toMatchObject({ actual: "Established=False (Installing)" });
    expect(finding({ conditions: [] })).toMatchObject({ actual: "no NamesAccepted condition" });
    expect(finding({ conditions: [yes("NamesAccepted")] })).toMatchObject({ actual: "no Established condition" });
    expect(finding({ metadata: { deletionTimestamp: "2026-11-21T11:59:00Z" } })).toMatchObject({
      actual: "is being deleted, with every object of its kind",
    });
  });
  test("the used version is not served", () => {
    expect(
      finding({
        versions: [
          { name: "v1alpha1", served: true },
          { name: "v1", served: false },
        ],
      }),
    ).toMatchObject({ expected: "version v1 served", actual: "serves v1alpha1", hopeless: true });
    expect(finding({ versions: [] })).toMatchObject({ actual: "serves no version" });
    for (const spec of [undefined, {}]) {
      const bare = { ...crd("certificates.cert-manager.io"), spec };
      expect(judged(bare, issuers).findings).toMatchObject([{ actual: "serves no version" }]);
    }
  });
  test("irrelevant, missing and erring sources", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).reason).toBe("the profile names no CRD");
    expect(judge(row, {}, { profile, now }).verdict).toBe("inconclusive");
    expect(judge(row, { customResourceDefinitions: trouble("forbidden") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
    expect(judged().verdict).toBe("fail");
  });
});

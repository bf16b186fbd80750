import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./came-before-their-users.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  crds: {
    required: ["certificates.cert-manager.io"],
    dependents: [{ group: "monitoring.coreos.com", resource: "prometheusrules", atLeast: 1 }],
  },
  releases: [{ name: "cert-manager", namespace: "cert-manager", crds: ["*.cert-manager.io"] }],
});
const crd = (at: string | undefined, name = "certificates.cert-manager.io") => ({
  metadata: { name },
  status: { conditions: at ? [{ type: "Established", status: "True", lastTransitionTime: at }] : [] },
});
const release = (firstDeployed: string) => ({
  name: "cert-manager",
  namespace: "cert-manager",
  revision: 1,
  status: "deployed",
  createdAt: "x",
  managers: [],
  details: { firstDeployed },
});
const judged = (crds: object[], releases: object[], more: Parameters<typeof judge>[1] = {}) =>
  judge(row, { customResourceDefinitions: look(crds), helmReleases: look(releases), ...more }, { profile, now });
const at = "2026-11-21T11:00:10Z";

describe("crds/came-before-their-users", () => {
  test("established before its release and its first object", () => {
    const certificates = look([{ metadata: { name: "b", namespace: "x", creationTimestamp: "2026-11-21T11:05:00Z" } }]);
    expect(judged([crd(at)], [release("2026-11-21T11:00:20.123456Z")], { certificates })).toMatchObject({
      verdict: "pass",
      examined: 2,
      remarks: [],
    });
  });
  test("established after the release that needs it", () => {
    expect(judged([crd(at)], [release("2026-11-21T11:00:09.000Z")]).findings).toEqual([
      {
        subject: "customresourcedefinition/certificates.cert-manager.io",
        expected: "established before release/cert-manager/cert-manager (2026-11-21T11:00:09.000Z)",
        actual: "established 2026-11-21T11:00:10Z",
        since: at,
        hopeless: true,
      },
    ]);
  });
  test("established after its first object", () => {
    const certificates = look([
      { metadata: { name: "late", namespace: "x", creationTimestamp: "2026-11-21T11:05:00Z" } },
      { metadata: { name: "early", namespace: "x", creationTimestamp: "2026-11-21T10:59:00Z" } },
    ]);
    expect(judged([crd(at)], [release("2026-11-21T11:01:00Z")], { certificates }).findings).toMatchObject([
      { expected: "established before the first object, x/early (2026-11-21T10:59:00Z)" },
    ]);
  });
  test("one that came minutes after the first release, and that nobody needed, is said", () => {
    const alone = profileOf({
      crds: { required: ["certificates.cert-manager.io", "things.example.org"] },
      releases: [{ name: "cert-manager", namespace: "cert-manager" }],
    });
    const of = (established: string) =>
      judge(
        row,
        {
          customResourceDefinitions: look([crd(at), crd(established, "things.example.org")]),
          helmReleases: look([release("2026-11-21T11:01:00Z")]),
          certificates: look([{ metadata: { name: "a", namespace: "x", creationTimestamp: "2026-11-21T11:05:00Z" } }]),
        },
        { profile: alone, now },
      );
    expect(of("2026-11-21T11:04:12Z")).toMatchObject({
      verdict: "pass",
      remarks: [
        "things.example.org was established 3m12s after the first release was begun (cert-manager/cert-manager, 2026-11-21T11:01:00Z): it did not come with the CRD phase, and its time counts to a later one",
      ],
    });
    expect(of("2026-11-21T11:01:30Z").remarks).toEqual([]);
    expect(of(at).remarks).toEqual([]);
  });
  test("within a second nothing is proven, and it is said", () => {
    expect(judged([crd(at)], [release("2026-11-21T11:00:09.500Z")])).toMatchObject({
      verdict: "pass",
      remarks: [expect.stringContaining("came within a second")],
    });
  });
  test("a whole second is an order, less is none", () => {
    expect(judged([crd(at)], [release("2026-11-21T11:00:09Z")]).verdict).toBe("fail");
    expect(judged([crd(at)], [release("2026-11-21T11:00:10.999Z")]).remarks).toHaveLength(1);
    expect(judged([crd(at)], [release("2026-11-21T11:00:11.000Z")])).toMatchObject({ verdict: "pass", remarks: [] });
  });
  test("another release of the name, and objects without a time, tell nothing", () => {
    const others = [
      { ...release("2026-11-21T10:00:00Z"), namespace: "apps" },
      { ...release("2026-11-21T10:00:00Z"), name: "other" },
      { ...release("2026-11-21T10:00:00Z"), details: undefined },
    ];
    const certificates = look([{ metadata: { name: "x" } }, {}]);
    expect(judged([crd(at)], [...others, release("2026-11-21T11:05:00Z")], { certificates })).toMatchObject({
      verdict: "pass",
      examined: 1,
    });
  });
  test("an unknown time is unseen; a release that is not there too", () => {
    expect(judged([crd(undefined)], [release(at)])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ reason: "when it was established is not known" }],
    });
    expect(judged([crd(at)], [])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ reason: "when release/cert-manager/cert-manager came is not known" }],
    });
    for (const time of ["yesterday", ""])
      expect(judged([crd(at)], [release(time)])).toMatchObject({
        verdict: "inconclusive",
        examined: 0,
        unseen: [{ reason: "when release/cert-manager/cert-manager came is not known" }],
      });
    expect(judged([crd("then")], [release(at)]).unseen).toMatchObject([
      { reason: "when it was established is not known" },
    ]);
  });
  test("dependents of the profile are objects too", () => {
    const given = profileOf({ crds: { required: ["prometheusrules.monitoring.coreos.com"] } });
    const dependents = look([
      {
        group: "monitoring.coreos.com",
        resource: "prometheusrules",
        objects: [{ metadata: { name: "r", namespace: "m", creationTimestamp: "2026-11-21T11:00:00Z" } }],
      },
    ]);
    const sources = {
      customResourceDefinitions: look([crd(at, "prometheusrules.monitoring.coreos.com")]),
      helmReleases: look([]),
      dependents,
    };
    expect(judge(row, sources, { profile: given, now }).findings).toHaveLength(1);
  });
  test("each CRD is held to its own release and its own objects", () => {
    const other = crd("2026-11-21T11:59:00Z", "things.example.org");
    const certificates = look([
      { metadata: { name: "untimed", namespace: "x" } },
      { metadata: { name: "b", namespace: "x", creationTimestamp: "2026-11-21T11:05:00Z" } },
    ]);
    const dependents = look([
      {
        group: "example.org",
        resource: "things",
        objects: [{ metadata: { creationTimestamp: "2026-11-21T10:00:00Z" } }],
      },
    ]);
    expect(judged([other, crd(at)], [release("2026-11-21T11:05:00Z")], { certificates, dependents })).toMatchObject({
      verdict: "pass",
      examined: 2,
    });
    const required = profileOf({ crds: { required: ["others.example.org", "things.example.org"] } });
    const sources = {
      customResourceDefinitions: look([crd(at, "others.example.org"), other]),
      helmReleases: look([]),
      dependents,
    };
    expect(judge(row, sources, { profile: required, now }).findings).toMatchObject([
      {
        subject: "customresourcedefinition/things.example.org",
        expected: "established before the first object, /undefined (2026-11-21T10:00:00Z)",
      },
    ]);
    const alone = profileOf({ releases: [{ name: "x", namespace: "y", crds: [] }] });
    expect(judge(row, {}, { profile: alone, now }).reason).toBe("the profile names no CRD");
    const exact = profileOf({
      releases: [{ name: "cert-manager", namespace: "cert-manager", crds: ["*.cert-manager.io"] }],
    });
    const after = { customResourceDefinitions: look([crd(at)]), helmReleases: look([release("2026-11-21T11:05:00Z")]) };
    expect(judge(row, after, { profile: exact, now })).toMatchObject({ verdict: "pass", examined: 1 });
  });
  test("nothing to compare, irrelevant, erring", () => {
    expect(judged([], [])).toMatchObject({
      verdict: "inconclusive",
      examined: 0,
      unseen: [{ subject: "release/cert-manager/cert-manager", reason: "no CRD *.cert-manager.io is there" }],
    });
    const exact = profileOf({ releases: [{ name: "x", namespace: "y", crds: ["certificates.cert-manager.io"] }] });
    const none = { customResourceDefinitions: look([]), helmReleases: look([]) };
    expect(judge(row, none, { profile: exact, now })).toMatchObject({ reason: "nothing to examine", unseen: [] });
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(
      judge(row, { customResourceDefinitions: look([]), helmReleases: trouble("forbidden") }, { profile, now }).verdict,
    ).toBe("inconclusive");
  });
});

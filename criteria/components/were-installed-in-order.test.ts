import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./were-installed-in-order.ts";

const now = new Date("2026-11-21T12:00:00Z");
const others = { nodes: look([]), deployments: look([]), daemonSets: look([]) };
const record = (name: string, parts: object = {}) => ({
  name,
  namespace: name === "cilium" ? "kube-system" : name,
  revision: 1,
  status: "deployed",
  createdAt: "2026-11-21T11:00:00Z",
  managers: ["Helm"],
  ...parts,
});
const releases = [
  { name: "cilium", namespace: "kube-system", workloads: [{ kind: "DaemonSet" as const, name: "cilium" }] },
  { name: "coredns", namespace: "coredns", crds: ["*.example.org"] },
];
const profile = profileOf({ releases });
const at = (name: string, firstDeployed: string) => record(name, { details: { firstDeployed } });
const pod = (created: string, ready: string, restartCount = 0) => ({
  metadata: {
    name: "cilium-x",
    namespace: "kube-system",
    creationTimestamp: created,
    ownerReferences: [{ controller: true, kind: "DaemonSet", name: "cilium" }],
  },
  status: {
    conditions: [{ type: "Ready", status: "True", lastTransitionTime: ready }],
    containerStatuses: [{ restartCount }],
  },
});
const crd = (established: string) => ({
  metadata: { name: "things.example.org" },
  status: { conditions: [{ type: "Established", status: "True", lastTransitionTime: established }] },
});
const early = crd("2026-11-21T10:59:00Z");
const judged = (records: object[], pods: object[] = [], crds: object[] = [], given = profile) =>
  judge(
    row,
    { ...others, helmReleases: look(records), pods: look(pods), customResourceDefinitions: look(crds) },
    { profile: given, now },
  );
const inOrder = [at("cilium", "2026-11-21T11:00:00.5Z"), at("coredns", "2026-11-21T11:02:00.1Z")];

describe("components/were-installed-in-order", () => {
  test("one after another, each ready before the next", () => {
    expect(judged(inOrder, [pod("2026-11-21T11:00:02Z", "2026-11-21T11:01:00Z")], [early])).toMatchObject({
      verdict: "pass",
      examined: 2,
      remarks: [],
    });
  });
  test("the later one came first", () => {
    expect(judged([at("cilium", "2026-11-21T11:05:00Z"), at("coredns", "2026-11-21T11:02:00Z")]).findings).toEqual([
      {
        subject: "release/coredns/coredns",
        expected: "first deployed after release/kube-system/cilium (2026-11-21T11:05:00Z)",
        actual: "first deployed 2026-11-21T11:02:00Z",
        since: "2026-11-21T11:02:00Z",
        hopeless: true,
      },
    ]);
  });
  test("deployed before the one before it was ready", () => {
    expect(judged(inOrder, [pod("2026-11-21T11:00:02Z", "2026-11-21T11:03:00Z")]).findings).toMatchObject([
      {
        expected: "first deployed after release/kube-system/cilium was ready (2026-11-21T11:03:00.000Z, pod cilium-x)",
      },
    ]);
  });
  test("pods made later, or restarted, prove nothing, and that is said", () => {
    const later = judged(inOrder, [pod("2026-11-21T11:30:00Z", "2026-11-21T11:31:00Z")], [early]);
    expect(later).toMatchObject({ verdict: "pass", remarks: [expect.stringContaining("is not proven")] });
    expect(judged(inOrder, [pod("2026-11-21T11:00:02Z", "2026-11-21T11:31:00Z", 1)], [early]).verdict).toBe("pass");
  });
  test("a pod that was made with the next release, or whose one container restarted, or is not ready", () => {
    const last = "2026-11-21T11:03:00Z";
    expect(judged(inOrder, [pod("2026-11-21T11:02:00.1Z", last)], [early]).verdict).toBe("fail");
    const made = pod("2026-11-21T11:00:02Z", last);
    const notProven = { verdict: "pass", remarks: [expect.stringContaining("is not proven")] };
    const mixed = { ...made.status, containerStatuses: [{ restartCount: 0 }, { restartCount: 1 }] };
    expect(judged(inOrder, [{ ...made, status: mixed }], [early])).toMatchObject(notProven);
    for (const conditions of [
      [],
      [{ type: "Ready", status: "False", lastTransitionTime: last }],
      [{ type: "Ready", status: "True", lastTransitionTime: "then" }],
    ])
      expect(judged(inOrder, [{ ...made, status: { conditions } }], [early])).toMatchObject(notProven);
    expect(judged(inOrder, [{ ...made, status: undefined }, {}], [early])).toMatchObject(notProven);
  });
  test("of several pods the last one to be ready tells", () => {
    const pods = ["11:00:30", "11:03:00", "11:01:00"].map((time) => pod("2026-11-21T11:00:02Z", `2026-11-21T${time}Z`));
    expect(judged(inOrder, pods, [early]).findings).toMatchObject([
      { expected: expect.stringContaining("2026-11-21T11:03:00.000Z") },
    ]);
  });
  test("a whole second is an order, less is none", () => {
    const ready = (moment: string) =>
      judged([inOrder[0] ?? {}, at("coredns", "2026-11-21T11:02:00Z")], [pod("2026-11-21T11:00:02Z", moment)], [early]);
    expect(ready("2026-11-21T11:02:01Z").verdict).toBe("fail");
    expect(ready("2026-11-21T11:02:00Z").remarks).toHaveLength(1);
    expect(ready("2026-11-21T11:01:59Z")).toMatchObject({ verdict: "pass", remarks: [] });
    const same = [at("cilium", "2026-11-21T11:02:00Z"), at("coredns", "2026-11-21T11:02:00Z")];
    expect(judged(same, [], [early]).verdict).toBe("pass");
  });
  test("only the CRDs that a release needs are compared with it", () => {
    const other = { ...crd("2026-11-21T11:30:00Z"), metadata: { name: "things.example.com" } };
    expect(judged(inOrder, [], [early, other, {}])).toMatchObject({ verdict: "pass", examined: 2 });
  });
  test("within a second is said, not hidden", () => {
    expect(judged(inOrder, [pod("2026-11-21T11:00:02Z", "2026-11-21T11:02:00Z")]).remarks).toEqual([
      "release/kube-system/cilium was ready and release/coredns/coredns was deployed within a second",
    ]);
  });
  test("a CRD that was established after the release that needs it", () => {
    expect(judged(inOrder, [], [crd("2026-11-21T11:02:05Z")]).findings).toMatchObject([
      {
        subject: "customresourcedefinition/things.example.org",
        expected: expect.stringContaining("established before release/coredns/coredns was first deployed"),
        actual: "established 2026-11-21T11:02:05Z",
      },
    ]);
    expect(judged(inOrder, [], [crd("2026-11-21T11:02:00Z")]).verdict).toBe("pass");
  });
  test("a CRD that is missing, or never was established, proves no order", () => {
    expect(judged(inOrder)).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "release/coredns/coredns", reason: "no CRD *.example.org that it needs is there" }],
    });
    expect(judged(inOrder, [], [{ metadata: { name: "things.example.org" } }])).toMatchObject({
      verdict: "inconclusive",
      unseen: [
        { subject: "customresourcedefinition/things.example.org", reason: "when it was established is not known" },
      ],
    });
  });
  test("a CRD within a second of its release is said, not hidden", () => {
    expect(judged(inOrder, [], [crd("2026-11-21T11:02:00Z")]).remarks).toContain(
      "things.example.org was established and release/coredns/coredns was deployed within a second",
    );
  });
  test("a time that is none proves no order", () => {
    expect(judged([at("cilium", "yesterday"), inOrder[1] ?? {}], [], [crd("2026-11-21T11:01:00Z")])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "release/kube-system/cilium", reason: "when it was first deployed is not known" }],
    });
  });
  test("every release of a phase comes after every one of the phase before, not only after its neighbour", () => {
    const phased = profileOf({
      releases: [
        { name: "cilium", namespace: "kube-system" },
        { name: "b", namespace: "b", phase: "core" },
        { name: "c", namespace: "c", phase: "core" },
      ],
    });
    const records = [...inOrder.slice(0, 1), at("b", "2026-11-21T11:02:00Z"), at("c", "2026-11-21T10:00:00Z")];
    expect(judged(records, [], [], phased)).toMatchObject({
      verdict: "fail",
      examined: 2,
      findings: [{ subject: "release/c/c", actual: "first deployed 2026-11-21T10:00:00Z" }],
    });
  });
  test("releases of one phase may overlap", () => {
    const together = profileOf({ releases: releases.map((release) => ({ ...release, phase: "core" })) });
    expect(
      judged([at("cilium", "2026-11-21T11:05:00Z"), at("coredns", "2026-11-21T11:02:00Z")], [], [early], together),
    ).toMatchObject({ verdict: "pass", examined: 1, findings: [] });
  });
  test("an unknown time is unseen; irrelevant; erring", () => {
    expect(judged([inOrder[0] ?? {}])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "release/coredns/coredns" }],
    });
    expect(judged([], [], [], profileOf()).reason).toBe("the profile lists no release");
    expect(judged([], [], [], profileOf({ releases: releases.slice(0, 1) })).reason).toBe("one release has no order");
    expect(judged([record("cilium"), inOrder[1] ?? {}], [], [early])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "release/kube-system/cilium" }],
    });
    expect(
      judge(
        row,
        { ...others, helmReleases: look([]), pods: look([]), customResourceDefinitions: trouble("forbidden") },
        { profile, now },
      ).verdict,
    ).toBe("inconclusive");
  });
});

describe("what helm --wait promises", () => {
  const late = "2026-11-21T11:03:00Z";
  const early = "2026-11-21T11:01:00Z";
  const created = "2026-11-21T11:00:02Z";
  const established = [crd("2026-11-21T10:59:00Z")];
  const daemonSet = (updateStrategy: object) => ({
    metadata: { name: "cilium", namespace: "kube-system" },
    spec: { updateStrategy },
  });
  const with_ = (updateStrategy: object, ...ready: string[]) =>
    judge(
      row,
      {
        ...others,
        daemonSets: look([daemonSet(updateStrategy)]),
        helmReleases: look(inOrder),
        pods: look(ready.map((it) => pod(created, it))),
        customResourceDefinitions: look(established),
      },
      { profile, now },
    );

  test("a rolling update may leave some out, and so may the next release", () => {
    const two = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 2 } };
    expect(with_(two, early, late, late).verdict).toBe("pass");
    expect(with_({ type: "RollingUpdate" }, early, early, late).verdict).toBe("pass");
    expect(with_({ type: "RollingUpdate" }, early, late, late).findings).toHaveLength(1);
    expect(with_({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: "34%" } }, early, late, late).verdict).toBe(
      "pass",
    );
    expect(with_({ type: "OnDelete" }, late).remarks).toEqual([
      expect.stringContaining("Helm waits for no pod of daemonset/kube-system/cilium"),
    ]);
  });

  test("a workload that the next release does not need may come later, with the profile's reason", () => {
    const relaxed = profileOf({
      releases: [
        {
          name: "cilium",
          namespace: "kube-system",
          workloads: [{ kind: "DaemonSet" as const, name: "cilium", neededLater: "it resolves names" }],
        },
        { name: "coredns", namespace: "coredns" },
      ],
    });
    expect(judged(inOrder, [pod(created, late)], [], relaxed)).toMatchObject({
      verdict: "pass",
      remarks: [
        "daemonset/kube-system/cilium was ready after release/coredns/coredns was begun, and may be: it resolves names",
        expect.stringContaining("is not proven"),
      ],
    });
  });
});

import { describe, expect, test } from "vitest";
import { agentsOf, clusterIdOf } from "./cilium.ts";
import { conditionLacks, lacks, statusIsOld } from "../../observations/conditions.ts";
import { establishedAt, namedBy, required } from "./crds.ts";
import { daysUntil, sameServer } from "./credentials.ts";
import { routeFinding } from "./gateway-routes.ts";
import { newestOf, releaseSubject, revisionsOf, withoutReleases } from "./releases.ts";
import { answerOf, controlPlaneOf, eachNode, hasId, withoutTalos } from "./talos-nodes.ts";
import { profileOf } from "../testing/profile.ts";
import { answered, silent } from "../testing/talos.ts";

describe("conditions", () => {
  const ready = { type: "Ready", status: "True", observedGeneration: 1 };

  test("hold, or say what they lack, for their own generation where both tell one", () => {
    expect(lacks(ready, "Ready", 1)).toBeUndefined();
    expect(lacks(ready, "Ready", undefined)).toBeUndefined();
    expect(lacks({ type: "Ready", status: "True" }, "Ready", 2)).toBeUndefined();
    expect(lacks(ready, "Ready", 2)).toBe("Ready=True for generation 1, and the spec is at 2");
    expect(lacks(undefined, "Ready", 1)).toBe("no Ready condition");
    expect(lacks({ ...ready, status: "False" }, "Ready", 1)).toBe("Ready=False");
    expect(lacks({ ...ready, status: "False" }, "Ready", 1, "False")).toBeUndefined();
    expect(lacks(ready, "Ready", 1, "False")).toBe("Ready=True");
  });

  test("of an object, and of its status as a whole", () => {
    const object = (generation: number | undefined, observedGeneration?: number) => ({
      metadata: { ...(generation !== undefined && { generation }) },
      status: { conditions: [ready], ...(observedGeneration !== undefined && { observedGeneration }) },
    });
    expect(conditionLacks(object(1), "Ready")).toBeUndefined();
    expect(conditionLacks(object(2), "Ready")).toContain("for generation 1");
    expect(conditionLacks({ status: { conditions: [ready] } }, "Ready")).toBeUndefined();
    expect(conditionLacks({}, "Ready")).toBe("no Ready condition");
    expect(statusIsOld(object(2, 1))).toBe("its status is of generation 1, and the spec is at 2");
    for (const current of [object(2, 2), object(2), object(undefined, 1), {}])
      expect(statusIsOld(current)).toBeUndefined();
  });
});

describe("CRDs", () => {
  test("by name, or by group", () => {
    expect(namedBy("a.example.org", "a.example.org")).toBe(true);
    expect(namedBy("a.example.org", "b.example.org")).toBe(false);
    expect(namedBy("*.example.org", "b.example.org")).toBe(true);
    expect(namedBy("*.example.org", "b.other.org")).toBe(false);
    expect(namedBy("*.example.org", "bexample.org")).toBe(false);
    expect(namedBy("a*.", "a*.")).toBe(true);
  });

  test("as required, and since when they are served", () => {
    expect([required("a"), required({ name: "a", version: "v1" })]).toEqual([
      { name: "a" },
      { name: "a", version: "v1" },
    ]);
    const crd = (status: string) => ({
      status: { conditions: [{ type: "Established", status, lastTransitionTime: "t" }] },
    });
    expect([establishedAt(crd("True")), establishedAt(crd("False")), establishedAt({})]).toEqual([
      "t",
      undefined,
      undefined,
    ]);
  });
});

describe("credentials", () => {
  test.each([
    ["https://a:6443", "https://a:6443/", true],
    ["https://a", "https://a:443", true],
    ["http://a", "http://a:80", true],
    ["http://a:443", "https://a", false],
    ["https://a:6443", "https://b:6443", false],
    ["https://a:6443", "https://a:6444", false],
    ["https://A:6443", "https://a:6443", true],
    ["junk", "junk", false],
    ["https://a", "", false],
    ["", "", false],
  ])("%s and %s are the same server: %s", (one, other, same) => expect(sameServer(one, other)).toBe(same));

  test("whole days that are left", () => {
    const now = new Date("2026-11-21T12:00:00Z");
    expect(
      ["2026-11-22T12:00:00Z", "2026-11-22T11:59:59Z", "2026-11-20T12:00:00Z"].map((time) => daysUntil(time, now)),
    ).toEqual([1, 0, -1]);
  });
});

describe("Cilium", () => {
  test("the cluster that gave an identity", () => {
    const ids = [255, 256, 65_535, 65_536, 131_072, (1 << 24) - 1, 1 << 24, (1 << 24) + 1];
    expect(ids.map((id) => clusterIdOf(id))).toEqual([undefined, 0, 0, 1, 2, 255, undefined, undefined]);
    expect([32_768, 65_536].map((id) => clusterIdOf(id, 511))).toEqual([1, 2]);
    expect(clusterIdOf(65_536, 255)).toBe(1);
  });

  test("agents that answered, and those that did not", () => {
    expect(agentsOf({ agents: { a: {}, b: null } } as never)).toEqual({
      answered: [{ pod: "a", status: {} }],
      silent: [{ subject: "agent/b", reason: "did not answer the Cilium CLI" }],
    });
  });
});

describe("Helm releases", () => {
  const record = (revision: number, parts: object = {}) => ({
    name: "a",
    namespace: "x",
    revision,
    status: "deployed",
    createdAt: "t",
    managers: [],
    ...parts,
  });

  test("newest first, of that name and namespace only", () => {
    const records = [record(2), record(10), record(9), record(11, { name: "b" }), record(12, { namespace: "y" })];
    expect(revisionsOf({ name: "a", namespace: "x" }, records).map(({ revision }) => revision)).toEqual([10, 9, 2]);
    expect(newestOf({ name: "a", namespace: "x" }, records)?.revision).toBe(10);
    expect(newestOf({ name: "c", namespace: "x" }, records)).toBeUndefined();
    expect(releaseSubject({ name: "a", namespace: "x" })).toBe("release/x/a");
  });

  test("a profile without any", () => {
    expect(withoutReleases(profileOf())).toBe("the profile lists no release");
    expect(withoutReleases(profileOf({ releases: [{ name: "a", namespace: "x" }] }))).toBeUndefined();
  });
});

describe("Talos, node by node", () => {
  const profile = profileOf({
    talos: {},
    nodes: [
      { name: "cp1", address: "10.25.11.11", role: "control-plane" },
      { name: "w1", address: "10.25.11.21", role: "worker" },
    ],
  });
  const answers = (...given: object[]) => given as never;

  test("an answer, or why there is none", () => {
    const [node] = profile.nodes;
    const of = (...given: object[]) => node && answerOf(node, answers(...given));
    expect(of(answered("w1", [1]), answered("cp1", [2]))).toEqual({ value: [2] });
    expect(of(silent("cp1", " no\n route "))).toEqual({ reason: "no route" });
    expect(of(answered("cp1", null))).toEqual({ reason: "answered with nothing" });
    expect(of(answered("cp1", undefined))).toEqual({ reason: "answered with nothing" });
    expect(of(answered("w1", []))).toEqual({ reason: "was not asked" });
    expect(of(answered("cp1", 0))).toEqual({ value: 0 });
  });

  test("a node counts where something of it was judged", () => {
    const finding = { subject: "s", expected: "e", actual: "a" };
    const unseen = { subject: "s", reason: "r" };
    const judged = (judgement: object) =>
      eachNode(profile.nodes, answers(answered("cp1", judgement), silent("w1", "x")), (value) => value as never);
    const w1 = { subject: "node/w1", reason: "x" };
    expect(judged({})).toEqual({ examined: 1, findings: [], unseen: [w1] });
    expect(judged({ findings: [finding] })).toEqual({ examined: 1, findings: [finding], unseen: [w1] });
    expect(judged({ unseen: [unseen] })).toEqual({ examined: 0, findings: [], unseen: [unseen, w1] });
    expect(judged({ unseen: [unseen], findings: [] })).toMatchObject({ examined: 0 });
    expect(judged({ unseen: [unseen], findings: [finding] })).toMatchObject({ examined: 1 });
  });

  test("ids as YAML scalars made them", () => {
    const of = (id: unknown) => ({ metadata: { id } }) as never;
    expect([hasId(of(7), "007"), hasId(of(16), "0x10"), hasId(of(true), "true"), hasId(of("a"), "a")]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([hasId(of(7), "8"), hasId(of("a"), "b"), hasId({} as never, "a"), hasId(of("7"), "007")]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test("the control plane; a profile without Talos", () => {
    expect(controlPlaneOf(profile).map(({ name }) => name)).toEqual(["cp1"]);
    expect(withoutTalos(profile)).toBeUndefined();
    expect(withoutTalos(profileOf())).toBe("the profile has no talos: its machines do not run Talos");
  });
});

describe("routes", () => {
  const yes = (type: string, observedGeneration = 1) => ({ type, status: "True", observedGeneration });
  const parent = { name: "gw" };
  const good = [yes("Accepted"), yes("ResolvedRefs")];
  const route = (parents: object[] | null | undefined, parentRefs: object[] = [parent]) => ({
    metadata: { name: "r", namespace: "x", generation: 1 },
    spec: { parentRefs },
    status: { parents },
  });
  const actual = (...parameters: Parameters<typeof route>) =>
    routeFinding(route(...parameters)).map(({ expected, actual }) => `${expected}: ${actual}`);
  const answer = (parentRef: object | undefined, conditions: object[] | null = good) => ({ parentRef, conditions });

  test("each parent's answer, known by all that names it, with the API's defaults", () => {
    for (const ref of [
      parent,
      { ...parent, kind: "Gateway" },
      { ...parent, group: "gateway.networking.k8s.io" },
      { ...parent, namespace: "x" },
    ])
      expect(actual([answer(ref)])).toEqual([]);
    for (const other of [
      { name: "other" },
      { ...parent, kind: "Service" },
      { ...parent, group: "" },
      { ...parent, namespace: "y" },
      { ...parent, sectionName: "s" },
      { ...parent, port: 1 },
    ])
      expect(actual([answer(other)])).toEqual(["accepted by Gateway gw: no controller has answered"]);
    expect(actual([answer({ ...parent, namespace: "y" })], [{ ...parent, namespace: "y" }])).toEqual([]);
  });

  test("no answer, no conditions, a refusal, an answer of an old generation", () => {
    for (const none of [[], null, undefined, [answer(undefined)]])
      expect(actual(none)).toEqual(["accepted by Gateway gw: no controller has answered"]);
    expect(actual([answer(parent, null)])).toEqual(["accepted by Gateway gw: no Accepted condition"]);
    expect(actual([answer(parent, [yes("Accepted")])])).toEqual(["accepted by Gateway gw: no ResolvedRefs condition"]);
    expect(actual([answer(parent, [yes("ResolvedRefs")])])).toEqual(["accepted by Gateway gw: no Accepted condition"]);
    expect(actual([answer(parent, [yes("Accepted", 0), yes("ResolvedRefs")])])[0]).toContain("for generation 0");
  });

  test("one controller that accepts is enough; each parent is asked by itself", () => {
    expect(actual([answer(parent, []), answer(parent)])).toEqual([]);
    expect(actual([answer(parent), answer(parent, [])])).toEqual([]);
    expect(actual([answer(parent)], [parent, { name: "b", sectionName: "s" }, { kind: "Service" }])).toEqual([
      "accepted by Gateway b (s): no controller has answered",
      "accepted by Service (no name): no controller has answered",
    ]);
  });

  test("attached to nothing", () => {
    for (const bare of [{}, { spec: {} }, { spec: { parentRefs: null } }, route([], [])])
      expect(routeFinding(bare)).toMatchObject([{ expected: "attached to a parent", actual: "no parentRefs" }]);
    expect(routeFinding({ spec: { parentRefs: [parent] } })).toHaveLength(1);
  });
});

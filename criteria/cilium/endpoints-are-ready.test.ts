import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./endpoints-are-ready.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const pod = (parts: object = {}, status: object = {}) => ({
  metadata: { name: "web", namespace: "apps" },
  spec: {},
  status: { phase: "Running", startTime: "2026-11-21T11:00:00Z", ...status },
  ...parts,
});
const endpoint = (state: string | undefined, addressing: object[] = [{ ipv4: "10.244.0.9" }]) => ({
  metadata: { name: "web", namespace: "apps" },
  status: { state, networking: { addressing } },
});
const judged = (pods: object[], endpoints: object[]) =>
  judge(row, { pods: look(pods), ciliumEndpoints: look(endpoints) }, { profile, now });

describe("cilium/endpoints-are-ready", () => {
  test("a ready endpoint with an address", () =>
    expect(judged([pod()], [endpoint("ready")])).toMatchObject({ verdict: "pass", examined: 1, remarks: [] }));
  test("none, long after the start", () => {
    expect(judged([pod()], []).findings).toEqual([
      {
        subject: "pod/apps/web",
        expected: "a CiliumEndpoint",
        actual: "none, 1h0m0s after its start",
        since: "2026-11-21T11:00:00Z",
      },
    ]);
  });
  test("not ready, without a state, without an address", () => {
    expect(judged([pod()], [endpoint("regenerating")]).findings).toMatchObject([{ actual: "state regenerating" }]);
    expect(judged([pod()], [endpoint(undefined)]).findings).toMatchObject([{ actual: "state missing" }]);
    expect(judged([pod()], [endpoint("ready", [])]).findings).toMatchObject([
      { expected: "an endpoint with an address", actual: "none" },
    ]);
  });
  test("a pod that has just started may wait for its endpoint", () => {
    const fresh = pod({ metadata: { name: "new", namespace: "apps" } }, { startTime: "2026-11-21T11:59:30Z" });
    expect(judged([pod(), fresh], [endpoint("ready")])).toMatchObject({
      verdict: "pass",
      examined: 1,
      remarks: ["started within 1m0s and still without an endpoint: apps/new"],
    });
    expect(judged([pod({}, { startTime: undefined })], []).findings).toMatchObject([{ actual: "none" }]);
    const metadata = { name: "web", namespace: "apps", creationTimestamp: "2026-11-21T11:59:30Z" };
    expect(judged([pod({ metadata }, { startTime: undefined })], [])).toMatchObject({ verdict: "inconclusive" });
  });
  test("but where every pod has just started and none has one, nothing was seen", () => {
    const fresh = Array.from({ length: 7 }, (_, index) =>
      pod({ metadata: { name: `new-${index}`, namespace: "apps" } }, { startTime: "2026-11-21T11:59:30Z" }),
    );
    expect(judged(fresh, [])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judged(fresh, []).remarks[0]).toMatch(/apps\/new-4 and 2 more$/);
    expect(judged(fresh.slice(0, 5), []).remarks[0]).toMatch(/apps\/new-4$/);
    const due = pod({}, { startTime: "2026-11-21T11:59:00Z" });
    expect(judged([due], []).findings).toMatchObject([{ actual: "none, 1m0s after its start" }]);
  });
  test("a new pod's endpoint is held to the same state", () => {
    const fresh = pod({}, { startTime: "2026-11-21T11:59:30Z" });
    expect(judged([fresh], [endpoint("not-ready")]).findings).toMatchObject([{ actual: "state not-ready" }]);
  });
  test("another namespace's endpoint is not the pod's; nulls are absence", () => {
    const elsewhere = { ...endpoint("ready"), metadata: { name: "web", namespace: "other" } };
    expect(judged([pod()], [elsewhere]).findings).toMatchObject([{ expected: "a CiliumEndpoint" }]);
    const nulls = { name: "web", namespace: "apps", deletionTimestamp: null };
    expect(judged([pod({ metadata: nulls })], []).verdict).toBe("fail");
    expect(judged([pod()], [{ ...endpoint("ready"), status: null }]).findings).toMatchObject([
      { actual: "state missing" },
    ]);
    for (const networking of [undefined, {}])
      expect(
        judged([pod()], [{ ...endpoint("ready"), status: { state: "ready", networking } }]).findings,
      ).toMatchObject([{ expected: "an endpoint with an address" }]);
    expect(judged([pod()], [endpoint("ready", [{ ipv4: "" }])]).findings).toMatchObject([{ actual: "none" }]);
  });
  test("pods of the host network, finished ones and those that go are not Cilium's", () => {
    const others = [
      pod({ spec: { hostNetwork: true } }),
      pod({}, { phase: "Succeeded" }),
      pod({ metadata: { name: "web", namespace: "apps", deletionTimestamp: "t" } }),
    ];
    expect(judged(others, [])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
  });
  test("irrelevant, erring", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(judge(row, { pods: look([pod()]), ciliumEndpoints: trouble("not-served") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
  });
});

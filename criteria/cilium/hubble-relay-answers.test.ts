import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./hubble-relay-answers.ts";

const now = new Date("2026-11-21T12:00:00Z");
const infra = { clusterId: 1, clusterName: "infra" };
const profile = profileOf({ cilium: infra });
const relay = {
  metadata: { name: "hubble-relay", namespace: "kube-system", generation: 1 },
  spec: { replicas: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
};
const slice = (ready: boolean | undefined, addresses = ["10.0.0.9"]) => ({
  metadata: { namespace: "kube-system", labels: { "kubernetes.io/service-name": "hubble-relay" } },
  endpoints: [{ addresses, conditions: { ready } }],
});
const judged = (deployments: object[], slices: object[]) =>
  judge(row, { deployments: look(deployments), endpointSlices: look(slices) }, { profile, now });

describe("cilium/hubble-relay-answers", () => {
  test("rolled out, with a ready endpoint", () =>
    expect(judged([relay], [slice(true)])).toMatchObject({ verdict: "pass", examined: 2 }));
  test("a condition that is not given counts as ready", () =>
    expect(judged([relay], [slice(undefined)]).verdict).toBe("pass"));
  test("gone, short, without an endpoint", () => {
    expect(judged([], [slice(true)]).findings).toMatchObject([
      { subject: "deployment/kube-system/hubble-relay", actual: "none" },
    ]);
    expect(judged([{ ...relay, status: { ...relay.status, readyReplicas: 0 } }], [slice(true)]).findings).toMatchObject(
      [{ actual: "0 of 1 ready" }],
    );
    const none = { subject: "service/kube-system/hubble-relay", expected: "a ready endpoint", actual: "none" };
    expect(judged([relay], [slice(false), slice(false)]).findings).toEqual([{ ...none, actual: "0 of 2 ready" }]);
    expect(judged([relay], [slice(true, [])]).findings).toEqual([{ ...none, actual: "0 of 1 ready" }]);
    expect(judged([relay], []).findings).toEqual([none]);
    expect(judged([relay], [{ ...slice(true), endpoints: null }]).findings).toEqual([none]);
  });
  test("scaled to nothing, without status, or nothing there at all", () => {
    expect(judged([{ ...relay, spec: { replicas: 0 } }], [slice(true)]).findings).toMatchObject([
      { actual: "scaled to 0 replicas" },
    ]);
    expect(judged([{ ...relay, status: undefined }], [slice(true)]).verdict).toBe("fail");
    expect(judged([], []).findings).toHaveLength(2);
  });
  test("another Service's or namespace's endpoint is not relay's", () => {
    const { metadata } = slice(true);
    const others = [
      { ...slice(true), metadata: { ...metadata, namespace: "apps" } },
      { ...slice(true), metadata: { ...metadata, labels: { "kubernetes.io/service-name": "hubble-peer" } } },
    ];
    expect(judged([relay], others).findings).toMatchObject([{ actual: "none" }]);
  });
  test("in the namespace that the profile gives Cilium; endpoints of nothing", () => {
    const elsewhere = profileOf({ cilium: { ...infra, namespace: "cilium" } });
    const move = (object: { metadata: object }) => ({
      ...object,
      metadata: { ...object.metadata, namespace: "cilium" },
    });
    const results = { deployments: look([move(relay)]), endpointSlices: look([move(slice(true))]) };
    expect(judge(row, results, { profile: elsewhere, now }).verdict).toBe("pass");
    const bare = [{ ...slice(true), endpoints: [{}, { addresses: ["10.0.0.9"] }] }];
    expect(judged([relay], bare).verdict).toBe("pass");
    expect(judged([relay], [{ ...slice(true), endpoints: [{}] }]).findings).toMatchObject([{ actual: "0 of 1 ready" }]);
    expect(judged([relay], [{ metadata: { namespace: "kube-system" } }, slice(true)]).verdict).toBe("pass");
  });
  test("irrelevant, erring", () => {
    expect(judge(row, {}, { profile: profileOf({ cilium: { ...infra, hubbleRelay: false } }), now }).reason).toBe(
      "the profile leaves Hubble relay off",
    );
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(
      judge(row, { deployments: look([relay]), endpointSlices: trouble("forbidden") }, { profile, now }).verdict,
    ).toBe("inconclusive");
  });
});

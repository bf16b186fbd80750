import { describe, expect, test } from "vitest";
import type { Pod } from "../../observations/objects.ts";
import { readinessIn } from "../../observations/readiness.ts";
import { profileOf } from "../../criteria/testing/profile.ts";
import { podsOf } from "./pods.ts";
import { rolloutsOf } from "./rollouts.ts";

const at = (time: string): string => `2026-11-30T${time}Z`;
const webhook = (reason = "NewReplicaSetAvailable") => ({
  metadata: { name: "webhook", namespace: "cert-manager", creationTimestamp: at("13:11:33") },
  status: {
    conditions: [
      { type: "Available", status: "True", lastTransitionTime: at("13:21:43") },
      { type: "Progressing", status: "True", reason, lastUpdateTime: at("13:11:44") },
    ],
  },
});
const pod = (created: string, ready: string | undefined): Pod => ({
  metadata: {
    name: "webhook-758-x",
    namespace: "cert-manager",
    creationTimestamp: at(created),
    labels: { "pod-template-hash": "758" },
    ownerReferences: [{ controller: true, kind: "ReplicaSet", name: "webhook-758" }],
  },
  spec: { nodeName: "w1" },
  status: {
    phase: "Running",
    containerStatuses: [{ name: "app", restartCount: 0, state: { running: { startedAt: at(created) } } }],
    conditions: [{ type: "Ready", status: ready ? "True" : "False", lastTransitionTime: at(ready ?? created) }],
  },
});
const profile = profileOf({ kubernetes: { endpoint: "https://x:6443", staticControlPlane: false } });
const member = (it: Pod, deployment: object = webhook()) => {
  const rest = { lateNodes: new Set<string>(), handover: undefined, readiness: readinessIn([], [it]) };
  return podsOf([it], { profile, rollouts: rolloutsOf([deployment]), ...rest })[0];
};

describe("a pod whose own times say nothing of the bootstrap", () => {
  const end = { at: at("13:11:44"), source: "first complete rollout of deployment/cert-manager/webhook" };
  test("it took the place of one that was evicted", () =>
    expect(member(pod("13:21:34", "13:21:43"))).toMatchObject({ start: { at: at("13:11:33") }, end }));
  test("it became ready once more, or is not ready now", () => {
    expect(member(pod("13:11:33", "13:37:18"))).toMatchObject({ end });
    const down = member(pod("13:11:33", undefined));
    expect(down).toMatchObject({ end });
    expect(down).not.toHaveProperty("ongoing");
  });
  test("its own times count where they are of the rollout, or nobody knows of one", () => {
    expect(member(pod("13:11:33", "13:11:40"))?.end).toMatchObject({ at: at("13:11:40") });
    const without = member(pod("13:21:34", "13:21:43"), webhook("ReplicaSetUpdated"));
    expect(without).toMatchObject({ start: { at: at("13:21:34") }, end: { at: at("13:21:43") } });
  });
});

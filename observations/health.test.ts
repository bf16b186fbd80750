import { describe, expect, test } from "vitest";
import type { ServedObject } from "./everything.ts";
import { complaintsOf, speaks } from "./health.ts";

const now = new Date("2026-01-05T10:00:00Z");
const OLD = "2026-01-05T09:00:00Z";
const of = (parts: Partial<Omit<ServedObject, "metadata">> & { metadata?: object } = {}): ServedObject => ({
  apiVersion: "example.org/v1",
  kind: "Widget",
  ...parts,
  metadata: { name: "a", creationTimestamp: OLD, ...parts.metadata },
});
const ready = (status: string, more: object = {}) => ({ type: "Ready", status, lastTransitionTime: OLD, ...more });
const complaints = (object: ServedObject) =>
  complaintsOf(object, now).map(({ of: sort, words }) => `${sort}: ${words}`);
const withConditions = (...conditions: object[]) => complaints(of({ status: { conditions } }));

describe("what an object says against itself", () => {
  test("nothing, where it is well or silent", () => {
    expect(complaints(of())).toEqual([]);
    expect(withConditions(ready("True"))).toEqual([]);
    expect(withConditions({ type: "Degraded", status: "False" }, { type: "Progressing", status: "False" })).toEqual([]);
    expect(complaints(of({ status: { phase: "Running", state: "Created", health: "HEALTH_OK" } }))).toEqual([]);
  });

  test.each([
    ["False", "unwell: Ready=False (R: m)"],
    ["Unknown", "unwell: Ready=Unknown (R: m)"],
    ["Degraded", "unwell: Ready=Degraded (R: m)"],
  ])("Ready %s is not True", (status, words) =>
    expect(withConditions(ready(status, { reason: "R", message: "m" }))).toEqual([words]),
  );

  test.each([
    "Stalled",
    "Degraded",
    "MemoryPressure",
    "NetworkUnavailable",
    "Failing",
    "cilium.io/BGPReconcileError",
    "ReconcileError",
  ])("%s is wrong when True, and only then", (type) => {
    expect(withConditions({ type, status: "True" })).toEqual([`unwell: ${type}=True`]);
    expect(withConditions({ type, status: "False" })).toEqual([]);
  });

  test("of two Ready conditions the worse counts", () =>
    expect(withConditions(ready("True"), ready("False", { reason: "New" }))).toEqual(["unwell: Ready=False (New)"]));

  test("what is under way is wrong after ten minutes", () => {
    expect(withConditions({ type: "Reconciling", status: "True", lastTransitionTime: "2026-01-05T09:55:00Z" })).toEqual(
      [],
    );
    expect(withConditions({ type: "Reconciling", status: "True", lastTransitionTime: OLD })).toHaveLength(1);
    expect(complaints(of({ status: { phase: "Pending" } }))).toEqual(["unwell: phase Pending"]);
    expect(
      complaints(of({ status: { phase: "Pending" }, metadata: { creationTimestamp: "2026-01-05T09:55:00Z" } })),
    ).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["a phase", { phase: "Failed", reason: "Quota", message: "too many" }, "phase Failed (Quota: too many)"],
    ["a state", { state: "errored" }, "state errored"],
    ["a health in words", { health: "HEALTH_ERR" }, "health HEALTH_ERR"],
    ["a health as an object", { health: { status: "Degraded", message: "1 of 2" } }, "health Degraded (1 of 2)"],
    [
      "Ceph's health",
      { ceph: { health: "HEALTH_WARN", details: { OSD_DOWN: { message: "1 down" } } } },
      "ceph.health HEALTH_WARN (OSD_DOWN: 1 down)",
    ],
    ["valid: false", { valid: false, message: "no such peer" }, "valid: false (no such peer)"],
    ["an update that failed", { updateStatus: "failed", reason: "quota" }, "updateStatus failed (quota)"],
    ["an error of its own", { attachError: { message: "no such disk", time: OLD } }, "attachError: no such disk"],
  ])("%s", (_, status, words) => expect(complaints(of({ status }))).toEqual([`unwell: ${words}`]));

  test("replicas that are missing, by kind", () => {
    const deployment = { apiVersion: "apps/v1", kind: "Deployment", spec: { replicas: 2 } };
    expect(complaints(of({ ...deployment, status: { replicas: 0 } }))).toEqual(["unwell: 0 of 2 exist"]);
    const all = { replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2 };
    expect(complaints(of({ ...deployment, status: all }))).toEqual([]);
    const daemons = { apiVersion: "apps/v1", kind: "DaemonSet" };
    expect(complaints(of({ ...daemons, status: { desiredNumberScheduled: 3, currentNumberScheduled: 2 } }))).toEqual([
      "unwell: 2 of 3 exist",
    ]);
    expect(complaints(of({ ...daemons, status: { desiredNumberScheduled: 0 } }))).toEqual([]);
  });

  test("conditions of parents and listeners", () => {
    const parents = [
      { controllerName: "c", conditions: [{ type: "Accepted", status: "False", reason: "NoMatchingParent" }] },
      null,
    ];
    expect(complaints(of({ status: { parents } }))).toEqual(["unwell: Accepted=False (NoMatchingParent)"]);
  });

  test("a status, or a condition, of another generation", () => {
    const at = (status: Record<string, unknown>) => complaints(of({ metadata: { generation: 3 }, status }));
    expect(at({ observedGeneration: 2 })).toEqual(["old: its status is of generation 2, and the spec is at 3"]);
    expect(at({ observedGeneration: "3" })).toEqual([]);
    expect(at({ conditions: [ready("True", { observedGeneration: 2 })] })).toEqual([
      "old: Ready=True for generation 2, and the spec is at 3",
    ]);
    expect(at({ conditions: [{ type: "Released", status: "True", observedGeneration: 1 }] })).toEqual([]);
  });

  test("a time that is still to come", () =>
    expect(withConditions(ready("True", { lastTransitionTime: "2026-01-05T11:00:00Z" }))).toEqual([
      "ahead: Ready=True since 2026-01-05T11:00:00Z, which is still to come",
    ]));

  test("in deletion it says only that; at rest, nothing", () => {
    const conditions = [ready("False")];
    expect(complaints(of({ metadata: { deletionTimestamp: OLD }, status: { conditions } }))).toEqual([
      `leaving: in deletion since ${OLD}`,
    ]);
    for (const spec of [{ suspend: true }, { paused: true }, { replicas: 0 }])
      expect(complaints(of({ spec, status: { conditions } }))).toEqual([]);
    expect(withConditions(ready("False", { reason: "Suspended" }))).toEqual([]);
  });

  test("what is right by nature", () => {
    const hpa = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" };
    const conditions = [
      { type: "ScalingLimited", status: "True" },
      { type: "ScalingActive", status: "False", reason: "ScalingDisabled" },
    ];
    expect(complaints(of({ ...hpa, status: { conditions } }))).toEqual([]);
    expect(
      complaints(
        of({
          ...hpa,
          status: { conditions: [{ type: "ScalingActive", status: "False", reason: "FailedGetResourceMetric" }] },
        }),
      ),
    ).toHaveLength(1);
    const request = {
      apiVersion: "cert-manager.io/v1",
      kind: "CertificateRequest",
      status: { conditions: [ready("False")] },
    };
    expect(complaints(of({ ...request, metadata: { ownerReferences: [{ kind: "Certificate", name: "c" }] } }))).toEqual(
      [],
    );
    expect(complaints(of(request))).toHaveLength(1);
    expect(complaints(of({ apiVersion: "v1", kind: "PersistentVolumeClaim", status: { phase: "Pending" } }))).toEqual(
      [],
    );
  });

  test.each([
    [{ conditions: "x" }],
    [{ conditions: [null, 3] }],
    [{ phase: 3 }],
    [{ health: [] }],
    [{ parents: {} }],
    [{ observedGeneration: null }],
  ])("%j is no reason to throw", (status) => expect(complaints(of({ status }))).toEqual([]));

  test("a workload that its controller has not looked at", () => {
    const workload = (metadata = {}) => of({ apiVersion: "apps/v1", kind: "StatefulSet", metadata });
    expect(complaints(workload())).toEqual(["old: no status: its controller has not looked at it"]);
    expect(speaks(workload())).toBe(false);
    expect(complaints(workload({ creationTimestamp: "2026-01-05T09:59:30Z" }))).toEqual([]);
  });

  test("whether it speaks at all", () => {
    expect(speaks(of())).toBe(false);
    expect(speaks(of({ status: { replicas: 1 } }))).toBe(true);
    expect(speaks(of({ status: { conditions: [ready("True")] } }))).toBe(true);
    expect(speaks(of({ status: { conditions: [] } }))).toBe(false);
  });
});

import { describe, expect, test } from "vitest";
import { cutDown } from "./cut-down.ts";

const kind = { group: "example.org", version: "v1", resource: "widgets", kind: "Widget", namespaced: true };
const cut = (object: object): object => cutDown(object, kind);

describe("what is left of an object at the door", () => {
  test("its kind, its metadata, and nothing that may be data", () => {
    const whole = {
      metadata: {
        ...{ name: "a", namespace: "x", uid: "u", generation: 2, resourceVersion: "7" },
        managedFields: [{ manager: "kubectl" }],
        finalizers: ["example.org/keep"],
        ownerReferences: [
          { apiVersion: "v1", kind: "Node", name: "n", uid: "m", controller: true, blockOwnerDeletion: true },
        ],
        labels: { app: "a", "kustomize.toolkit.fluxcd.io/name": "apps" },
        annotations: {
          "kubectl.kubernetes.io/last-applied-configuration": "{}",
          "reconcile.fluxcd.io/requestedAt": "now",
        },
      },
      data: { password: "hunter2" },
      spec: { password: "hunter2", interval: "1h", suspend: false, template: { spec: {} } },
    };
    expect(cut(whole)).toEqual({
      apiVersion: "example.org/v1",
      kind: "Widget",
      metadata: {
        ...{ name: "a", namespace: "x", uid: "u", generation: 2, finalizers: ["example.org/keep"] },
        ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "n", uid: "m", controller: true }],
        labels: { "kustomize.toolkit.fluxcd.io/name": "apps" },
        annotations: { "reconcile.fluxcd.io/requestedAt": "now" },
      },
      spec: { interval: "1h", suspend: false },
    });
  });

  test("of a status what tells health, in whatever form the kind has it", () => {
    const conditions = [
      { type: "Ready", status: "True", lastProbeTime: null, lastTransitionTime: "t", extra: { a: 1 } },
    ];
    expect(cut({ status: { conditions, phase: "Ready", token: "s3cret", images: ["a"] } })).toMatchObject({
      status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime: "t" }], phase: "Ready" },
    });
    expect(cut({ status: { health: "HEALTH_OK" } })).toMatchObject({ status: { health: "HEALTH_OK" } });
    expect(cut({ status: { health: { status: "Degraded", secret: 1 } } })).toMatchObject({
      status: { health: { status: "Degraded" } },
    });
    expect(cut({ status: { error: { message: "no", time: "t" } } })).toMatchObject({
      status: { error: { message: "no", time: "t" } },
    });
    expect(
      cut({
        status: { ceph: { health: "HEALTH_WARN", details: { OSD_DOWN: { severity: "w", message: "1 down", x: 1 } } } },
      }),
    ).toMatchObject({
      status: { ceph: { health: "HEALTH_WARN", details: { OSD_DOWN: { severity: "w", message: "1 down" } } } },
    });
  });

  test.each([
    ["no list", { conditions: "Ready" }],
    ["no object", { health: [1] }],
    ["null", { conditions: null, phase: null }],
    ["a list", { phase: ["a"] }],
  ])("%s where something else should be", (_, status) => expect(() => cut({ status })).not.toThrow());

  test.each([[undefined], [null], ["text"], [[]]])("a status, a spec and metadata that are %j", (odd) => {
    expect(cut({ metadata: odd, spec: odd, status: odd })).toMatchObject({
      apiVersion: "example.org/v1",
      kind: "Widget",
    });
  });

  test("a long message keeps both ends, a long list is cut", () => {
    const message = `begin ${"x".repeat(5000)} end`;
    const { status } = cut({
      status: { message, history: Array.from({ length: 900 }, () => ({ lastReconciled: "t" })) },
    }) as {
      status: { message: string; history: object[] };
    };
    expect(status.message).toMatch(/^begin .* … .* end$/);
    expect(status.message.length).toBeLessThan(1100);
    expect(status.history).toHaveLength(500);
  });

  test("the core group has no slash", () =>
    expect(cutDown({}, { ...kind, group: "", kind: "Pod" })).toMatchObject({ apiVersion: "v1", kind: "Pod" }));
});

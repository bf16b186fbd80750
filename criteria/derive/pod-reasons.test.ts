import { describe, expect, test } from "vitest";
import { podState } from "../../observations/pods.ts";
import { reasonOf, worstOf } from "./pod-reasons.ts";

const now = new Date("2026-11-21T12:00:00Z");
const probe = { httpGet: { path: "/healthz", port: 8080 } };
const pod = (status: object) => ({
  metadata: { name: "a", namespace: "x", uid: "1" },
  spec: { containers: [{ name: "app", readinessProbe: probe, livenessProbe: probe }] },
  status,
});
const unhealthy = (message: string, lastTimestamp = "2026-11-21T11:59:50Z") => ({
  involvedObject: { kind: "Pod", namespace: "x", name: "a", uid: "1", fieldPath: "spec.containers{app}" },
  ...{ type: "Warning", reason: "Unhealthy", count: 12, lastTimestamp, message },
});
const notReady = { phase: "Running", conditions: [{ type: "Ready", status: "False", message: "unready: [app]" }] };
const said = (status: object, ...warnings: object[]) =>
  reasonOf(pod(status), podState(pod(status)), { warnings, now }).said;

describe("why a pod does not run", () => {
  test("a probe that fails, with what it asks and what it is answered", () => {
    expect(said(notReady, unhealthy("Readiness probe failed: HTTP probe failed with statuscode: 503"))).toBe(
      "runs but is not ready (unready: [app]); readiness probe failed 12 times, last 10s ago: :8080/healthz answers 503",
    );
    const refused = 'Get "http://10.0.0.5:8080/healthz": dial tcp 10.0.0.5:8080: connect: connection refused';
    expect(said(notReady, unhealthy(`Liveness probe failed: ${refused}`))).toBe(
      `runs but is not ready (unready: [app]); liveness probe failed 12 times, last 10s ago: ${refused}`,
    );
    const other = { ...unhealthy("Startup probe failed: HTTP probe failed with statuscode: 500") };
    expect(said(notReady, other)).toContain("startup probe failed 12 times, last 10s ago: it answers 500");
  });

  test("what was warned of an earlier stage says nothing of this one", () => {
    const mount = { ...unhealthy("MountVolume.SetUp failed"), reason: "FailedMount" };
    expect(said(notReady, mount)).toBe("runs but is not ready (unready: [app])");
    expect(said({ phase: "Pending" }, mount)).toBe(
      "is starting; FailedMount 12 times, last 10s ago: MountVolume.SetUp failed",
    );
    const late = { ...unhealthy("0/3 nodes are available"), reason: "FailedScheduling" };
    expect(said({ phase: "Pending" }, late)).toBe("is starting");
    expect(said({ phase: "Failed" }, mount)).toBe("phase Failed");
  });

  test("the worst of several pods, and how many are like it", () => {
    const waits = (reason: string) =>
      pod({ phase: "Pending", containerStatuses: [{ name: "app", state: { waiting: { reason } } }] });
    const pods = [pod(notReady), waits("ErrImagePull"), waits("CreateContainerError"), waits("CreateContainerError")];
    expect(worstOf(pods)).toMatchObject({ state: { cause: "config-error" }, more: 1 });
    expect(worstOf([pod({ phase: "Succeeded" })])).toBeUndefined();
  });
});

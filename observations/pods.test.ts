import { describe, expect, test } from "vitest";
import { endInWords, fits, isConnectivityTest, ownerOf, podState, workloadsOf } from "./pods.ts";

const created = "2026-11-21T11:00:00Z";
const state = (status: object | null | undefined, metadata: object = {}) =>
  podState({ metadata: { name: "a", creationTimestamp: created, ...metadata }, status } as never);
const waiting = (reason: string, message?: string) => ({ name: "app", state: { waiting: { reason, message } } });
const running = (...containerStatuses: object[]) => ({ phase: "Running", containerStatuses });

describe("why a pod does not run", () => {
  test("what says nothing is unknown, since its creation", () => {
    for (const status of [undefined, null, {}])
      expect(state(status)).toEqual({ cause: "unknown", detail: "phase missing", since: created });
    expect(podState({})).toEqual({ cause: "unknown", detail: "phase missing", since: undefined });
    expect(podState({ status: { phase: "Succeeded" } })).toMatchObject({ cause: "completed" });
  });

  test("since its condition, else its start, else its creation", () => {
    const startTime = "2026-11-21T11:00:02Z";
    const ready = { type: "Ready", status: "True", lastTransitionTime: "2026-11-21T11:00:30Z" };
    expect(state({ phase: "Running", startTime, conditions: [ready] })).toEqual({
      cause: "runs",
      detail: "runs and is ready",
      since: "2026-11-21T11:00:30Z",
    });
    expect(state({ phase: "Succeeded", startTime })).toEqual({
      cause: "completed",
      detail: "completed",
      since: startTime,
    });
    expect(state({ phase: "Running" })).toMatchObject({ cause: "not-ready", since: created });
  });

  test("a deletion comes before everything", () => {
    const deletionTimestamp = "2026-11-21T11:30:00Z";
    expect(state({ phase: "Running" }, { deletionTimestamp })).toEqual({
      cause: "terminating",
      detail: "is being deleted since 2026-11-21T11:30:00Z",
      since: deletionTimestamp,
    });
  });

  test.each(["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable"])(
    "%s is about an image",
    (reason) => expect(state(running(waiting(reason)))).toMatchObject({ cause: "image-pull", detail: reason }),
  );

  test.each(["CreateContainerConfigError", "CreateContainerError", "RunContainerError"])(
    "%s is about a configuration",
    (reason) =>
      expect(state(running(waiting(reason, "no such key")))).toMatchObject({
        cause: "config-error",
        detail: `${reason}: no such key`,
      }),
  );

  test("reasons that only contain such a word are none of them", () => {
    for (const reason of ["NotErrImagePull", "ErrImagePullLater", "NoRunContainerError", "RunContainerErrors"])
      expect(state({ phase: "Pending", containerStatuses: [waiting(reason)] })).toMatchObject({
        cause: "starting",
        detail: `is starting (${reason})`,
      });
  });

  test("a crash loop, with or without its last end", () => {
    const loop = { ...waiting("CrashLoopBackOff"), restartCount: 7 };
    expect(state(running(loop))).toMatchObject({
      cause: "crash-loop",
      detail: "CrashLoopBackOff after 7 restarts",
    });
    const ended = { ...loop, lastState: { terminated: { exitCode: 137 } } };
    expect(state(running(ended)).detail).toBe(
      "CrashLoopBackOff after 7 restarts, the last ended with exit 137 (killed from outside)",
    );
    expect(state(running({ ...waiting("CrashLoopBackOff"), lastState: {} })).detail).toBe(
      "CrashLoopBackOff after 0 restarts",
    );
  });

  test("init containers: a crash loop, a failed end; a good end and other containers' ends are none", () => {
    const init = (...initContainerStatuses: object[]) => state({ phase: "Pending", initContainerStatuses });
    expect(init(waiting("CrashLoopBackOff"))).toMatchObject({ cause: "init-failing" });
    expect(init({ name: "init", state: { terminated: { exitCode: 2 } } })).toMatchObject({
      cause: "init-failing",
      detail: "init: ended with exit 2",
    });
    expect(init({ name: "init", state: { terminated: { exitCode: 0 } } }, { name: "second" })).toMatchObject({
      cause: "starting",
      detail: "is starting",
    });
    const ended = { name: "app", state: { terminated: { exitCode: 2 } } };
    expect(state(running(ended))).toMatchObject({ cause: "not-ready" });
    expect(init({ name: "init", state: { terminated: {} } })).toMatchObject({ cause: "starting" });
  });

  test("starting says what its containers wait for, each reason once", () => {
    const status = {
      phase: "Pending",
      initContainerStatuses: [waiting("PodInitializing")],
      containerStatuses: [waiting("ContainerCreating"), waiting("ContainerCreating"), { name: "x", state: {} }, {}],
    };
    expect(state(status).detail).toBe("is starting (PodInitializing, ContainerCreating)");
  });

  test("pending since it was scheduled, else since its creation; unschedulable in the scheduler's words", () => {
    const scheduled = { type: "PodScheduled", status: "True", lastTransitionTime: "2026-11-21T11:00:05Z" };
    expect(state({ phase: "Pending", conditions: [scheduled] })).toMatchObject({ since: "2026-11-21T11:00:05Z" });
    expect(state({ phase: "Pending" })).toMatchObject({ since: created });
    expect(podState({ status: { phase: "Pending" } }).since).toBeUndefined();
    const not = (parts: object) =>
      state({ phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", ...parts }] });
    expect(not({ message: "0/3 nodes", reason: "Unschedulable" })).toMatchObject({
      cause: "unschedulable",
      detail: "0/3 nodes",
    });
    expect(not({ reason: "SchedulingGated" }).detail).toBe("SchedulingGated");
    expect(not({}).detail).toBe("cannot be scheduled");
  });

  test("failed, in the kubelet's words or by a container's end", () => {
    expect(state({ phase: "Failed", reason: "Evicted" })).toMatchObject({
      cause: "evicted",
      detail: "phase Failed (Evicted)",
    });
    expect(state({ phase: "Failed" })).toMatchObject({ cause: "failed", detail: "phase Failed" });
    const ends = [{ name: "ok", state: { terminated: { exitCode: 0 } } }, { name: "mute" }];
    expect(state({ phase: "Failed", containerStatuses: ends }).detail).toBe("phase Failed");
    const bad = { name: "app", state: { terminated: { exitCode: 3 } } };
    expect(state({ phase: "Failed", containerStatuses: [...ends, bad] }).detail).toBe(
      "phase Failed (app ended with exit 3)",
    );
  });
});

describe("how a container ended", () => {
  test.each([
    [{ exitCode: 137, reason: "OOMKilled" }, "128Mi", "OOMKilled at its memory limit of 128Mi"],
    [{ exitCode: 137, reason: "OOMKilled" }, undefined, "OOMKilled"],
    [{ exitCode: 1, reason: "Error" }, "128Mi", "exit 1"],
    [{ exitCode: 1, reason: "Error", message: "no such\n table" }, undefined, "exit 1 (no such table)"],
    [
      { exitCode: 127, reason: "StartError", message: "exec: x" },
      undefined,
      "exit 127 (the command was not found: StartError: exec: x)",
    ],
    [{}, undefined, "exit unknown"],
  ])("%j", (ended, limit, words) => expect(endInWords(ended, limit)).toBe(words));

  test("its limit is its own; of several containers the one that ended is named", () => {
    const limited = (name: string, memory: string) => ({ name, resources: { limits: { memory } } });
    const status = (name: string) => ({
      name,
      restartCount: 2,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
    });
    const pod = {
      spec: { containers: [limited("app", "64Mi"), limited("proxy", "1Gi")] },
      status: { phase: "Running", containerStatuses: [{ name: "app", state: { running: {} } }, status("proxy")] },
    };
    expect(podState(pod).detail).toBe(
      "proxy: CrashLoopBackOff after 2 restarts, the last ended with OOMKilled at its memory limit of 1Gi",
    );
  });
});

describe("the workload behind a pod", () => {
  const owner = (kind: string, name: string, controller?: boolean) => ({ kind, name, controller });
  const of = (ownerReferences: object[] | undefined, labels?: object) =>
    ownerOf({ metadata: { namespace: "x", name: "web-1", ownerReferences, labels } });

  test("a Deployment by its ReplicaSet's hash", () => {
    expect(of([owner("ReplicaSet", "web-5d4c", true)], { "pod-template-hash": "5d4c" })).toBe("deployment/x/web");
    expect(of([owner("ReplicaSet", "web-5d4c", true)], { "pod-template-hash": "ffff" })).toBe("replicaset/x/web-5d4c");
    expect(of([owner("ReplicaSet", "web-5d4c", true)])).toBe("replicaset/x/web-5d4c");
    expect(of([owner("StatefulSet", "web-5d4c", true)], { "pod-template-hash": "5d4c" })).toBe(
      "statefulset/x/web-5d4c",
    );
    expect(of([{ kind: "ReplicaSet" }], { "pod-template-hash": "5d4c" })).toBe("replicaset/x/");
  });

  test("the controller among several owners, else the first; none is the pod itself", () => {
    expect(of([owner("Node", "cp1"), owner("DaemonSet", "d", true)])).toBe("daemonset/x/d");
    expect(of([owner("Node", "cp1"), owner("DaemonSet", "d")])).toBe("node/x/cp1");
    expect(of([{}])).toBe("/x/");
    expect(of([])).toBe("pod/x/web-1");
    expect(of(undefined)).toBe("pod/x/web-1");
    expect(ownerOf({})).toBe("pod//");
  });
});

test("a pattern's * stands for anything, all else for itself", () => {
  expect(fits("web-1", "web-*")).toBe(true);
  expect(fits("web-", "web-*")).toBe(true);
  expect(fits("a-web-1", "web-*")).toBe(false);
  expect(fits("web-1", "web")).toBe(false);
  expect(fits("a-mid-z", "a-*-z")).toBe(true);
  expect(fits("a-mid-zz", "a-*-z")).toBe(false);
  expect(fits("v1x2", "v1.2")).toBe(false);
  expect(fits("v1.2", "v1.2")).toBe(true);
  expect(fits("a(b)", "a(b)")).toBe(true);
});

test("namespaces of the connectivity test, and those that only look like it", () => {
  const all = ["cilium-test", "cilium-test-1", "cilium-test-12", "cilium-test-ccnp1", "cilium-test-ccnp2-1"];
  expect(all.filter(isConnectivityTest)).toEqual(all);
  const others = ["cilium", "cilium-testbed", "cilium-test-of-mine", "my-cilium-test-1", "", undefined];
  expect(others.filter(isConnectivityTest)).toEqual([]);
  expect(workloadsOf(all.map((namespace) => ({ metadata: { namespace } })))).toEqual([]);
});

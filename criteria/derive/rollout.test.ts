import { describe, expect, test } from "vitest";
import { notRolledOut, type WorkloadRef } from "./rollout.ts";

const ref = (kind: WorkloadRef["kind"]): WorkloadRef => ({ kind, namespace: "x", name: "a" });
const metadata = { name: "a", namespace: "x", generation: 2 };
const counts = { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
const replicas = (status: object = {}, spec: object = { replicas: 2 }) => ({
  metadata,
  spec,
  status: { observedGeneration: 2, ...counts, ...status },
});
const scheduled = (status: object = {}) => ({
  metadata,
  status: {
    observedGeneration: 2,
    desiredNumberScheduled: 2,
    currentNumberScheduled: 2,
    updatedNumberScheduled: 2,
    numberReady: 2,
    numberAvailable: 2,
    ...status,
  },
});
const now = new Date("2026-11-21T12:00:00Z");
const judged = (kind: WorkloadRef["kind"], object?: object, reasons: object = {}) =>
  notRolledOut(
    ref(kind),
    {
      deployments: kind === "Deployment" && object ? [object] : [],
      daemonSets: kind === "DaemonSet" && object ? [object] : [],
      statefulSets: kind === "StatefulSet" && object ? [object] : [],
    },
    { now, ...reasons },
  );

describe("what a rollout lacks", () => {
  test.each(["Deployment", "StatefulSet"] as const)("a %s that is rolled out, and each count short of it", (kind) => {
    expect(judged(kind, replicas())).toBeUndefined();
    expect(judged(kind, replicas({ replicas: 1 }))?.actual).toBe("1 of 2 exist");
    expect(judged(kind, replicas({ updatedReplicas: 1 }))?.actual).toBe("1 of 2 updated");
    expect(judged(kind, replicas({ readyReplicas: undefined }))?.actual).toBe("0 of 2 ready");
    expect(judged(kind, replicas({ availableReplicas: 0 }))?.actual).toBe("0 of 2 available");
    expect(judged(kind, replicas({ replicas: 3 }))?.actual).toBe("3 exist where 2 are desired: old ones still go");
    expect(judged(kind, replicas({ observedGeneration: 1 }))?.actual).toBe(
      "its controller has not seen the newest spec",
    );
    expect(judged(kind)).toEqual({ subject: `${kind.toLowerCase()}/x/a`, expected: `a ${kind}`, actual: "none" });
  });

  test("conditions that speak against the counts, also beside their opposite", () => {
    const type = "Available";
    const available = { type, status: "True", reason: "MinimumReplicasAvailable" };
    const not = { type, status: "False", reason: "MinimumReplicasUnavailable" };
    expect(judged("Deployment", replicas({ conditions: [available] }))).toBeUndefined();
    expect(judged("Deployment", replicas({ conditions: [available, not] }))?.actual).toBe(
      "Available=False (MinimumReplicasUnavailable)",
    );
    const late = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" };
    expect(judged("Deployment", replicas({ conditions: [available, late] }))?.actual).toBe(
      "Progressing=False (ProgressDeadlineExceeded)",
    );
    const refused = { type: "ReplicaFailure", status: "True", reason: "FailedCreate" };
    expect(judged("Deployment", replicas({ conditions: [available, refused] }))?.actual).toContain("FailedCreate");
    expect(judged("Deployment", replicas({ conditions: [{ ...late, status: "True" }] }))?.actual).toBe(
      "no Available condition",
    );
  });

  test("a DaemonSet that is rolled out, and each count short of it", () => {
    expect(judged("DaemonSet", scheduled())).toBeUndefined();
    expect(judged("DaemonSet", scheduled({ currentNumberScheduled: 1 }))?.actual).toBe("1 of 2 exist");
    expect(judged("DaemonSet", scheduled({ updatedNumberScheduled: 1 }))?.actual).toBe("1 of 2 updated");
    expect(judged("DaemonSet", scheduled({ numberReady: 1 }))?.actual).toBe("1 of 2 ready");
    expect(judged("DaemonSet", scheduled({ numberAvailable: 1 }))?.actual).toBe("1 of 2 available");
    expect(judged("DaemonSet", scheduled({ observedGeneration: 1 }))?.actual).toBe(
      "its controller has not seen the newest spec",
    );
  });

  test("wanting nothing is wrong by itself, whatever the rest says", () => {
    expect(judged("Deployment", replicas({}, { replicas: 0 }))).toMatchObject({
      actual: "scaled to 0 replicas",
      own: true,
    });
    for (const desiredNumberScheduled of [0, undefined])
      expect(judged("DaemonSet", scheduled({ desiredNumberScheduled }))).toMatchObject({
        actual: "wanted on 0 nodes",
        own: true,
      });
    expect(judged("Deployment", replicas({ readyReplicas: 1 }))).not.toHaveProperty("own");
  });

  test("one replica is desired where none is given; without status or generation its controller has not seen it", () => {
    const one = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
    for (const spec of [{}, undefined]) expect(judged("Deployment", { ...replicas(one), spec })).toBeUndefined();
    for (const kind of ["Deployment", "DaemonSet"] as const) {
      for (const bare of [{ metadata }, { metadata: { name: "a", namespace: "x" } }])
        expect(judged(kind, bare)?.actual).toBe("its controller has not seen the newest spec");
    }
    const { generation: _, ...ungenerated } = metadata;
    expect(judged("Deployment", { ...replicas({ observedGeneration: 1 }), metadata: ungenerated })).toBeUndefined();
    expect(judged("DaemonSet", { ...scheduled({ observedGeneration: 1 }), metadata: ungenerated })).toBeUndefined();
  });

  test("since it is unavailable, else since it stalled; a time of another state is none", () => {
    const available = { type: "Available", status: "False", lastTransitionTime: "t1" };
    const progressing = { type: "Progressing", status: "True", lastTransitionTime: "t2" };
    const of = (...conditions: object[]) => judged("Deployment", replicas({ readyReplicas: 1, conditions }));
    expect(of(available, progressing)).toEqual({
      subject: "deployment/x/a",
      expected: "all desired replicas updated, ready and available",
      actual: "1 of 2 ready",
      since: "t1",
    });
    expect(of(progressing)).toMatchObject({ since: undefined, actual: "1 of 2 ready" });
    expect(of({ ...available, status: "True" }, progressing)?.since).toBeUndefined();
    expect(of({ ...progressing, status: "False", reason: "ProgressDeadlineExceeded" })).toMatchObject({
      actual: "1 of 2 ready; Progressing=False (ProgressDeadlineExceeded)",
      since: "t2",
    });
    expect(of()?.since).toBeUndefined();
  });
});

describe("why a rollout lacks what it lacks", () => {
  const pod = (name: string, waiting: object | undefined, owner: object = { kind: "ReplicaSet", name: "a-5d4c9" }) => ({
    metadata: {
      ...{ name, namespace: "x", labels: { "pod-template-hash": "5d4c9" } },
      ownerReferences: [{ controller: true, ...owner }],
    },
    status: waiting
      ? { phase: "Pending", containerStatuses: [{ name: "app", state: { waiting } }] }
      : { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  });
  const creating = { reason: "ContainerCreating" };
  const refused = {
    reason: "CreateContainerConfigError",
    message: "couldn't find key password in Secret x/credentials",
  };
  const short = replicas({ readyReplicas: 0 });
  const warning = (
    involvedObject: object,
    reason: string,
    message: string,
    at = "2026-11-21T11:59:30Z",
    count = 3,
  ) => ({
    ...{ involvedObject: { namespace: "x", ...involvedObject }, type: "Warning", reason, message, count },
    lastTimestamp: at,
  });

  test("the worst pod's reason and message, how many more are like it, and what to do", () => {
    const pods = [pod("a-1", creating), pod("a-2", refused), pod("a-3", undefined), pod("a-4", refused)];
    expect(judged("Deployment", short, { pods })).toMatchObject({
      actual:
        "0 of 2 ready: a-2 and 1 more: CreateContainerConfigError: couldn't find key password in Secret x/credentials",
      mend: "Give Secret x/credentials the key password, or name one that it has in the pod's template.",
    });
    const daemon = pod("a-1", refused, { kind: "DaemonSet", name: "a" });
    expect(judged("DaemonSet", scheduled({ numberReady: 1 }), { pods: [daemon] })?.actual).toBe(
      "1 of 2 ready: a-1: CreateContainerConfigError: couldn't find key password in Secret x/credentials",
    );
  });

  test("pods of others and pods that run say nothing; neither does anything of a workload that is scaled to 0", () => {
    const others = [{ ...pod("b-1", refused), metadata: { name: "b-1", namespace: "x" } }, pod("a-3", undefined)];
    expect(judged("Deployment", short, { pods: others })).toMatchObject({ actual: "0 of 2 ready" });
    expect(judged("Deployment", short, { pods: others })).not.toHaveProperty("mend");
    const none = replicas({}, { replicas: 0 });
    expect(judged("Deployment", none, { pods: [pod("a-2", refused)] })?.actual).toBe("scaled to 0 replicas");
  });

  test("no pod at all: its controller's condition, else the newest event of it or of its newest ReplicaSet", () => {
    const none = { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 };
    const quota = 'pods "a-" is forbidden: exceeded quota: small';
    const failure = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: quota };
    expect(judged("Deployment", replicas({ ...none, conditions: [failure] }))?.actual).toBe(
      `0 of 2 exist: ReplicaFailure=True (FailedCreate: ${quota})`,
    );
    const events = [
      warning({ kind: "Deployment", name: "a" }, "ReplicaSetCreateError", "older", "2026-11-21T11:00:00Z"),
      warning({ kind: "ReplicaSet", name: "a-5d4c9" }, "FailedCreate", quota),
      warning({ kind: "ReplicaSet", name: "ab-5d4c9" }, "FailedCreate", "of another", "2026-11-21T11:59:59Z"),
    ];
    expect(judged("Deployment", replicas(none), { warnings: events })?.actual).toBe(
      `0 of 2 exist: FailedCreate 3 times, last 30s ago: ${quota}`,
    );
    const progressing = {
      type: "Progressing",
      status: "True",
      message: 'ReplicaSet "a-77777" is progressing.',
    };
    const newer = replicas({ ...none, conditions: [progressing] });
    expect(judged("Deployment", newer, { warnings: events.slice(1) })?.actual).toBe("0 of 2 exist");
    const ofSet = [warning({ kind: "DaemonSet", name: "a" }, "FailedCreate", quota, undefined, 1)];
    expect(judged("DaemonSet", scheduled({ currentNumberScheduled: 0 }), { warnings: ofSet })?.actual).toBe(
      `0 of 2 exist: FailedCreate 30s ago: ${quota}`,
    );
  });
});

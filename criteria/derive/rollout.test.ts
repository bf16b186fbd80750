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
const judged = (kind: WorkloadRef["kind"], object?: object) =>
  notRolledOut(ref(kind), {
    deployments: kind === "Deployment" && object ? [object] : [],
    daemonSets: kind === "DaemonSet" && object ? [object] : [],
    statefulSets: kind === "StatefulSet" && object ? [object] : [],
  });

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

import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./every-pod-runs.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf();
const owner = { controller: true, kind: "ReplicaSet", name: "web-5d4c" };
const pod = (name: string, status: object, metadata: object = {}) => ({
  metadata: {
    name,
    namespace: "apps",
    ownerReferences: [owner],
    labels: { "pod-template-hash": "5d4c" },
    creationTimestamp: "2026-11-21T11:00:00Z",
    ...metadata,
  },
  spec: { nodeName: "w1" },
  status,
});
const running = {
  phase: "Running",
  conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2026-11-21T11:01:00Z" }],
};
const waiting = (reason: string, message?: string) => ({
  phase: "Pending",
  conditions: [{ type: "PodScheduled", status: "True", lastTransitionTime: "2026-11-21T11:00:05Z" }],
  containerStatuses: [
    {
      name: "app",
      restartCount: 7,
      state: { waiting: { reason, ...(message && { message }) } },
      lastState: { terminated: { exitCode: 1, reason: "Error" } },
    },
  ],
});
const judged = (pods: object[], given = profile) => judge(row, { pods: look(pods) }, { profile: given, now });
const actual = (status: object, metadata: object = {}) =>
  judged([pod("web-5d4c-a", status, metadata)]).findings.map(({ actual }) => actual);

describe("workloads/every-pod-runs", () => {
  test("running and ready, and completed, pass", () => {
    expect(judged([pod("a", running), pod("b", { phase: "Succeeded" })])).toMatchObject({
      verdict: "pass",
      examined: 2,
    });
  });

  test("a pod on a node that does not exist runs nowhere, whatever its status still says", () => {
    const judgedOn = (...nodes: object[]) =>
      judge(row, { pods: look([pod("web-5d4c-a", running)]), nodes: look(nodes) }, { profile, now });
    expect(judgedOn({ metadata: { name: "w1" } }).verdict).toBe("pass");
    expect(judgedOn({ metadata: { name: "w2" } }).findings).toMatchObject([
      { actual: expect.stringContaining("is said to run on node w1, which does not exist") as string },
    ]);
  });

  test("pods of one owner and one cause are one finding, with count, node and since", () => {
    const failing = waiting("ImagePullBackOff", 'Back-off pulling image "web:v2"');
    expect(judged([pod("web-5d4c-a", failing), pod("web-5d4c-b", failing), pod("c", running)]).findings).toEqual([
      {
        subject: "deployment/apps/web",
        expected: "every pod Running and ready, or completed",
        actual: 'image-pull: 2 pods, like web-5d4c-a on w1: ImagePullBackOff: Back-off pulling image "web:v2"',
        since: "2026-11-21T11:00:05Z",
        next: "kubectl -n apps describe pod web-5d4c-a",
      },
    ]);
  });

  test("each way not to run", () => {
    expect(actual({ ...waiting("CrashLoopBackOff"), phase: "Running" })).toEqual([
      "crash-loop: web-5d4c-a on w1: CrashLoopBackOff after 7 restarts, the last ended with exit 1",
    ]);
    expect(actual(waiting("CreateContainerConfigError", 'secret "x" not found'))).toEqual([
      'config-error: web-5d4c-a on w1: CreateContainerConfigError: secret "x" not found',
    ]);
    expect(actual(waiting("ContainerCreating"))).toEqual([
      "starting: web-5d4c-a on w1: is starting (ContainerCreating)",
    ]);
    expect(
      actual({
        phase: "Pending",
        conditions: [
          { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes are available" },
        ],
      }),
    ).toEqual(["unschedulable: web-5d4c-a on w1: 0/3 nodes are available"]);
    expect(
      actual({ phase: "Pending", initContainerStatuses: [{ name: "init", state: { terminated: { exitCode: 2 } } }] }),
    ).toEqual(["init-failing: web-5d4c-a on w1: init: ended with exit 2"]);
    expect(actual({ phase: "Failed", reason: "Evicted", message: "low on memory" })).toEqual([
      "evicted: web-5d4c-a on w1: phase Failed (Evicted: low on memory)",
    ]);
    expect(
      actual({ phase: "Failed", containerStatuses: [{ name: "app", state: { terminated: { exitCode: 3 } } }] }),
    ).toEqual(["failed: web-5d4c-a on w1: phase Failed (app ended with exit 3)"]);
    expect(
      actual({
        phase: "Running",
        conditions: [{ type: "Ready", status: "False", message: "containers with unready status: [app]" }],
      }),
    ).toEqual(["not-ready: web-5d4c-a on w1: runs but is not ready (containers with unready status: [app])"]);
    expect(actual({ phase: "Running" })).toEqual(["not-ready: web-5d4c-a on w1: runs but is not ready"]);
    expect(actual({})).toEqual(["unknown: web-5d4c-a on w1: phase missing"]);
    expect(actual(running, { deletionTimestamp: "2026-11-21T11:00:00Z" })).toEqual([
      "terminating: web-5d4c-a on w1: is being deleted since 2026-11-21T11:00:00Z",
    ]);
  });

  test("the first three nodes are named; another cause is another finding; a pod without a node has no place", () => {
    const on = (nodeName: string | undefined, status: object) => ({ ...pod("web-5d4c-a", status), spec: { nodeName } });
    const failed = { phase: "Failed" };
    expect(judged(["w1", "w2", "w1", "w3"].map((node) => on(node, failed))).findings).toMatchObject([
      { actual: "failed: 4 pods, like web-5d4c-a on w1, w2, w3: phase Failed" },
    ]);
    expect(judged(["w1", "w2", "w3", "w4", "w5"].map((node) => on(node, failed))).findings).toMatchObject([
      { actual: "failed: 5 pods, like web-5d4c-a on w1, w2, w3 and 2 more nodes: phase Failed" },
    ]);
    expect(judged([on(undefined, failed)]).findings).toMatchObject([{ actual: "failed: web-5d4c-a: phase Failed" }]);
    expect(judged([on("w1", failed), on("w1", { phase: "Unknown" })]).findings).toMatchObject([
      { actual: "failed: web-5d4c-a on w1: phase Failed" },
      { actual: "unknown: web-5d4c-a on w1: phase Unknown" },
    ]);
  });

  test("owners: none, a DaemonSet", () => {
    expect(judged([pod("lone", { phase: "Failed" }, { ownerReferences: undefined })]).findings[0]?.subject).toBe(
      "pod/apps/lone",
    );
    expect(
      judged([pod("d", { phase: "Failed" }, { ownerReferences: [{ controller: true, kind: "DaemonSet", name: "d" }] })])
        .findings[0]?.subject,
    ).toBe("daemonset/apps/d");
  });

  test("the newest warning of the pod says what its state does not, and what to do about it", () => {
    const about = { kind: "Pod", namespace: "apps", name: "web-5d4c-a" };
    const event = (reason: string, message: string, more: object = {}) => ({
      ...{ type: "Warning", reason, message, count: 4, lastTimestamp: "2026-11-21T11:59:00Z", involvedObject: about },
      ...more,
    });
    const said = (status: object, ...warnings: object[]) =>
      judge(
        row,
        { pods: look([pod("web-5d4c-a", status, { uid: "1" })]), warnings: look(warnings) },
        { profile, now },
      ).findings.map(({ actual, mend }) => [actual, mend?.split(":")[0]]);
    const mount = event("FailedMount", 'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found');
    expect(said(waiting("ContainerCreating"), mount)).toEqual([
      [
        'starting: web-5d4c-a on w1: is starting (ContainerCreating); FailedMount 4 times, last 1m0s ago: MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found',
        "Secret web-tls is missing",
      ],
    ]);
    const replaced = { ...mount, involvedObject: { ...about, uid: "0" } };
    expect(said(waiting("ContainerCreating"), replaced)).toEqual([
      ["starting: web-5d4c-a on w1: is starting (ContainerCreating)", undefined],
    ]);
    const pull = event("Failed", 'Failed to pull image "web:v2": 429 Too Many Requests - toomanyrequests');
    const backOff = event("Failed", "Error: ImagePullBackOff", { lastTimestamp: "2026-11-21T11:59:50Z" });
    expect(said(waiting("ImagePullBackOff", "Back-off"), backOff, mount, pull)).toEqual([
      [
        'image-pull: web-5d4c-a on w1: ImagePullBackOff: Back-off; Failed 4 times, last 1m0s ago: Failed to pull image "web:v2": 429 Too Many Requests - toomanyrequests',
        "The registry limits how often it is asked",
      ],
    ]);
  });

  test("what the profile allows is a remark", () => {
    const given = profileOf({ workloads: { mayFail: [{ namespace: "apps", name: "web-*", reason: "leftover" }] } });
    expect(judged([pod("web-1", { phase: "Failed" }), pod("b", running)], given)).toMatchObject({
      verdict: "pass",
      remarks: ["pod/apps/web-1 phase Failed: allowed, leftover"],
    });
    expect(judged([pod("webs", { phase: "Failed" })], given).verdict).toBe("fail");
    expect(judged([pod("web-1", { phase: "Failed" }, { namespace: "db" })], given).verdict).toBe("fail");
  });

  test("no pod at all, and a source that errs, are inconclusive", () => {
    expect(judged([])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judge(row, { pods: trouble("forbidden") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

describe("pods of Jobs", () => {
  const ownerReferences = [{ controller: true, kind: "Job", name: "migrate", uid: "1" }];
  const failed = pod("migrate-a", { phase: "Failed" }, { ownerReferences, labels: {} });
  const job = (type: string, parts: object = {}) => ({
    metadata: { name: "migrate", namespace: "apps", uid: "1", ...parts },
    status: { startTime: "2026-11-21T11:00:00Z", conditions: [{ type, status: "True" }] },
  });
  const with_ = (...jobs: object[]) => judge(row, { pods: look([failed]), jobs: look(jobs) }, { profile, now });

  test("one that failed counts no more where its Job is complete, and is told", () => {
    expect(with_(job("Complete"))).toMatchObject({
      verdict: "pass",
      remarks: ["pod/apps/migrate-a phase Failed: job/apps/migrate was completed by another try"],
    });
  });

  test("it counts where the Job failed, tries on, is gone or is another one of that name", () => {
    for (const jobs of [[job("Failed")], [job("Suspended")], [], [job("Complete", { uid: "2" })]])
      expect(with_(...jobs)).toMatchObject({ verdict: "fail", findings: [{ subject: "job/apps/migrate" }] });
    expect(with_(job("Complete", { namespace: "db" })).verdict).toBe("fail");
  });

  test("a later one of the same CronJob that is complete forgives it, an earlier one does not", () => {
    const cron = { ownerReferences: [{ kind: "CronJob", name: "nightly" }] };
    const next = (startTime: string) => ({
      metadata: { name: "nightly-2", namespace: "apps", uid: "2", ...cron },
      status: { startTime, conditions: [{ type: "Complete", status: "True" }] },
    });
    expect(with_(job("Failed", cron), next("2026-11-21T11:30:00Z")).verdict).toBe("pass");
    expect(with_(job("Failed", cron), next("2026-11-21T10:30:00Z")).verdict).toBe("fail");
    expect(with_(job("Failed"), next("2026-11-21T11:30:00Z")).verdict).toBe("fail");
  });

  test("an earlier run of assay that told its verdict fails no later run; one that was killed or lacks its image does", () => {
    const run = (status: object, labels: object = { "app.kubernetes.io/name": "assay" }) =>
      judge(
        row,
        { pods: look([pod("assay-1-a", { phase: "Failed", ...status }, { ownerReferences, labels })]), jobs: look([]) },
        { profile, now },
      );
    const ended = (exitCode: number) => ({
      containerStatuses: [{ name: "assay", state: { terminated: { exitCode } } }],
    });
    for (const code of [1, 2, 3])
      expect(run(ended(code))).toMatchObject({
        verdict: "pass",
        remarks: [expect.stringContaining(`an earlier run of assay, whose verdict is its exit code ${code}`)],
      });
    for (const status of [ended(137), ended(0), {}]) expect(run(status).verdict).toBe("fail");
    expect(run(ended(1), { "app.kubernetes.io/name": "backup" }).verdict).toBe("fail");
  });

  test("where Jobs cannot be read nobody knows", () => {
    expect(judge(row, { pods: look([failed]), jobs: trouble("forbidden") }, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "pod/apps/migrate-a" }],
    });
  });
});

test("a budget that allows no eviction is a remark", () => {
  const budget = (status: object) => ({ metadata: { namespace: "apps", name: "web" }, status });
  const remarks = (status: object) =>
    judge(row, { pods: look([pod("a", running)]), podDisruptionBudgets: look([budget(status)]) }, { profile, now })
      .remarks;
  expect(remarks({ disruptionsAllowed: 0, expectedPods: 2, currentHealthy: 2, desiredHealthy: 2 })).toEqual([
    "poddisruptionbudget/apps/web allows no eviction (2 of 2 pods are healthy, 2 must be): a drain waits",
  ]);
  expect(remarks({ disruptionsAllowed: 1, expectedPods: 2 })).toEqual([]);
  expect(remarks({ disruptionsAllowed: 0, expectedPods: 0 })).toEqual([]);
});

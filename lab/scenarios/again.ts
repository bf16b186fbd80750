import { add, ago, all, edit, specOf, statusOf, type Json } from "../faults/objects.ts";
import { forbidden } from "../faults/api.ts";
import type { Fault, Scenario } from "../scenario.ts";
import type { LabObject } from "../world.ts";
import { OBJECTS } from "./rows.ts";

const KUBEAI = /^kubeai\/kubeai-/;

interface Lives {
  restarts: number;
  /** How the last life ended, how long it lasted and how long ago that was, in seconds. */
  exitCode?: number;
  reason?: string;
  lasted: number;
  ago: number;
}

/** Its containers run and are ready, and died before. */
const diedBefore = (pods: RegExp, { restarts, exitCode = 1, reason = "Error", lasted, ago: since }: Lives): Fault =>
  edit("Pod", pods, (pod, world) => {
    for (const it of statusOf(pod)["containerStatuses"] as Json[]) {
      const terminated = { exitCode, reason, startedAt: ago(world, since + lasted), finishedAt: ago(world, since) };
      Object.assign(it, { restartCount: restarts, lastState: { terminated } });
      (it["state"] as { running: Json }).running["startedAt"] = ago(world, Math.max(0, since - 1));
    }
  });

const OOM = { exitCode: 137, reason: "OOMKilled" };

/** A Job, and a pod of each of its tries. */
const job =
  (
    name: string,
    tries: readonly ("failed" | "evicted" | "succeeded")[],
    { of, agoSeconds = 1500, retries = false }: { of?: string; agoSeconds?: number; retries?: boolean } = {},
  ): Fault =>
  (world) => {
    const done = tries.at(-1) === "succeeded";
    const at = ago(world, agoSeconds);
    const condition = { type: done ? "Complete" : "Failed", status: "True", lastTransitionTime: at };
    const it: LabObject = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        ...{ name, namespace: "default", creationTimestamp: at },
        ...(of !== undefined && { ownerReferences: [{ apiVersion: "batch/v1", kind: "CronJob", name: of }] }),
      },
      spec: { backoffLimit: 6, completions: 1, parallelism: 1, template: { spec: { restartPolicy: "Never" } } },
      status: { startTime: at, ...(!retries && { conditions: [condition] }) },
    };
    return add(it, ...tries.map((how, index) => tryOf(name, `${name}-${index}x2kp`, how, at)))(world);
  };

function tryOf(name: string, pod: string, how: "failed" | "evicted" | "succeeded", at: string): LabObject {
  const ended = how === "succeeded" ? { exitCode: 0, reason: "Completed" } : { exitCode: 1, reason: "Error" };
  const image = "ghcr.io/example/migrate:1.0.0";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...{ name: pod, namespace: "default", creationTimestamp: at },
      ownerReferences: [{ apiVersion: "batch/v1", kind: "Job", name, controller: true }],
    },
    spec: {
      ...{ containers: [{ name: "main", image }], restartPolicy: "Never" },
      ...{ hostNetwork: true, nodeName: "lab-cp-01" },
    },
    status: {
      phase: how === "succeeded" ? "Succeeded" : "Failed",
      ...(how === "evicted" && { reason: "Evicted", message: "The node was low on resource: ephemeral-storage." }),
      startTime: at,
      conditions: [{ type: "Ready", status: "False", reason: "PodFailed", lastTransitionTime: at }],
      containerStatuses: [
        { name: "main", image, ready: false, restartCount: 0, state: { terminated: { ...ended, finishedAt: at } } },
      ],
    },
  };
}

/** What is started again and again, though it runs at the moment; and tries of which none succeeded. */
export const AGAIN_AND_AGAIN: readonly Scenario[] = [
  {
    name: "out-of-memory-every-forty-seconds",
    title: "A container is killed for its memory every forty seconds; it runs and is ready when it is looked at",
    from: "a bug report: green, because the look fell between two kills",
    faults: [diedBefore(KUBEAI, { ...OOM, restarts: 3, lasted: 38, ago: 12 })],
    expect: { first: ["workloads/restarts-are-rare"] },
  },
  {
    name: "crashes-between-two-looks",
    title: "A container crashes after a minute, each time; it runs and is ready when it is looked at",
    from: "a bug report: green, because the look fell between two crashes",
    faults: [diedBefore(KUBEAI, { restarts: 2, lasted: 60, ago: 45 })],
    expect: { first: ["workloads/restarts-are-rare"] },
  },
  {
    name: "sidecar-crashes",
    title: "A sidecar, which is an init container that goes on, crashes again and again",
    from: "a bug report: only containers were counted",
    faults: [
      edit("Pod", KUBEAI, (pod, world) => {
        const image = "ghcr.io/example/proxy:1.0.0";
        specOf(pod)["initContainers"] = [{ name: "proxy", image, restartPolicy: "Always" }];
        const terminated = { exitCode: 2, reason: "Error", startedAt: ago(world, 90), finishedAt: ago(world, 40) };
        statusOf(pod)["initContainerStatuses"] = [
          {
            ...{ name: "proxy", image, ready: true, started: true, restartCount: 3 },
            ...{ state: { running: { startedAt: ago(world, 39) } }, lastState: { terminated } },
          },
        ];
      }),
    ],
    expect: { first: ["workloads/restarts-are-rare"] },
  },
  {
    name: "job-gave-up",
    title: "A Job gave up after its tries",
    from: "a bug report: the other side of a Job that succeeded late",
    faults: [job("migrate", ["failed", "failed"])],
    expect: { first: ["workloads/every-pod-runs"] },
  },
  {
    name: "job-still-tries",
    title: "A Job failed twice and tries on",
    from: "a bug report: the other side of a Job that succeeded late",
    faults: [job("migrate", ["failed", "failed"], { retries: true })],
    expect: { first: ["workloads/every-pod-runs"] },
  },
  {
    name: "jobs-cannot-be-read",
    title: "A pod of a Job failed, and the role may not read Jobs: whether it was tried again is not known",
    from: "a bug report: a role from before Jobs were read",
    faults: [all(job("migrate", ["failed", "succeeded"]), forbidden("jobs.batch"))],
    expect: {
      first: ["prerequisites/access-is-enough-and-read-only"],
      falls: ["prerequisites/access-is-enough-and-read-only"],
      unseen: ["workloads/every-pod-runs", ...OBJECTS],
    },
  },
];

/** What failed once, and came well by itself. */
export const TRIED_AGAIN: readonly Scenario[] = [
  {
    name: "job-succeeded-on-its-second-try",
    title: "A Job's first pod failed, its second succeeded: the Job is complete, and the first is left for its logs",
    from: "a bug report: a failed pod of a Job that is complete",
    faults: [job("migrate", ["failed", "succeeded"])],
  },
  {
    name: "job-was-evicted-once",
    title: "A Job's first pod was evicted, its second succeeded",
    from: "a bug report: a failed pod of a Job that is complete",
    faults: [job("import", ["evicted", "failed", "succeeded"])],
  },
  {
    name: "backup-failed-once",
    title: "A CronJob's run failed while its store came up, and the next run was completed",
    from: "a bug report: a failed pod of a Job that is complete",
    faults: [
      job("backup-1", ["failed"], { of: "backup", agoSeconds: 1500 }),
      job("backup-2", ["succeeded"], { of: "backup", agoSeconds: 600 }),
    ],
  },
  {
    name: "crashed-until-its-database-came",
    title: "A container crashed four times in the bootstrap while it waited for another, and has been up since",
    from: "a bug report: a container that came well is no crash loop",
    faults: [diedBefore(KUBEAI, { restarts: 4, lasted: 4, ago: 300 })],
  },
];

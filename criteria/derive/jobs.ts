import { conditionOf } from "../../observations/conditions.ts";
import type { Job, Pod } from "../../observations/objects.ts";

/** What a failed pod comes to by the Job that made it: forgiven, or who must tell cannot be asked. */
export type Retried = { how: "forgiven" | "unseen"; why: string };

/**
 * A Job makes another pod where one failed, and leaves the failed one for its logs: what counts is whether the Job was
 * completed, or a later one of its CronJob. `undefined` where the failure stands, and for pods of no Job.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy
 */
export function retried(pod: Pod, jobs: readonly Job[] | undefined): Retried | undefined {
  const owner = pod.metadata?.ownerReferences?.find(({ kind }) => kind === "Job");
  if (!owner || pod.status?.phase !== "Failed") return undefined;
  const subject = `job/${pod.metadata?.namespace}/${owner.name}`;
  const verdict = verdictOf(pod);
  if (verdict !== undefined)
    return { how: "forgiven", why: `${subject} is an earlier run of assay, whose verdict is its exit code ${verdict}` };
  if (!jobs) return { how: "unseen", why: `${subject} could not be read: whether it was tried again is not known` };
  const job = jobs.find(
    ({ metadata }) =>
      metadata?.namespace === pod.metadata?.namespace &&
      metadata?.name === owner.name &&
      (owner.uid === undefined || metadata?.uid === undefined || metadata.uid === owner.uid),
  );
  if (!job) return undefined;
  if (isComplete(job)) return { how: "forgiven", why: `${subject} was completed by another try` };
  const later = laterOf(job, jobs);
  return later === undefined
    ? undefined
    : { how: "forgiven", why: `${subject} failed, and the next of its CronJob, ${later}, was completed` };
}

/**
 * The exit code by which an earlier run of assay told what it found: a night that failed must not fail the next one. One
 * that was killed, or did not begin, told nothing, and is a pod like any other.
 */
function verdictOf({ metadata, status }: Pod): number | undefined {
  if (metadata?.labels?.["app.kubernetes.io/name"] !== "assay") return undefined;
  const code = status?.containerStatuses?.find(({ name }) => name === "assay")?.state?.terminated?.exitCode;
  return code !== undefined && [1, 2, 3].includes(code) ? code : undefined;
}

const isComplete = (job: Job): boolean => conditionOf(job, "Complete")?.status === "True";

/** A completed Job of the same CronJob that was begun later. */
function laterOf(job: Job, jobs: readonly Job[]): string | undefined {
  const cron = cronOf(job);
  if (cron === undefined) return undefined;
  const begun = Date.parse(job.status?.startTime ?? job.metadata?.creationTimestamp ?? "");
  return jobs.find((other) => {
    const start = Date.parse(other.status?.startTime ?? other.metadata?.creationTimestamp ?? "");
    return cronOf(other) === cron && isComplete(other) && start > begun;
  })?.metadata?.name;
}

function cronOf({ metadata }: Job): string | undefined {
  const owner = metadata?.ownerReferences?.find(({ kind }) => kind === "CronJob");
  return owner && `${metadata?.namespace}/${owner.name}`;
}

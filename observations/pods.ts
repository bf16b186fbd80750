import { conditionOf, cut, sinceIsNot } from "./kubernetes.ts";
import type { Pod } from "./objects.ts";

/** What a pod is doing, as one word that its siblings share. */
export type PodCause =
  | "runs"
  | "completed"
  | "starting"
  | "image-pull"
  | "crash-loop"
  | "unschedulable"
  | "config-error"
  | "init-failing"
  | "failed"
  | "evicted"
  | "terminating"
  | "not-ready"
  | "unknown";

export interface PodState {
  cause: PodCause;
  /** In words, for people. */
  detail: string;
  since?: string | undefined;
}

/**
 * Why a pod does not run, from the kubelet's own words. kstatus calls a Failed pod current: here it is not.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */
export function podState(pod: Pod): PodState {
  const { metadata } = pod;
  const status = pod.status ?? {};
  const since = sinceIsNot(conditionOf(pod, "Ready")) ?? status.startTime ?? metadata?.creationTimestamp;
  const deletion = metadata?.deletionTimestamp;
  if (deletion) return { cause: "terminating", detail: `is being deleted since ${deletion}`, since: deletion };
  switch (status.phase ?? "missing") {
    case "Succeeded":
      return { cause: "completed", detail: "completed", since };
    case "Failed": {
      const cause = status.reason === "Evicted" ? "evicted" : "failed";
      const said = [status.reason, status.message ?? terminated(pod)].filter(Boolean).join(": ");
      return { cause, detail: `phase Failed${said ? ` (${cut(said, 200)})` : ""}`, since };
    }
    case "Pending":
      return { ...pending(pod), since: pendingSince(pod) };
    case "Running": {
      const waiting = waitingCause(pod);
      if (waiting) return { ...waiting, since };
      const ready = conditionOf(pod, "Ready");
      return ready?.status === "True"
        ? { cause: "runs", detail: "runs and is ready", since: ready.lastTransitionTime ?? since }
        : {
            cause: "not-ready",
            detail: `runs but is not ready${ready?.message ? ` (${cut(ready.message, 200)})` : ""}`,
            since,
          };
    }
    default:
      return { cause: "unknown", detail: `phase ${status.phase ?? "missing"}`, since };
  }
}

function pending(pod: Pod): PodState {
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False") {
    return { cause: "unschedulable", detail: cut(scheduled.message ?? scheduled.reason ?? "cannot be scheduled", 200) };
  }
  return waitingCause(pod) ?? { cause: "starting", detail: `is starting${waitingWords(pod)}` };
}

const pendingSince = (pod: Pod): string | undefined =>
  conditionOf(pod, "PodScheduled")?.lastTransitionTime ?? pod.metadata?.creationTimestamp;

/** What a container waits for, where it is trouble and no mere start. */
function waitingCause({ status }: Pod): PodState | undefined {
  for (const [init, containers] of [
    [true, status?.initContainerStatuses],
    [false, status?.containerStatuses],
  ] as const) {
    for (const { name, state, lastState, restartCount } of containers ?? []) {
      const { reason = "", message } = state?.waiting ?? {};
      const said = `${name}: ${reason}${message ? ` (${cut(message, 200)})` : ""}`;
      if (/^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|RegistryUnavailable)$/.test(reason)) {
        return { cause: "image-pull", detail: said };
      }
      if (/^(CreateContainerConfigError|CreateContainerError|RunContainerError)$/.test(reason))
        return { cause: "config-error", detail: said };
      if (reason === "CrashLoopBackOff") {
        const ended = lastState?.terminated;
        const why = ended ? `, last exit ${ended.exitCode}${ended.reason ? ` ${ended.reason}` : ""}` : "";
        return {
          cause: init ? "init-failing" : "crash-loop",
          detail: `${name}: CrashLoopBackOff after ${restartCount ?? 0} restarts${why}`,
        };
      }
      const exit = state?.terminated?.exitCode;
      if (init && exit !== undefined && exit !== 0)
        return { cause: "init-failing", detail: `${name}: ended with exit ${exit}` };
    }
  }
  return undefined;
}

function waitingWords({ status }: Pod): string {
  const reasons = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].flatMap(
    ({ state }) => state?.waiting?.reason ?? [],
  );
  return reasons.length > 0 ? ` (${[...new Set(reasons)].join(", ")})` : "";
}

function terminated({ status }: Pod): string | undefined {
  const ended = status?.containerStatuses?.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  return ended ? `${ended.name} ended with exit ${ended.state?.terminated?.exitCode}` : undefined;
}

/** The workload behind a pod: `Deployment/ns/name`, from the name that its ReplicaSet carries, without another look. */
export function ownerOf({ metadata }: Pod): string {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller) ?? metadata?.ownerReferences?.[0];
  const place = metadata?.namespace ?? "";
  if (!owner) return `pod/${place}/${metadata?.name ?? ""}`;
  const hash = metadata?.labels?.["pod-template-hash"];
  if (owner.kind === "ReplicaSet" && hash !== undefined && owner.name?.endsWith(`-${hash}`)) {
    return `deployment/${place}/${owner.name.slice(0, -hash.length - 1)}`;
  }
  return `${(owner.kind ?? "").toLowerCase()}/${place}/${owner.name ?? ""}`;
}

/** Whether a name fits a profile's pattern, in which `*` stands for anything. */
export function fits(name: string, pattern: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(name);
}

/**
 * Whether a namespace is one that `cilium connectivity test` makes for its clients and servers: what comes and goes in it
 * is nobody's workload. https://github.com/cilium/cilium-cli/blob/main/cli/connectivity.go (--test-namespace)
 */
export const isConnectivityTest = (namespace: string | undefined): boolean =>
  /^cilium-test(-ccnp\d*)?(-\d+)?$/.test(namespace ?? "");

/** Pods that are somebody's workload. */
export const workloadsOf = (pods: readonly Pod[]): Pod[] =>
  pods.filter(({ metadata }) => !isConnectivityTest(metadata?.namespace));

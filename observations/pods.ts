import { conditionOf, sinceIsNot } from "./conditions.ts";
import { cut } from "./kubernetes.ts";
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
      return { cause, detail: `phase Failed${said ? ` (${cut(said)})` : ""}`, since };
    }
    case "Pending":
      return { ...pending(pod), since: pendingSince(pod) };
    case "Running": {
      const waiting = waitingCause(pod);
      if (waiting) return { ...waiting, since };
      const ready =
        STEPS.map((type) => conditionOf(pod, type)).find((it) => it && it.status !== "True") ??
        conditionOf(pod, "Ready");
      return ready?.status === "True"
        ? { cause: "runs", detail: "runs and is ready", since: ready.lastTransitionTime ?? since }
        : {
            cause: "not-ready",
            detail: `runs but is not ready${ready?.message ? ` (${cut(ready.message)})` : ""}`,
            since,
          };
    }
    default:
      return { cause: "unknown", detail: `phase ${status.phase ?? "missing"}`, since };
  }
}

/** Ready rests on these: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions */
const STEPS = ["PodScheduled", "Initialized", "PodReadyToStartContainers", "ContainersReady"];

function pending(pod: Pod): PodState {
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False") {
    return { cause: "unschedulable", detail: cut(scheduled.message ?? scheduled.reason ?? "cannot be scheduled") };
  }
  return waitingCause(pod) ?? { cause: "starting", detail: `is starting${waitingWords(pod)}` };
}

const pendingSince = (pod: Pod): string | undefined =>
  conditionOf(pod, "PodScheduled")?.lastTransitionTime ?? pod.metadata?.creationTimestamp;

/** What a container waits for, where it is trouble and no mere start. */
function waitingCause(pod: Pod): PodState | undefined {
  const { status } = pod;
  for (const [init, containers] of [
    [true, status?.initContainerStatuses],
    [false, status?.containerStatuses],
  ] as const) {
    for (const container of containers ?? []) {
      const { state, lastState, restartCount } = container;
      const who = whoOf(pod, container);
      const { reason = "", message } = state?.waiting ?? {};
      const said = `${who}${reason}${message ? `: ${cut(message)}` : ""}`;
      if (/^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|RegistryUnavailable)$/.test(reason)) {
        return { cause: "image-pull", detail: said };
      }
      if (/^(CreateContainerConfigError|CreateContainerError|RunContainerError)$/.test(reason))
        return { cause: "config-error", detail: said };
      if (reason === "CrashLoopBackOff") {
        const ended = lastState?.terminated;
        const why = ended ? `, the last ended with ${endInWords(ended, memoryLimitOf(pod, container.name))}` : "";
        return {
          cause: init ? "init-failing" : "crash-loop",
          detail: `${who}CrashLoopBackOff after ${restartCount ?? 0} restarts${why}`,
        };
      }
      const ended = state?.terminated;
      if (init && ended?.exitCode !== undefined && ended.exitCode !== 0)
        return {
          cause: "init-failing",
          detail: `${container.name}: ended with ${endInWords(ended, memoryLimitOf(pod, container.name))}`,
        };
    }
  }
  return undefined;
}

/** A container is named where the pod has several. */
function whoOf({ status }: Pod, { name }: Pick<ContainerStatus, "name">): string {
  const all = (status?.initContainerStatuses?.length ?? 0) + (status?.containerStatuses?.length ?? 0);
  return all > 1 ? `${name}: ` : "";
}

type ContainerStatus = NonNullable<NonNullable<Pod["status"]>["containerStatuses"]>[number];
type Ended = NonNullable<NonNullable<ContainerStatus["state"]>["terminated"]>;

/** How a container ended: `OOMKilled at its memory limit of 128Mi`, `exit 1 (Error: no such file)`. */
export function endInWords({ reason, exitCode, message }: Ended, memoryLimit?: string): string {
  if (reason === "OOMKilled") return `OOMKilled${memoryLimit ? ` at its memory limit of ${memoryLimit}` : ""}`;
  const signal = SIGNALS[exitCode ?? 0];
  const telling = reason === "Error" || reason === "Completed" ? undefined : reason;
  const said = [signal, telling, message && cut(message)].filter(Boolean).join(": ");
  return `exit ${exitCode ?? "unknown"}${said ? ` (${said})` : ""}`;
}

/** Exit codes of a shell and of signals. https://tldp.org/LDP/abs/html/exitcodes.html */
const SIGNALS: Record<number, string> = {
  126: "the command cannot be executed",
  127: "the command was not found",
  134: "aborted",
  137: "killed from outside",
  139: "segmentation fault",
  143: "asked to stop",
};

/** As the pod's own spec has it: `128Mi`. */
export const memoryLimitOf = ({ spec }: Pod, container: string | undefined): string | undefined =>
  [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find(({ name }) => name === container)?.resources
    ?.limits?.["memory"];

function waitingWords({ status }: Pod): string {
  const reasons = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].flatMap(
    ({ state }) => state?.waiting?.reason ?? [],
  );
  return reasons.length > 0 ? ` (${[...new Set(reasons)].join(", ")})` : "";
}

function terminated({ status }: Pod): string | undefined {
  const ended = status?.containerStatuses?.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  const how = ended?.state?.terminated;
  return how ? `${ended.name} ended with ${endInWords(how)}` : undefined;
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

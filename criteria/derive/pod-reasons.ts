import { cut } from "../../observations/kubernetes.ts";
import type { Pod } from "../../observations/objects.ts";
import { podState, type PodCause, type PodState } from "../../observations/pods.ts";
import { mendOf } from "./mends.ts";
import { howOften, warningInWords, warningsOf, type Reasons, type Warning } from "./warnings.ts";

/** Why a pod does not run, in words, and what to do about it where that is known. */
export interface PodReason {
  said: string;
  mend?: string;
  /** The pod, and the log of its last end where it had one. */
  next?: string;
}

/** Worst first: what no waiting mends, then what may yet come. */
const SEVERITY: readonly PodCause[] = [
  "config-error",
  "image-pull",
  "crash-loop",
  "init-failing",
  "failed",
  "evicted",
  "unschedulable",
  "not-ready",
  "starting",
  "terminating",
  "unknown",
];

/** Which warnings say why, by what the pod does; what was warned of an earlier stage says nothing of this one. */
const TELLING: Partial<Record<PodCause, RegExp>> = {
  "image-pull": /^(Failed|FailedToRetrieveImagePullSecret|InspectFailed)$/,
  "crash-loop": /^(Unhealthy|FailedPostStartHook|FailedPreStopHook)$/,
  "init-failing": /^(Unhealthy|FailedPostStartHook)$/,
  "not-ready": /^(Unhealthy|ProbeWarning|FailedPostStartHook)$/,
  unschedulable: /^(FailedScheduling|NotTriggerScaleUp|FailedBinding)$/,
  starting: /^(?!FailedScheduling$|BackOff$|NotTriggerScaleUp$|Unhealthy$)/,
  terminating: /^(FailedKillPod|FailedPreStopHook|FailedUnMount|FailedUnmount|FailedDetach\w*|ExceededGracePeriod)$/,
};

/** A pod's state in the kubelet's words, with the newest warning that says why where the state does not. */
export function reasonOf(pod: Pod, state: PodState, reasons: Reasons): PodReason {
  const telling = TELLING[state.cause];
  const newest = telling
    ? warningsOf("Pod", pod, reasons).find((warning) => telling.test(warning.reason) && isNew(warning, state))
    : undefined;
  const said = newest ? `${state.detail}; ${inWords(newest, pod, reasons.now)}` : state.detail;
  const mend = mendOf(said, state.cause === "image-pull");
  const next = nextOf(pod, state);
  return { said, ...(mend !== undefined && { mend }), ...(next !== undefined && { next }) };
}

/** A name that no API server accepts is in no command. */
function nextOf({ metadata }: Pod, { cause }: PodState): string | undefined {
  const { namespace = "default", name = "" } = metadata ?? {};
  if (![namespace, name].every((word) => /^[a-z0-9][a-z0-9.-]*$/.test(word))) return undefined;
  const describe = `kubectl -n ${namespace} describe pod ${name}`;
  const logs = `kubectl -n ${namespace} logs ${name} --all-containers --tail 50`;
  if (cause === "crash-loop" || cause === "init-failing") return `${describe}\n${logs} --previous\n${logs}`;
  return cause === "not-ready" || cause === "failed" ? `${describe}\n${logs}` : describe;
}

/** What the state does not say itself. A runtime's error stands in both, once in its own words and once cut. */
function isNew({ reason, message }: Warning, { cause, detail }: PodState): boolean {
  if (cause === "image-pull" && reason === "Failed")
    return /failed to pull/i.test(message) && !/(code = |desc = |status code)/.test(detail);
  return message !== "" && !detail.includes(cut(message));
}

function inWords(warning: Warning, pod: Pod, now: Date): string {
  const probe = warning.reason === "Unhealthy" && /^(\w+) probe (?:failed|errored)[^:]*: *(.*)$/s.exec(warning.message);
  if (!probe) return warningInWords(warning, now);
  const [, kind = "", answer = ""] = probe;
  const status = /^HTTP probe failed with statuscode: (\d+)/.exec(answer)?.[1];
  const told = status ? `${endpointOf(pod, kind.toLowerCase(), warning.fieldPath)} answers ${status}` : cut(answer);
  return `${kind.toLowerCase()} probe failed${howOften(warning, now)}: ${told}`;
}

/** `:8080/healthz`, as the container's probe of that kind asks it. */
function endpointOf({ spec }: Pod, kind: string, fieldPath = ""): string {
  const name = /\{(.+)\}/.exec(fieldPath)?.[1];
  const container = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find((it) => it.name === name);
  const probes = {
    liveness: container?.livenessProbe,
    readiness: container?.readinessProbe,
    startup: container?.startupProbe,
  };
  const { port, path = "/" } = probes[kind as keyof typeof probes]?.httpGet ?? {};
  return port === undefined ? "it" : `:${String(port)}${path}`;
}

/** The worst of these pods and how many more are in its state; `undefined` where all of them run. */
export function worstOf(pods: readonly Pod[]): { pod: Pod; state: PodState; more: number } | undefined {
  const [worst, ...others] = pods
    .map((pod) => ({ pod, state: podState(pod) }))
    .filter(({ state }) => state.cause !== "runs" && state.cause !== "completed")
    .toSorted((a, b) => SEVERITY.indexOf(a.state.cause) - SEVERITY.indexOf(b.state.cause));
  return worst && { ...worst, more: others.filter(({ state }) => state.cause === worst.state.cause).length };
}

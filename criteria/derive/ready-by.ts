import type { WorkloadRef, Workloads } from "./rollout.ts";
import { inWords } from "../../clusters/notation/duration.ts";
import { named } from "../../observations/kubernetes.ts";
import { ownerOf } from "../../observations/pods.ts";
import { HELM_WAITS_MS, readinessIn, type FirstReady } from "../../observations/readiness.ts";
import type { Node, Pod } from "../../observations/objects.ts";

export interface ReadySeen extends Omit<Workloads, "statefulSets"> {
  pods: readonly Pod[];
  nodes: readonly Node[];
}

/** How a workload stood at a moment of the past, by the pods that are still there: each by its first readiness. */
export type ReadyBy =
  | { how: "ready" | "late"; at: number; pod: string }
  /** None of its pods was made before, or Helm waits for none of them. */
  | { how: "unknown"; why: string };

/**
 * Ready as `helm --wait` means it: all pods but those that its rolling update lets be unavailable. Of pods that are
 * gone nobody knows; those that are left, but for as many, were ready.
 * https://github.com/helm/helm/blob/v3.19.0/pkg/kube/ready.go
 */
export function readyBy(ref: WorkloadRef, momentMs: number, seen: ReadySeen): ReadyBy {
  const owner = `${ref.kind.toLowerCase()}/${ref.namespace}/${ref.name}`;
  const made = seen.pods.filter(
    (pod) => ownerOf(pod) === owner && Date.parse(pod.metadata?.creationTimestamp ?? "") <= momentMs,
  );
  if (made.length === 0) return { how: "unknown", why: `no pod of ${owner} is as old` };
  const awaited = made.length - mayBeUnavailable(ref, seen, made.length);
  if (awaited <= 0) return { how: "unknown", why: `Helm waits for no pod of ${owner}: all may be unavailable` };
  const readiness = readinessIn(seen.nodes, seen.pods);
  const firsts = made.map((pod) => ({ pod: pod.metadata?.name ?? "", ...(readiness.ofPod(pod) ?? NOT_NOW) }));
  const [last] = firsts.toSorted((a, b) => a.toMs - b.toMs).slice(awaited - 1) as [Known];
  if (last.toMs < momentMs + SECOND_MS) return { how: "ready", at: last.toMs, pod: last.pod };
  const [surely] = firsts.toSorted((a, b) => a.fromMs - b.fromMs).slice(awaited - 1) as [Known];
  if (surely.fromMs >= momentMs + SECOND_MS) return { how: "late", at: surely.fromMs, pod: surely.pod };
  const why = last.moved ?? slowly(last);
  return why === undefined
    ? { how: "late", at: last.toMs, pod: last.pod }
    : { how: "unknown", why: `when pod ${last.pod} was ready first is forgotten: ${why}` };
}

/** The API's times have whole seconds: what lies within one has no order. */
export const SECOND_MS = 1000;

type Known = FirstReady & { pod: string };

const NOT_NOW: FirstReady = {
  fromMs: Number.NEGATIVE_INFINITY,
  toMs: Number.POSITIVE_INFINITY,
  moved: "it is not ready now",
};

/** So long after its start that Helm would have given up on it: its Ready moved since, whatever moved it. */
function slowly({ fromMs, toMs }: FirstReady): string | undefined {
  const tookMs = toMs - fromMs;
  return tookMs > HELM_WAITS_MS ? `its Ready last changed ${inWords(tookMs)} after it was started` : undefined;
}

/** As many pods as a rolling update may leave unavailable; Helm rounds them as the controllers do. */
function mayBeUnavailable({ kind, namespace, name }: WorkloadRef, seen: ReadySeen, pods: number): number {
  const isIt = named(name, namespace);
  if (kind === "DaemonSet") {
    const { updateStrategy } = seen.daemonSets.find(isIt)?.spec ?? {};
    if (updateStrategy?.type === "OnDelete") return pods;
    return updateStrategy ? share(updateStrategy.rollingUpdate?.maxUnavailable, pods, 1, Math.ceil) : 0;
  }
  const { strategy, replicas = pods } = (kind === "Deployment" ? seen.deployments.find(isIt)?.spec : undefined) ?? {};
  if (!strategy || strategy.type === "Recreate") return 0;
  return share(strategy.rollingUpdate?.maxUnavailable, replicas, "25%", Math.floor);
}

function share(
  given: string | number | object | undefined,
  of: number,
  otherwise: string | number,
  round: (value: number) => number,
): number {
  const value = typeof given === "string" || typeof given === "number" ? given : otherwise;
  const percent = /^(\d+)%$/.exec(String(value))?.[1];
  return percent === undefined ? Number(value) : round((Number(percent) / 100) * of);
}

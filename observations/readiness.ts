import { conditionOf } from "./conditions.ts";
import type { Node, Pod } from "./objects.ts";
import { iso, lastLife, lifeOf, timeOf, type Life, type LifeNow } from "./pod-life.ts";
import { ownerOf } from "./pods.ts";

/** When a pod was ready first, as far as its status tells: not before `fromMs`, not after `toMs`. */
export interface FirstReady {
  fromMs: number;
  toMs: number;
  /** Why its Ready condition does not tell it: what happened since. */
  moved?: string;
}

/** Probes answer some seconds after a start; a life that ended sooner was perhaps never ready. */
const LIVED_MS = 5_000;
/** A Ready that came back with its node was written within so long of the node's own. */
const TOGETHER_MS = 30_000;
/** What Helm waits for by default: a pod of its release that starts is ready within it. */
export const HELM_WAITS_MS = 5 * 60_000;

/** When pods and nodes of a cluster were ready first. */
export interface Readiness {
  /** `undefined` where the pod is not ready, or tells no time. */
  ofPod(pod: Pod): FirstReady | undefined;
  /** `undefined` where the node is not ready, or never was seen to have been away. */
  ofNode(node: Node): FirstReady | undefined;
}

/**
 * A Ready condition tells its last change, not its first: it moves when a container restarts, and when the node was away
 * and came back, without any restart.
 * https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller
 */
export function readinessIn(nodes: readonly Node[], pods: readonly Pod[]): Readiness {
  const starts = firstStarts(pods);
  const back = backTimes(nodes, pods, starts);
  const usual = usualDelay(pods, back);
  return {
    ofPod: (pod) => firstReady(pod, back, usual),
    ofNode(node) {
      const name = node.metadata?.name;
      const backMs = back.get(name);
      if (backMs === undefined) return undefined;
      const moved = `it was away and came back at ${iso(backMs)}`;
      const toMs = Math.min(starts.get(name) ?? backMs, networkUpMs(node) ?? backMs);
      return { fromMs: Math.min(timeOf(node.metadata?.creationTimestamp) ?? toMs, toMs), toMs, moved };
    },
  };
}

/** When each node came back that was away, by its name. */
type Back = ReadonlyMap<string | undefined, number>;

function firstReady(pod: Pod, back: Back, usual: (pod: Pod) => number): FirstReady | undefined {
  const life = lifeOf(pod);
  if (!life) return undefined;
  const { readyMs, startedMs, restarts } = life;
  const createdMs = timeOf(pod.metadata?.creationTimestamp) ?? readyMs;
  const before = lastLife(pod, readyMs);
  if (before) return restarted(before, { createdMs, startedMs, readyMs, restarts });
  if (restarts > 0) return { fromMs: createdMs, toMs: readyMs, moved: "a container was started again" };
  const backMs = back.get(pod.spec?.nodeName);
  if (backMs === undefined || !isTogether(life, backMs)) return { fromMs: Math.min(startedMs, readyMs), toMs: readyMs };
  const moved = `its node was away and came back at ${iso(backMs)}`;
  return { fromMs: startedMs, toMs: Math.min(readyMs, startedMs + usual(pod)), moved };
}

/** A pod of which the Ready time is that of its node's return. */
const isTogether = ({ startedMs, readyMs }: LifeNow, backMs: number): boolean =>
  startedMs < backMs && Math.abs(readyMs - backMs) <= TOGETHER_MS;

/**
 * How long a pod took from its start until it was ready, where its own times are forgotten: as its siblings on other
 * nodes did, else as the slowest that is remembered, else as long as Helm would have waited.
 */
function usualDelay(pods: readonly Pod[], back: Back): (pod: Pod) => number {
  const delays = new Map<string, number>();
  let slowestMs: number | undefined;
  for (const pod of pods) {
    const life = lifeOf(pod);
    const backMs = back.get(pod.spec?.nodeName);
    if (!life || life.restarts > 0 || (backMs !== undefined && isTogether(life, backMs))) continue;
    const tookMs = life.readyMs - life.startedMs;
    if (tookMs < 0 || tookMs > HELM_WAITS_MS) continue;
    delays.set(ownerOf(pod), Math.max(tookMs, delays.get(ownerOf(pod)) ?? 0));
    slowestMs = Math.max(tookMs, slowestMs ?? 0);
  }
  return (pod) => delays.get(ownerOf(pod)) ?? slowestMs ?? HELM_WAITS_MS;
}

/** A life that was long enough to become ready in it counts: the pod was ready then, and not only since the restart. */
function restarted(
  before: Life,
  { createdMs, startedMs, readyMs, restarts }: Record<"createdMs" | "startedMs" | "readyMs" | "restarts", number>,
): FirstReady {
  const moved = `a container ended at ${iso(before.endMs)} and was started again`;
  const neededMs = Math.max(0, readyMs - Math.max(startedMs, before.endMs));
  if (before.endMs - before.startMs <= neededMs + LIVED_MS) return { fromMs: createdMs, toMs: readyMs, moved };
  return { fromMs: restarts > 1 ? createdMs : before.startMs, toMs: before.startMs + neededMs, moved };
}

/**
 * When a node came back that had been Ready before: a container in the pod network was started on it before its Ready
 * condition last changed, and before a node is Ready its kubelet starts none. Or else every pod that ran on it turned
 * Ready at once, long after they had been started one after another: its kubelet was restarted. Where it was away for so
 * long that its pods were evicted, its other conditions tell it.
 */
function backTimes(nodes: readonly Node[], pods: readonly Pod[], starts: Back): Back {
  const livesOn = new Map<string | undefined, LifeNow[]>();
  for (const pod of pods) {
    const life = lifeOf(pod);
    if (!life || life.restarts > 0) continue;
    const known = livesOn.get(pod.spec?.nodeName);
    if (known) known.push(life);
    else livesOn.set(pod.spec?.nodeName, [life]);
  }
  return new Map(
    nodes.flatMap((node) => {
      const { name } = node.metadata ?? {};
      const backMs = cameBack(node, starts) ?? toldAnew(node) ?? allAtOnce(livesOn.get(name) ?? []);
      return backMs === undefined ? [] : [[name, backMs] as const];
    }),
  );
}

function cameBack(node: Node, starts: Back): number | undefined {
  const ready = conditionOf(node, "Ready");
  const readyMs = ready?.status === "True" ? timeOf(ready.lastTransitionTime) : undefined;
  const firstMs = starts.get(node.metadata?.name);
  if (readyMs === undefined || firstMs === undefined) return undefined;
  return firstMs < readyMs - TOGETHER_MS ? readyMs : undefined;
}

/**
 * The node controller turns all of these Unknown when a kubelet is silent, and the kubelet all of them back. Before
 * that they tell of the kubelet's first start, which is the node's registration.
 * https://kubernetes.io/docs/reference/node/node-status/#condition
 */
const OF_THE_KUBELET = ["MemoryPressure", "DiskPressure", "PIDPressure"];

function toldAnew(node: Node): number | undefined {
  const ready = conditionOf(node, "Ready");
  const readyMs = ready?.status === "True" ? timeOf(ready.lastTransitionTime) : undefined;
  const createdMs = timeOf(node.metadata?.creationTimestamp);
  const toldMs = OF_THE_KUBELET.map((type) => timeOf(conditionOf(node, type)?.lastTransitionTime));
  if (readyMs === undefined || createdMs === undefined || readyMs - createdMs <= TOGETHER_MS) return undefined;
  return toldMs.every((ms) => ms !== undefined && Math.abs(ms - readyMs) <= ONE_UPDATE_MS) ? readyMs : undefined;
}

/** One update of a node's status writes all conditions, with times in whole seconds. */
const ONE_UPDATE_MS = 2_000;

/** When the network of pods was up first, which the node controller leaves as it is while the node is away. */
function networkUpMs(node: Node): number | undefined {
  const condition = conditionOf(node, "NetworkUnavailable");
  return condition?.status === "False" ? timeOf(condition.lastTransitionTime) : undefined;
}

/** So many pods, started so far from each other, do not become ready at once by themselves. */
const WITNESSES = 3;
const APART_MS = 60_000;

function allAtOnce(lives: readonly LifeNow[]): number | undefined {
  const firstMs = Math.min(...lives.map(({ readyMs }) => readyMs));
  const before = lives.filter(({ startedMs }) => startedMs < firstMs - APART_MS);
  const starts = before.map(({ startedMs }) => startedMs);
  const areApart = Math.max(...starts) - Math.min(...starts) > APART_MS;
  return before.length >= WITNESSES && areApart && before.every((life) => isTogether(life, firstMs))
    ? firstMs
    : undefined;
}

/** When the first container in the pod network was started, by node. */
function firstStarts(pods: readonly Pod[]): Map<string | undefined, number> {
  const starts = new Map<string | undefined, number>();
  for (const { spec, status } of pods) {
    if (spec?.hostNetwork) continue;
    for (const { state, lastState } of status?.containerStatuses ?? []) {
      const ms = timeOf(lastState?.terminated?.startedAt) ?? timeOf(state?.running?.startedAt);
      if (ms !== undefined) starts.set(spec?.nodeName, Math.min(ms, starts.get(spec?.nodeName) ?? ms));
    }
  }
  return starts;
}

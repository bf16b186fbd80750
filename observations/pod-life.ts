import { conditionOf } from "./conditions.ts";
import type { Pod } from "./objects.ts";

/** A pod as it lives now: ready since, its last container started at. */
export interface LifeNow {
  readyMs: number;
  startedMs: number;
  restarts: number;
}

export function lifeOf(pod: Pod): LifeNow | undefined {
  const readyMs = readySince(pod);
  if (readyMs === undefined) return undefined;
  const statuses = pod.status?.containerStatuses ?? [];
  const startedMs = latest(statuses.map(({ state }) => timeOf(state?.running?.startedAt)));
  return {
    readyMs,
    startedMs: startedMs ?? timeOf(pod.metadata?.creationTimestamp) ?? readyMs,
    restarts: statuses.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0),
  };
}

/** The node controller takes Ready from the pods of a lost node, and leaves ContainersReady as it was. */
function readySince(pod: Pod): number | undefined {
  const [ready, containers] = ["Ready", "ContainersReady"].map((type) => conditionOf(pod, type));
  const readyMs = ready?.status === "True" ? timeOf(ready.lastTransitionTime) : undefined;
  if (readyMs === undefined) return undefined;
  const gates = pod.spec?.readinessGates?.length ?? 0;
  const containersMs = containers?.status === "True" && gates === 0 ? timeOf(containers.lastTransitionTime) : undefined;
  return Math.min(readyMs, containersMs ?? readyMs);
}

export interface Life {
  startMs: number;
  endMs: number;
}

/** The last life of a container that ended before the pod was ready as it is now. */
export function lastLife({ status }: Pod, readyMs: number): Life | undefined {
  const lives = (status?.containerStatuses ?? []).flatMap(({ lastState }) => {
    const [startMs, endMs] = [timeOf(lastState?.terminated?.startedAt), timeOf(lastState?.terminated?.finishedAt)];
    return startMs !== undefined && endMs !== undefined && endMs <= readyMs ? [{ startMs, endMs }] : [];
  });
  return lives.toSorted((a, b) => b.endMs - a.endMs)[0];
}

export function timeOf(text: string | null | undefined): number | undefined {
  const ms = Date.parse(text ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

const latest = (times: readonly (number | undefined)[]): number | undefined =>
  times.reduce<number | undefined>((most, ms) => (ms !== undefined && ms > (most ?? 0) ? ms : most), undefined);

export const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

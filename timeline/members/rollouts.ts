import { conditionOf } from "../../observations/conditions.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { Deployment, Pod } from "../../observations/objects.ts";
import { ownerOf } from "../../observations/pods.ts";
import { msOf, pointAt } from "../points.ts";
import type { Point } from "../timeline.ts";

/** When a Deployment was made, and when all replicas of its current revision were available for the first time. */
export interface Rollout {
  created: Point | undefined;
  complete: Point;
}

/**
 * By Deployment. The controller writes NewReplicaSetAvailable once a revision, when every replica is updated and
 * available, and keeps its lastUpdateTime, whatever becomes of the pods later.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/controller/deployment/progress.go
 */
export function rolloutsOf(deployments: readonly Deployment[]): ReadonlyMap<string, Rollout> {
  return new Map(
    deployments.flatMap((deployment) => {
      const name = subjectOf("deployment", deployment);
      const progressing = conditionOf(deployment, "Progressing");
      const complete =
        progressing?.reason === "NewReplicaSetAvailable"
          ? pointAt(progressing.lastUpdateTime, `first complete rollout of ${name}`)
          : undefined;
      const created = pointAt(deployment.metadata?.creationTimestamp, `creation of ${name}`);
      return complete ? [[name, { created, complete }] as const] : [];
    }),
  );
}

/**
 * The rollout that a pod's own times say nothing of: it took the place of a pod that was ready then, or it became ready
 * once more. Every pod that there was when the rollout was complete was ready.
 */
export function rolloutBefore(
  pod: Pod,
  ready: Point | undefined,
  rollouts: ReadonlyMap<string, Rollout>,
): Rollout | undefined {
  const rollout = rollouts.get(ownerOf(pod));
  return rollout && (ready === undefined || msOf(ready) > msOf(rollout.complete)) ? rollout : undefined;
}

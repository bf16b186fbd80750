import { conditionOf } from "../../observations/conditions.ts";
import type { ServedObject } from "../../observations/everything.ts";
import { subjectOf } from "../../observations/kubernetes.ts";

/**
 * What keeps a namespace from ending: the API that cannot be discovered, by the namespace controller's own words.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/namespace/deletion/status_condition_utils.go
 */
export const heldInDeletion = (objects: readonly ServedObject[] = []): [namespace: string, api: string][] =>
  objects
    .filter(({ kind, metadata }) => kind === "Namespace" && metadata.deletionTimestamp)
    .flatMap((namespace) => {
      const failure = conditionOf(namespace, "NamespaceDeletionDiscoveryFailure");
      if (failure?.status !== "True") return [];
      const named = (failure.message ?? "").matchAll(/([a-z0-9-]+(?:\.[a-z0-9-]+)+)\/(v\d\w*)/g);
      return [...named].map(([, group, version]): [string, string] => [
        subjectOf("namespace", namespace),
        `apiservice/${version}.${group}`,
      ]);
    });

import { FLUX, type Change, type Watched } from "../../observations/followed.ts";
import { conditionOf } from "../../observations/conditions.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource, Event, KubernetesObject } from "../../observations/objects.ts";

/** The facts about one object that make the timeline. */
export function changesOf(source: Watched, object: KubernetesObject): Change[] {
  if (source === "events") return [pulled(object)];
  const { creationTimestamp, labels } = object.metadata ?? {};
  const exists: Change = { fact: "exists", is: true, ...(creationTimestamp && { says: creationTimestamp }) };
  if (source === "helmSecrets") {
    const is = labels?.["status"] === "deployed";
    const seconds = Number(labels?.["modifiedAt"]);
    // a time in whole seconds keeps its form, so that it is not taken for milliseconds
    return [
      exists,
      { fact: "deployed", is, ...(is && seconds > 0 && { says: iso(seconds * 1000).replace(".000", "") }) },
    ];
  }
  return [exists, ...(CONDITIONS[source] ?? []).flatMap((fact) => condition(source, object as CustomResource, fact))];
}

/**
 * Whether a condition's time moves only with its status. If so, another time means that it was lost and came back
 * between two looks. Flux also moves the time with each message:
 * https://github.com/fluxcd/pkg/blob/main/runtime/conditions/setter.go
 */
export const isSteady = (source: Watched, { fact }: Change): boolean =>
  (source === "pods" || source === "nodes") && fact !== "exists";

const CONDITIONS: Partial<Record<Watched, readonly Change["fact"][]>> = {
  nodes: ["Ready"],
  customResourceDefinitions: ["Established"],
  pods: ["PodScheduled", "Initialized", "Ready"],
  gitRepositories: ["Ready"],
  ociRepositories: ["Ready"],
  kustomizations: ["Ready"],
  helmReleaseResources: ["Ready"],
};

/** While Flux reconciles again it says Unknown: what was applied counts as applied until it says False. */
function condition(source: Watched, object: CustomResource, fact: Change["fact"]): Change[] {
  const found = conditionOf(object, fact);
  if (found?.status === "Unknown" && FLUX.includes(source)) return [];
  const says = found?.lastTransitionTime;
  return [{ fact, is: found?.status === "True", ...(says && { says }) }];
}

function pulled({ message, source, reportingInstance, eventTime, firstTimestamp, lastTimestamp }: Event): Change {
  const says = eventTime ?? firstTimestamp ?? lastTimestamp;
  const node = source?.host ?? reportingInstance;
  return {
    ...{ fact: "Pulled", is: true, text: (message ?? "").slice(0, MOST_TEXT) },
    ...(says && { says }),
    ...(node && { node }),
  };
}

const MOST_TEXT = 400;

const KINDS: Record<Watched, string> = {
  nodes: "node",
  namespaces: "namespace",
  customResourceDefinitions: "customresourcedefinition",
  helmSecrets: "helmrelease",
  pods: "pod",
  events: "pod",
  gitRepositories: "gitrepository",
  ociRepositories: "ocirepository",
  kustomizations: "kustomization",
  helmReleaseResources: "helmrelease",
};

export function subjectIn(source: Watched, object: KubernetesObject): string {
  const kind = KINDS[source];
  const { namespace, name, labels } = object.metadata ?? {};
  if (source === "helmSecrets") return `${kind}/${namespace}/${labels?.["name"] ?? name}`;
  if (source !== "events") return subjectOf(kind, object);
  const involved = (object as Event).involvedObject;
  return `${kind}/${involved?.namespace}/${involved?.name}`;
}

const iso = (ms: number): string => new Date(ms).toISOString();

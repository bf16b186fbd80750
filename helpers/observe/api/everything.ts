import type { ServedKind, ServedObject } from "../../../observations/everything.ts";
import type { KubernetesObject } from "../../../observations/objects.ts";
import type { ListableKind } from "../../kube/api.ts";
import { troubleOf } from "../../trouble.ts";
import { limited } from "../../wait/turnstile.ts";
import type { Source } from "../source.ts";
import { fieldsOf } from "./fields.ts";

/**
 * Each kind that the API serves, listed once. A kind that cannot be listed keeps its trouble and spoils no other one;
 * discovery that fails is trouble of the whole source, because then nobody knows what there is.
 */
export const everything: Source<"everything"> = async ({ api }) => {
  const oneOf = limited(AT_ONCE);
  const listed = await Promise.all(
    (await api.kinds()).map((kind) => (isLeftOut(kind) ? leftOut(kind) : oneOf(() => listOf(kind)))),
  );
  return { kinds: listed.map(({ kind }) => kind), objects: listed.flatMap(({ objects }) => objects) };

  async function listOf(kind: ListableKind): Promise<Listed> {
    try {
      const objects = (await api.list(kind, { metadataOnly: METADATA_ONLY.has(keyOf(kind)) })) as KubernetesObject[];
      return { kind: { ...kind, count: objects.length }, objects: objects.map((object) => cutDown(object, kind)) };
    } catch (error) {
      return { kind: { ...kind, trouble: troubleOf(error) }, objects: [] };
    }
  }
};

interface Listed {
  kind: ServedKind;
  objects: ServedObject[];
}

/** Lists under way at once: below what API priority and fairness gives a single user in a burst. */
const AT_ONCE = 4;

const keyOf = ({ group, resource }: ListableKind): string => (group === "" ? resource : `${resource}.${group}`);

/** What is no state of the cluster: answers that are made up when asked for, and reports of what happened. */
const LEFT_OUT: Record<string, string> = {
  events: "events expire, and are read as reasons only",
  "events.events.k8s.io": "events expire, and are read as reasons only",
  componentstatuses: "deprecated, and not what the components say",
  "nodes.metrics.k8s.io": "figures of the moment, no objects",
  "pods.metrics.k8s.io": "figures of the moment, no objects",
};

const isLeftOut = (kind: ListableKind): boolean => keyOf(kind) in LEFT_OUT;

const leftOut = (kind: ListableKind): Listed => ({
  kind: { ...kind, leftOut: LEFT_OUT[keyOf(kind)] ?? "" },
  objects: [],
});

/** Data may be secret, and says nothing about health. */
const METADATA_ONLY = new Set(["secrets", "configmaps", "controllerrevisions.apps"]);

/** Of a spec, only what says that an object rests by design or how often it is looked at. */
const KEPT_OF_SPEC = [
  "suspend",
  "paused",
  "replicas",
  "interval",
  "refreshInterval",
  "renewTime",
  "leaseDurationSeconds",
];

/** Of an HTTPRoute's backend no filter: it may set an Authorization header. */
const BACKENDS = ["group", "kind", "name", "namespace", "port", "weight"].map((key) => `rules.backendRefs.${key}`);

/** Which Services these kinds lead to. */
const KEPT_OF_KIND: Record<string, readonly string[]> = {
  "apiservices.apiregistration.k8s.io": ["service"],
  "ingresses.networking.k8s.io": ["defaultBackend.service", "rules.http.paths.backend.service"],
  "httproutes.gateway.networking.k8s.io": BACKENDS,
  "grpcroutes.gateway.networking.k8s.io": BACKENDS,
  "tlsroutes.gateway.networking.k8s.io": BACKENDS,
  "tcproutes.gateway.networking.k8s.io": BACKENDS,
  "udproutes.gateway.networking.k8s.io": BACKENDS,
};

function cutDown(object: KubernetesObject & { spec?: object; status?: object }, kind: ListableKind): ServedObject {
  const { name, namespace, uid, generation, creationTimestamp, labels, annotations } = object.metadata ?? {};
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers, ownerReferences } = object.metadata ?? {};
  const metadata = Object.fromEntries(
    Object.entries({
      ...{ name, namespace, uid, generation, creationTimestamp, labels, annotations },
      ...{ deletionTimestamp, deletionGracePeriodSeconds, finalizers, ownerReferences },
    }).filter(([, value]) => value !== undefined),
  );
  const spec = fieldsOf(object.spec ?? {}, [...KEPT_OF_SPEC, ...(KEPT_OF_KIND[keyOf(kind)] ?? [])]);
  return {
    apiVersion: kind.group === "" ? kind.version : `${kind.group}/${kind.version}`,
    kind: kind.kind,
    metadata,
    ...(Object.keys(spec).length > 0 && { spec: spec as Record<string, unknown> }),
    ...(object.status && { status: object.status as Record<string, unknown> }),
  };
}

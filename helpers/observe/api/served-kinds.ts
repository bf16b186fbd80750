import type { KubernetesObject } from "../../../observations/objects.ts";
import type { Observations } from "../../../observations/observations.ts";
import { LISTS, type ListKey } from "./lists.ts";

interface Named {
  group: string;
  resource: string;
}

/** `pods`, `certificates.cert-manager.io`: as kubectl and RBAC name a resource. */
export const nameOf = ({ group, resource }: Named): string => (group === "" ? resource : `${resource}.${group}`);

/** The list of this run that holds every object of a kind. */
export const heldList = (kind: Named): WholeList | undefined => WHOLE.get(nameOf(kind));

/** Why a kind is no state of the cluster: answers that are made up when asked for, and reports of what happened. */
export const leftOutBecause = (kind: Named): string | undefined => LEFT_OUT[nameOf(kind)];

/** Kinds without a status: their data may be secret, or is most of the bytes, and their metadata says all. */
export const withoutStatus = (kind: Named): boolean => WITHOUT_STATUS.has(nameOf(kind));

type WholeList = { [Key in ListKey]: Observations[Key] extends KubernetesObject[] ? Key : never }[ListKey];

/** Of these this run keeps less of the spec than is asked here: where routes lead to. */
const LEAN: ReadonlySet<ListKey> = new Set(["httpRoutes"] as const);

const WHOLE: ReadonlyMap<string, WholeList> = new Map(
  (Object.keys(LISTS) as WholeList[])
    .filter((key) => {
      const { namespace, labelSelector, fieldSelector, metadataOnly, fields } = LISTS[key];
      return !namespace && !labelSelector && !fieldSelector && !metadataOnly && !fields && !LEAN.has(key);
    })
    .map((key) => [nameOf(LISTS[key]), key]),
);

const LEFT_OUT: Record<string, string | undefined> = {
  events: "events expire, and are read as reasons only",
  "events.events.k8s.io": "events expire, and are read as reasons only",
  componentstatuses: "deprecated, and not what the components say",
  "nodes.metrics.k8s.io": "figures of the moment, no objects",
  "pods.metrics.k8s.io": "figures of the moment, no objects",
};

const WITHOUT_STATUS = new Set([
  ...["secrets", "configmaps", "serviceaccounts", "endpoints", "podtemplates", "limitranges"],
  ...["controllerrevisions.apps", "endpointslices.discovery.k8s.io", "networkpolicies.networking.k8s.io"],
  ...["roles", "rolebindings", "clusterroles", "clusterrolebindings"].map((it) => `${it}.rbac.authorization.k8s.io`),
  ...["csidrivers", "csinodes", "csistoragecapacities", "storageclasses"].map((it) => `${it}.storage.k8s.io`),
  ...["mutatingwebhookconfigurations.admissionregistration.k8s.io"],
  ...["validatingwebhookconfigurations.admissionregistration.k8s.io"],
  ...["ciliumidentities.cilium.io", "resourceslices.resource.k8s.io", "priorityclasses.scheduling.k8s.io"],
]);

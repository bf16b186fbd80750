import type { LabObject } from "../../world.ts";
import type { Resource } from "../resources/resources.ts";
import * as core from "./core.ts";
import { customPrinter } from "./custom.ts";
import * as network from "./network.ts";
import { nodes } from "./nodes.ts";
import { pods } from "./pods.ts";
import type { Printer } from "./printer.ts";
import * as workloads from "./workloads.ts";

/** What a row carries besides its cells. */
export type IncludeObject = "None" | "Metadata" | "Object";

export interface TableOptions {
  includeObject: IncludeObject;
  /** meta.k8s.io/v1 or v1beta1, as it was asked for. */
  apiVersion: string;
  now: number;
}

/** `metadata` is the list's. Events of a watch carry the columns only once: `withColumns` false leaves them out. */
export function tableOf(
  resource: Resource,
  objects: readonly LabObject[],
  metadata: object,
  { includeObject, apiVersion, now }: TableOptions,
  withColumns = true,
): object {
  const printer = printerOf(resource);
  return {
    kind: "Table",
    apiVersion,
    metadata,
    columnDefinitions: withColumns ? printer.columns : null,
    rows: objects.map((object) => ({
      cells: printer.cells(object, now),
      ...(includeObject === "None"
        ? {}
        : { object: includeObject === "Object" ? object : metadataOf(object, apiVersion) }),
    })),
  };
}

export const metadataOf = (object: LabObject, apiVersion = "meta.k8s.io/v1"): object => ({
  kind: "PartialObjectMetadata",
  apiVersion,
  metadata: object.metadata,
});

const custom = new WeakMap<Resource, Printer>();

function printerOf(resource: Resource): Printer {
  if (!resource.custom) return PRINTERS[`${resource.group}/${resource.plural}`] ?? core.nameAndCreation;
  const known = custom.get(resource);
  if (known) return known;
  const printer = customPrinter(resource.custom.columns);
  custom.set(resource, printer);
  return printer;
}

const PRINTERS: Record<string, Printer> = {
  "/pods": pods,
  "/nodes": nodes,
  "/namespaces": core.namespaces,
  "/configmaps": core.configMaps,
  "/secrets": core.secrets,
  "/serviceaccounts": core.nameAndAge,
  "/events": core.events,
  "events.k8s.io/events": core.events,
  "/persistentvolumeclaims": core.persistentVolumeClaims,
  "/persistentvolumes": core.persistentVolumes,
  "/resourcequotas": core.resourceQuotas,
  "/componentstatuses": core.componentStatuses,
  "/services": network.services,
  "/endpoints": network.endpoints,
  "apiregistration.k8s.io/apiservices": core.apiServices,
  "apps/deployments": workloads.deployments,
  "apps/daemonsets": workloads.daemonSets,
  "apps/statefulsets": workloads.statefulSets,
  "apps/replicasets": workloads.replicaSets,
  "apps/controllerrevisions": workloads.controllerRevisions,
  "autoscaling/horizontalpodautoscalers": workloads.horizontalPodAutoscalers,
  "batch/jobs": workloads.jobs,
  "batch/cronjobs": workloads.cronJobs,
  "policy/poddisruptionbudgets": workloads.podDisruptionBudgets,
  "networking.k8s.io/ingresses": network.ingresses,
  "networking.k8s.io/ingressclasses": network.ingressClasses,
  "networking.k8s.io/networkpolicies": network.networkPolicies,
  "discovery.k8s.io/endpointslices": network.endpointSlices,
  "storage.k8s.io/storageclasses": core.storageClasses,
  "coordination.k8s.io/leases": core.leases,
  "scheduling.k8s.io/priorityclasses": core.priorityClasses,
  "admissionregistration.k8s.io/validatingwebhookconfigurations": core.webhookConfigurations,
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": core.webhookConfigurations,
  "rbac.authorization.k8s.io/rolebindings": core.roleBindings,
  "rbac.authorization.k8s.io/clusterrolebindings": core.roleBindings,
  "resource.k8s.io/deviceclasses": core.nameAndAge,
  "resource.k8s.io/resourceclaimtemplates": core.nameAndAge,
  "metrics.k8s.io/nodes": core.nodeMetrics,
};

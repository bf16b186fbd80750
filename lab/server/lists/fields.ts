import type { LabObject } from "../../world.ts";
import type { Resource } from "../resources/resources.ts";
import { SelectorError } from "./selectors.ts";

/** Field selectors, as far as each resource knows fields. Throws SelectorError with the server's own words. */
export function parseFieldSelector(text: string, resource: Resource): FieldSelector {
  const terms = text
    .split(",")
    .filter((term) => term !== "")
    .map(termOf);
  for (const { field } of terms) checkField(field, resource);
  return {
    name: terms.find(({ field, wanted }) => field === "metadata.name" && wanted)?.value,
    matches: (object) => terms.every(({ field, value, wanted }) => (valueOf(object, field) === value) === wanted),
  };
}

export interface FieldSelector {
  /** The one name that it allows. */
  name: string | undefined;
  matches: (object: LabObject) => boolean;
}

interface Term {
  field: string;
  value: string;
  wanted: boolean;
}

function termOf(term: string): Term {
  const [, field, operator, value] = /^(.*?)(!=|==|=)(.*)$/s.exec(term) ?? [];
  if (field === undefined || value === undefined) {
    throw new SelectorError(`invalid selector: '${term}'; can't understand '${term}'`);
  }
  return { field, value: value.replace(/\\(.)/gs, "$1"), wanted: operator !== "!=" };
}

/** Besides metadata.name and metadata.namespace (pkg/apis/core/v1/conversion.go and its neighbours). */
const FIELDS: Record<string, string[]> = {
  "/pods": [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.podIPs",
    "status.nominatedNodeName",
  ],
  "/nodes": ["spec.unschedulable"],
  "/namespaces": ["status.phase"],
  "/secrets": ["type"],
  "/services": ["spec.clusterIP", "spec.type"],
  "/replicationcontrollers": ["status.replicas"],
  "/events": [
    ..."kind namespace name uid apiVersion resourceVersion fieldPath".split(" ").map((it) => `involvedObject.${it}`),
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  "batch/jobs": ["status.successful"],
  "certificates.k8s.io/certificatesigningrequests": ["spec.signerName"],
};

function checkField(field: string, resource: Resource): void {
  if (field === "metadata.name" || (field === "metadata.namespace" && resource.namespaced)) return;
  const known = resource.custom?.selectable ?? FIELDS[`${resource.group}/${resource.plural}`];
  if (known?.includes(field)) return;
  if (resource.group === "batch") throw new SelectorError(`field label "${field}" not supported for ${resource.kind}`);
  if (known) throw new SelectorError(`field label not supported: ${field}`);
  throw new SelectorError(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

const DEFAULTS: Record<string, string> = {
  "spec.unschedulable": "false",
  "spec.hostNetwork": "false",
  "status.replicas": "0",
};

function valueOf(object: LabObject, field: string): string {
  if (field === "source") return eventSource(object);
  const value = field
    .split(".")
    .reduce<unknown>((holder, name) => (holder as Record<string, unknown> | null | undefined)?.[name], object);
  if (value === undefined || value === null) return DEFAULTS[field] ?? "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function eventSource(event: LabObject): string {
  const { source, reportingComponent } = event as { source?: { component?: string }; reportingComponent?: string };
  return source?.component || reportingComponent || "";
}

import type { KubernetesObject } from "../../../observations/objects.ts";
import type { Keep } from "../../kube/api.ts";

/** Annotations that rows read; all others may carry what somebody should not have put there. */
const KEPT_ANNOTATIONS = [
  "cilium.io/",
  "io.cilium/",
  "lbipam.cilium.io/",
  "meta.helm.sh/",
  "kustomize.toolkit.fluxcd.io/",
  "helm.toolkit.fluxcd.io/",
  "reconcile.fluxcd.io/",
  "fluxcd.controlplane.io/",
  "storageclass.kubernetes.io/",
  "kubernetes.io/config.mirror",
  "kubernetes.io/config.source",
  "cert-manager.io/",
];

/** Environment variables whose values rows compare; of all others only the names stay. */
const KEPT_VARIABLES = new Set(["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"]);

/** Of a container, what rows read; its command, probes and hooks are free text, and headers of probes hold tokens. */
const KEPT_OF_CONTAINERS = ["name", "image", "env", "ports", "resources", "restartPolicy"];

/** A driver's attributes are free text too. */
const KEPT_OF_VOLUMES = ["name", "persistentVolumeClaim", "secret.secretName", "configMap.name"];

interface Container {
  env?: { name?: string; value?: string }[] | null;
}

/**
 * What is left of an object at the door: no managed fields (or only who manages), no annotation, no environment value
 * and no field of a spec that no row reads, no CRD schemas. Secrets hide in all of these, and they are most of the bytes.
 */
export const prune =
  (options: { managers?: true | undefined; spec?: readonly string[] | undefined }): Keep =>
  (object) => {
    const { metadata } = object;
    if (metadata) {
      if (options.managers)
        metadata.managedFields =
          metadata.managedFields?.map(({ manager, operation, subresource, time }) => ({
            manager,
            operation,
            subresource,
            time,
          })) ?? [];
      else delete metadata.managedFields;
      if (metadata.annotations) metadata.annotations = keptAnnotations(metadata.annotations);
    }
    pruneSpec(object, options.spec);
    return object;
  };

function keptAnnotations(annotations: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).flatMap(([key, value]) =>
      value !== undefined && KEPT_ANNOTATIONS.some((prefix) => key.startsWith(prefix)) ? [[key, value]] : [],
    ),
  );
}

function pruneSpec(object: KubernetesObject, kept: readonly string[] | undefined): void {
  const holder = object as { spec?: Spec };
  if (kept && holder.spec) holder.spec = fieldsOf(holder.spec, kept);
  const { spec } = holder;
  if (!spec) return;
  prunePod(spec);
  if (spec.template?.spec) prunePod(spec.template.spec);
  if (Array.isArray(spec.versions)) for (const version of spec.versions) delete (version as { schema?: object }).schema;
}

type Spec = { template?: { metadata?: object; spec?: PodSpec }; versions?: object[] } & PodSpec;

interface PodSpec {
  containers?: Container[] | null;
  initContainers?: Container[] | null;
  ephemeralContainers?: Container[] | null;
  volumes?: object[] | null;
}

function prunePod(spec: PodSpec): void {
  if (Array.isArray(spec.volumes)) spec.volumes = spec.volumes.map((volume) => fieldsOf(volume, KEPT_OF_VOLUMES));
  for (const key of ["containers", "initContainers", "ephemeralContainers"] as const) {
    if (!Array.isArray(spec[key])) continue;
    spec[key] = spec[key].map((container) => {
      const kept = fieldsOf(container, KEPT_OF_CONTAINERS);
      kept.env = kept.env?.map(({ name = "", value }) =>
        value !== undefined && KEPT_VARIABLES.has(name) ? { name, value } : { name },
      );
      return kept;
    });
  }
}

/** These fields alone: `a`, or `a.b` where only that part of it may stay. */
function fieldsOf<Whole extends object>(whole: Whole, names: readonly string[]): Whole {
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    const [first = "", ...rest] = name.split(".");
    const value = (whole as Record<string, unknown>)[first];
    if (value === undefined) continue;
    if (rest.length === 0 || typeof value !== "object" || value === null) kept[first] = value;
    else kept[first] = { ...(kept[first] as object | undefined), ...fieldsOf(value, [rest.join(".")]) };
  }
  return kept as Whole;
}

import type { KubernetesObject } from "../../criteria/objects.ts";
import type { Keep } from "../kube/client.ts";

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

interface Container {
  env?: { name?: string; value?: string }[] | null;
  args?: string[];
  command?: string[];
}

/**
 * What is left of an object at the door: no managed fields (or only who manages), no annotation and no environment
 * value that no row reads, no CRD schemas. Secrets hide in all of these, and they are most of the bytes.
 */
export const prune =
  (options: { managers?: true | undefined }): Keep =>
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
    pruneSpec(object);
    return object;
  };

function keptAnnotations(annotations: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).flatMap(([key, value]) =>
      value !== undefined && KEPT_ANNOTATIONS.some((prefix) => key.startsWith(prefix)) ? [[key, value]] : [],
    ),
  );
}

function pruneSpec(object: KubernetesObject): void {
  const { spec } = object as {
    spec?: { template?: { metadata?: object; spec?: PodSpec }; versions?: object[] } & PodSpec;
  };
  if (!spec) return;
  pruneContainers(spec);
  if (spec.template?.spec) pruneContainers(spec.template.spec);
  if (Array.isArray(spec.versions)) for (const version of spec.versions) delete (version as { schema?: object }).schema;
}

interface PodSpec {
  containers?: Container[] | null;
  initContainers?: Container[] | null;
}

function pruneContainers(spec: PodSpec): void {
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    container.env = container.env?.map(({ name = "", value }) =>
      value !== undefined && KEPT_VARIABLES.has(name) ? { name, value } : { name },
    );
    delete container.args;
    delete container.command;
  }
}

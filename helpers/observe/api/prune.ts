import type { KubernetesObject } from "../../../observations/objects.ts";
import type { Keep } from "../../kube/client.ts";
import type { ListSource } from "./lists.ts";

/** What every object is known by. */
const ALWAYS = ["apiVersion", "kind", "metadata"];
import { fieldsOf } from "./fields.ts";

/** The annotations that checks read. All others are dropped: they may hold secrets. */
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

/** The environment variables whose values checks compare. Of all others only the names are kept. */
const KEPT_VARIABLES = new Set(["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"]);

/** What checks read of a container. Its command and hooks are free text, and headers of probes hold tokens. */
const KEPT_OF_CONTAINERS = ["name", "image", "env", "ports", "resources", "restartPolicy"];

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"] as const;

/** What checks read of a volume. The attributes of its driver are free text. */
const KEPT_OF_VOLUMES = ["name", "persistentVolumeClaim", "secret.secretName", "configMap.name"];

interface Probe {
  httpGet?: { path?: string; port?: string | number } | null;
}

interface Container extends Partial<Record<(typeof PROBES)[number], Probe | null>> {
  env?: { name?: string; value?: string }[] | null;
}

/**
 * What is kept of an object as soon as it arrives. Managed fields (but the names of the managers), CRD schemas, and the
 * annotations, environment values and spec fields that no check reads are dropped: secrets hide in all of these, and
 * they are most of the bytes.
 */
export const prune =
  (options: Pick<ListSource, "managers" | "spec" | "fields">): Keep =>
  (whole) => {
    const object = options.fields ? fieldsOf(whole, [...ALWAYS, ...options.fields]) : whole;
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
  const holder = object as { spec?: Spec; specs?: object[] };
  if (kept && holder.spec) holder.spec = fieldsOf(holder.spec, kept);
  // Cilium's policies may hold several
  if (kept && Array.isArray(holder.specs)) holder.specs = holder.specs.map((spec) => fieldsOf(spec, kept));
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
      for (const probe of PROBES) {
        const { httpGet } = container[probe] ?? {};
        if (httpGet) kept[probe] = { httpGet: withoutQuery(fieldsOf(httpGet, ["path", "port"])) };
      }
      return kept;
    });
  }
}

/** What a probe asks: what follows the question mark may be a token. */
const withoutQuery = ({ path, ...rest }: { path?: string }): object => ({
  ...rest,
  ...(path !== undefined && { path: path.replace(/\?.*$/s, "") }),
});

import type { KubernetesObject } from "../../../observations/objects.ts";
import type { Source } from "../source.ts";

/** The ConfigMap that the agents read, and when its data last changed, taken from its managedFields. */
export const ciliumConfig: Source<"ciliumConfig"> = async ({ api, profile }) => {
  const namespace = profile.cilium?.namespace ?? "kube-system";
  const map = (await api.get(`/api/v1/namespaces/${namespace}/configmaps/cilium-config`)) as KubernetesObject & {
    data?: Record<string, string> | null;
  };
  const writers = (map.metadata?.managedFields ?? []).filter(
    ({ time, subresource }) => time !== undefined && !subresource,
  );
  const newest = writers.toSorted((a, b) => (a.time ?? "").localeCompare(b.time ?? "")).at(-1);
  const changedAt = newest?.time ?? map.metadata?.creationTimestamp;
  return {
    data: map.data ?? {},
    ...(changedAt !== undefined && { changedAt }),
    ...(newest?.manager !== undefined && { changedBy: newest.manager }),
    writes: writers.map(({ manager = "", time = "", fieldsV1 }) => ({ by: manager, at: time, keys: keysOf(fieldsV1) })),
  };
};

/** Keys of the data in a set of fields: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
function keysOf(fields: unknown): string[] {
  const data = (fields as { "f:data"?: Record<string, unknown> } | undefined)?.["f:data"] ?? {};
  return Object.keys(data).flatMap((key) => (key.startsWith("f:") ? [key.slice(2)] : []));
}

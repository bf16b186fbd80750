import type { KubernetesObject } from "../../observations/objects.ts";
import type { Finding } from "../criterion.ts";

/**
 * What is in deletion is as good as gone, whatever its status still says: its controller takes no change of it any more.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
 */
export function leaving(subject: string, { metadata }: KubernetesObject): Finding | undefined {
  const since = metadata?.deletionTimestamp;
  if (!since) return undefined;
  return { subject, expected: "not in deletion", actual: `is being deleted since ${since}`, since };
}

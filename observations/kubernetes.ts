import type { Condition, KubernetesObject } from "./objects.ts";
import { bothEnds } from "./text.ts";

/** Readers of Kubernetes objects that any check may use. All of them take what a real server may leave out. */

type WithConditions = { status?: { conditions?: readonly Condition[] | null } | null };

export const conditionOf = (object: WithConditions | undefined, type: string): Condition | undefined =>
  object?.status?.conditions?.find((condition) => condition.type === type);

export const named =
  (name: string, namespace?: string) =>
  (object: KubernetesObject): boolean =>
    object.metadata?.name === name && (namespace === undefined || object.metadata.namespace === namespace);

/** What tells an object from all others of its kind, also from one of the same name before it. */
export const uidOf = ({ metadata }: KubernetesObject): string =>
  metadata?.uid ?? `${metadata?.namespace}/${metadata?.name}`;

/** `kind/name` or `kind/namespace/name`: how findings name an object. */
export function subjectOf(kind: string, { metadata }: KubernetesObject): string {
  const name = metadata?.name ?? "(no name)";
  return metadata?.namespace ? `${kind}/${metadata.namespace}/${name}` : `${kind}/${name}`;
}

/** A condition in words: `Ready=False (GitOperationFailed: unable to clone)`; long messages keep both ends. */
export function inWords(condition: Condition | undefined, type = "Ready"): string {
  if (condition === undefined) return `no ${type} condition`;
  const detail = [condition.reason, condition.message && cut(condition.message)].filter(Boolean).join(": ");
  return `${condition.type}=${condition.status}${detail ? ` (${detail})` : ""}`;
}

/** One line of at most `most` characters: messages may hold kilobytes of a refused object. The middle is what goes. */
export const cut = (text: string, most = 300): string => bothEnds(text.replace(/\s+/g, " ").trim(), most);

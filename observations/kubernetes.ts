import type { Condition, KubernetesObject } from "./objects.ts";

/** Readers of Kubernetes objects that any row may use. All of them take what a real server may leave out. */

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

/** A condition in words: `Ready=False (GitOperationFailed: unable to clone)`; long messages are cut. */
export function inWords(condition: Condition | undefined, type = "Ready"): string {
  if (condition === undefined) return `no ${type} condition`;
  const detail = [condition.reason, condition.message && cut(condition.message)].filter(Boolean).join(": ");
  return `${condition.type}=${condition.status}${detail ? ` (${detail})` : ""}`;
}

/** Since when a condition is not what it should be; a time is told only of the state that it is the time of. */
export const sinceIsNot = (condition: Condition | undefined, status = "True"): string | undefined =>
  condition?.status === status ? undefined : condition?.lastTransitionTime;

/** One line of at most `most` characters: messages may hold kilobytes of a refused object. */
export function cut(text: string, most = 300): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

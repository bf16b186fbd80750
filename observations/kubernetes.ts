import type { KubernetesObject } from "./objects.ts";

/** Readers of Kubernetes objects that any row may use. All of them take what a real server may leave out. */

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

/** One line of at most `most` characters: messages may hold kilobytes of a refused object. */
export function cut(text: string, most = 300): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

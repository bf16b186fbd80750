import type { KubernetesObject } from "./objects.ts";
import { bothEnds } from "./text.ts";

/** Readers of Kubernetes objects that any check may use. All of them take what a real server may leave out. */

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

/** One line of at most `most` characters: messages may hold kilobytes of a refused object. The middle is what goes. */
export const cut = (text: string, most = 300): string => bothEnds(text.replace(/\s+/g, " ").trim(), most);

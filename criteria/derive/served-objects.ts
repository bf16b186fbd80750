import { groupOf } from "../../observations/kubernetes.ts";
import type { Everything, ServedKind } from "../../observations/everything.ts";

/** An object as somebody names it. */
export interface NamedObject {
  /** Its API group; "" for the core group. */
  group: string;
  kind: string;
  namespace?: string;
  name: string;
}

/**
 * What became of looking for an object. `left-out`: its kind is not listed by design. `namespace-missing`: nothing can
 * be in a namespace that is not there.
 */
export type Presence =
  | { state: "there" | "missing" | "namespace-missing"; subject: string }
  | { state: "not-served"; subject: string }
  | { state: "left-out" }
  | { state: "unseen"; subject: string; reason: string };

/**
 * Looks for objects among all that the API serves. A namespace counts only where the kind lives in one, whatever is
 * written; the version counts never, because the server converts. `home` is the namespace of what names none.
 */
export function servedObjects({ kinds, objects }: Everything): (it: NamedObject, home?: string) => Presence {
  const known = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]));
  const held = new Set(
    objects.map(({ apiVersion, kind, metadata }) =>
      keyOf(groupOf(apiVersion), kind, metadata.namespace, metadata.name),
    ),
  );
  const namespacesAreSeen = known.get("/Namespace")?.count !== undefined;
  return ({ group, kind, namespace = "", name }, home = "") => {
    const served = known.get(`${group}/${kind}`) ?? heir(group, kind, kinds);
    if (served === undefined) return { state: "not-served", subject: subjectOfKind(group, kind) };
    if (served.leftOut !== undefined) return { state: "left-out" };
    if (served.count === undefined) {
      const reason = served.trouble?.message ?? "its kind was not listed";
      return { state: "unseen", subject: subjectOfKind(served.group, kind), reason };
    }
    const place = served.namespaced ? namespace || home : "";
    const subject = subjectOfObject({ group: served.group, kind, namespace: place, name });
    if (held.has(keyOf(served.group, kind, place, name))) return { state: "there", subject };
    const placeIsGone = place !== "" && namespacesAreSeen && !held.has(keyOf("", "Namespace", "", place));
    return placeIsGone ? { state: "namespace-missing", subject: `namespace/${place}` } : { state: "missing", subject };
  };
}

/** As findings name kinds: alone, but for those whose name says too little. */
export const kindInSubjects = (kind: string, group: string): string =>
  kind === "Cluster" ? `cluster.${group}` : kind.toLowerCase();

export const subjectOfObject = ({ group, kind, namespace, name }: NamedObject): string =>
  [kindInSubjects(kind, group), namespace, name].filter(Boolean).join("/");

/** A kind as a whole: `kind/ExternalSecret.external-secrets.io`. */
export const subjectOfKind = (group: string, kind: string): string => `kind/${kind}${group && `.${group}`}`;

const keyOf = (group: string, kind: string, namespace = "", name = ""): string =>
  [group, kind, namespace, name].join("/");

/** https://kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-16: the group was dissolved, its objects stayed. */
const heir = (group: string, kind: string, kinds: readonly ServedKind[]): ServedKind | undefined =>
  group === "extensions" ? kinds.find((it) => it.kind === kind) : undefined;

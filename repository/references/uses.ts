import type { Where, YamlDocument } from "../../observations/checkout.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { BuiltObject } from "../kustomize/build.ts";
import type { Repository } from "../model.ts";
import { at, get, isRecord, isUnresolved, list, textAt, text, type Path } from "../yaml/documents.ts";
import { REFERENCES, type Reference } from "./kinds.ts";
import { networksIn } from "./networks.ts";

/** An object that another one names. */
export interface Use {
  kind: string;
  name: string;
  /** Left out for what has none. */
  namespace?: string;
  /** What names it, as `Kind namespace/name`. */
  by: string;
  where: Where;
  document: YamlDocument;
  /** Where the name stands in what Flux applies. */
  path: Path;
  /** The reference as it is written, where it is a record. */
  reference?: Record<string, unknown>;
}

/** What the objects that Flux applies name, without what is optional or has a variable in its name. */
export const usesOf = ({ tree, releases }: Pick<Repository, "tree" | "releases">): Use[] => [
  ...tree.objects.flatMap(({ object }) => {
    const own = `${groupOf(object.apiVersion)}/${object.kind}`;
    return REFERENCES.filter(({ of }) => of.test(own)).flatMap((one) =>
      placesOf(object.value, one.path).flatMap((path) => useAt(object, one, path, object.namespace)),
    );
  }),
  ...tree.objects.flatMap(({ object }) =>
    networksIn(object.value).map(({ name, namespace = object.namespace, path }): Use => ({
      kind: "NetworkAttachmentDefinition",
      name,
      ...(namespace !== undefined && { namespace }),
      by: wordsOf(object),
      where: at(object.document, path),
      document: object.document,
      path,
    })),
  ),
  ...releases.flatMap(({ object, release }) =>
    valuesUses(get(object.value, "spec", "values"), ["spec", "values"]).flatMap(({ path, ...one }) =>
      useAt(object, one, path, release.namespace),
    ),
  ),
];

const wordsOf = ({ kind, namespace, name }: BuiltObject): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

type Field = Pick<Reference, "kind" | "scope" | "isText">;

/** Keys of values that mean the same in nearly every chart. */
const IN_VALUES: readonly (Field & { key: RegExp })[] = [
  { key: /^storageClass(?:Name)?$/, kind: "StorageClass", scope: "none", isText: true },
  { key: /^priorityClassName$/, kind: "PriorityClass", scope: "none", isText: true },
  { key: /^ingressClassName$/, kind: "IngressClass", scope: "none", isText: true },
  { key: /^cert-manager\.io\/cluster-issuer$/, kind: "ClusterIssuer", scope: "none", isText: true },
];

function valuesUses(value: unknown, path: Path): (Field & { path: Path })[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => valuesUses(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = [...path, key];
    const found = IN_VALUES.find((one) => one.key.test(key));
    if (found && typeof item === "string") return [{ ...found, path: inner }];
    if (key === "issuerRef")
      return [{ kind: { key: "kind", otherwise: "Issuer" }, scope: "own" as const, path: inner }];
    if (key === "parentRefs")
      return list(item).map((_, index) => ({
        kind: { key: "kind", otherwise: "Gateway" },
        scope: "own" as const,
        path: [...inner, index],
      }));
    return valuesUses(item, inner);
  });
}

function useAt(object: BuiltObject, field: Field, path: Path, namespace?: string): Use[] {
  const { kind, scope, isText } = field;
  const reference = get(object.value, ...path);
  const name = isText ? text(reference) : textAt(reference, "name");
  if (name === undefined || isUnresolved(name) || (!isText && get(reference, "optional") === true)) return [];
  const meant = typeof kind === "string" ? kind : (textAt(reference, kind.key) ?? kind.otherwise);
  const away = isText ? undefined : textAt(reference, "namespace");
  const isOwn = scope === "own" && !meant.startsWith("Cluster");
  const target = away ?? namespace;
  if (isOwn && target !== undefined && isUnresolved(target)) return [];
  return [
    {
      kind: meant,
      name,
      ...(isOwn && target !== undefined && { namespace: target }),
      by: wordsOf(object),
      where: at(object.document, path),
      document: object.document,
      path: isText ? path : [...path, "name"],
      ...(isRecord(reference) && { reference }),
    },
  ];
}

/** The places that a path with `*` leads to. */
function placesOf(value: unknown, [head, ...rest]: Path, above: Path = []): Path[] {
  if (head === undefined) return value === undefined ? [] : [above];
  if (head === "*") return list(value).flatMap((item, index) => placesOf(item, rest, [...above, index]));
  const inner = get(value, head);
  return inner === undefined ? [] : placesOf(inner, rest, [...above, head]);
}

import { distance } from "fastest-levenshtein";
import type { RepositoryNotice } from "../finding.ts";
import type { Where } from "../../observations/checkout.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { Repository } from "../model.ts";
import { at, get, isRecord, isUnresolved, list, record, textAt, type Path } from "../yaml/documents.ts";
import { makes } from "./asked-for.ts";

/** A name that something refers to. */
interface Reference {
  /** What it names, in words: `Secret web`. */
  kind: string;
  name: string;
  /** Where what it names must be; `undefined`: anywhere. */
  namespace: string | undefined;
  by: string;
  where: Where;
}

/**
 * References whose name nothing has while something has nearly the same: Secrets of pods and releases, Gateways of routes,
 * namespaces that Talos lets into its API. Operators and charts make objects too, so it is a warning, and without a
 * neighbour nothing is said. A Gateway is named by its whole name: one of another name is told where the tree has any.
 */
export function nearNames(repository: Repository): RepositoryNotice[] {
  const { tree, files } = repository;
  const made = tree.objects.flatMap(({ object }) =>
    makes(object).map((what) => ({ what, namespace: object.namespace })),
  );
  const seen = new Set<string>();
  return [...secretsAsked(repository), ...gatewaysAsked(repository), ...talosNamespaces(repository)].flatMap(
    ({ kind, name, namespace, by, where }): RepositoryNotice[] => {
      const key = `${kind} ${namespace ?? ""} ${name}`;
      const isThere = made.some(({ what }) => what === `${kind} ${name}`) || files.named(kind, name).length > 0;
      if (seen.has(key) || isThere) return [];
      seen.add(key);
      const names = made
        .filter(
          ({ what, namespace: own }) => what.startsWith(`${kind} `) && [own, undefined].includes(namespace ?? own),
        )
        .map(({ what }) => what.slice(kind.length + 1));
      const near = kind === "Gateway" ? names[0] : names.find((one) => isNear(name, one));
      if (near === undefined || names.some(isUnresolved)) return [];
      return [
        {
          severity: "warning",
          subject: [kind.toLowerCase(), namespace, name].filter(Boolean).join("/"),
          expected: `a ${kind} ${name}, which ${by} asks for`,
          actual: `nothing defines it; there is ${near}`,
          where,
          because: "What asks for it waits for it, or is never served.",
          mend: `Write ${near}, or define ${name}.`,
        },
      ];
    },
  );
}

/** One letter of a short name, two of a long one; not a number, which names another of the same. */
function isNear(name: string, other: string): boolean {
  if (name.replaceAll(/\d+/g, "") === other.replaceAll(/\d+/g, "")) return false;
  return distance(name, other) <= (name.length < 12 ? 1 : 2);
}

function secretsAsked({ tree }: Repository): Reference[] {
  return tree.objects.flatMap(({ object }) => {
    const [spec, place] = [get(object.value, "spec"), object.namespace];
    if (!/^(?:HelmRelease|Deployment|StatefulSet|DaemonSet|CronJob|Job)$/.test(object.kind)) return [];
    return named(spec, ["spec"]).map(({ name, path }) => ({
      kind: "Secret",
      name,
      namespace: textAt(object.value, "spec", "targetNamespace") ?? place,
      by: `${object.kind} ${object.name}`,
      where: at(object.document, path),
    }));
  });
}

/** `secretRef: { name }`, `secretKeyRef: { name }`, `secret: { secretName }`. */
function named(value: unknown, path: Path): { name: string; path: Path }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => named(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const name = /^secret(?:Key)?Ref$/.test(key)
      ? textAt(item, "name")
      : key === "secret"
        ? textAt(item, "secretName")
        : undefined;
    const isOpen = name === undefined || isUnresolved(name) || get(item, "optional") === true;
    return [...(isOpen ? [] : [{ name, path: [...path, key] }]), ...named(item, [...path, key])];
  });
}

const isGateway = (apiVersion: string): boolean => groupOf(apiVersion) === "gateway.networking.k8s.io";

function gatewaysAsked({ tree }: Repository): Reference[] {
  return tree.objects.flatMap(({ object }) => {
    if (!isGateway(object.apiVersion) || !object.kind.endsWith("Route")) return [];
    return list(get(object.value, "spec", "parentRefs")).flatMap((item, index) => {
      const name = textAt(item, "name");
      if (name === undefined || isUnresolved(name) || (textAt(item, "kind") ?? "Gateway") !== "Gateway") return [];
      const where = at(object.document, ["spec", "parentRefs", index]);
      return [{ kind: "Gateway", name, namespace: undefined, by: `${object.kind} ${object.name}`, where }];
    });
  });
}

/** https://docs.siderolabs.com/talos/v1.12/reference/configuration/v1alpha1/config#kubernetesTalosAPIAccess */
function talosNamespaces({ talos }: Repository): Reference[] {
  const path = ["machine", "features", "kubernetesTalosAPIAccess", "allowedKubernetesNamespaces"];
  return talos.flatMap(({ value, document, path: above }) =>
    list(get(record(value), ...path)).flatMap((item, index) =>
      typeof item === "string" && !isUnresolved(item)
        ? [
            {
              kind: "Namespace",
              name: item,
              namespace: undefined,
              by: "Talos' kubernetesTalosAPIAccess",
              where: at(document, [...above, ...path, index]),
            },
          ]
        : [],
    ),
  );
}

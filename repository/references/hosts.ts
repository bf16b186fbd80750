import type { RepositoryNotice } from "../finding.ts";
import type { BuiltObject } from "../kustomize/build.ts";
import type { Repository } from "../model.ts";
import { at, inText, isUnresolved, stringsWith } from "../yaml/documents.ts";
import { isNear } from "./near.ts";

/** `name.namespace.svc`, with or without the cluster's domain: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
const HOST =
  /(?<![\w.${}-])(?:[a-z0-9-]+\.)?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.svc(?:\.cluster\.local)?(?![\w-])/g;

/**
 * Hosts of Services in namespaces that nothing has, or in which nothing is called like them: charts and operators make
 * Services under names of their own, but after what they stand for. Each is told once.
 */
export function strangeHosts(repository: Repository): RepositoryNotice[] {
  const inside = namesIn(repository);
  if (inside === undefined) return [];
  const told = new Map<string, RepositoryNotice>();
  for (const { object } of repository.tree.objects) {
    if (object.kind === "CustomResourceDefinition") continue;
    for (const { path, text } of stringsWith(object.value, ".svc"))
      for (const [, name = "", namespace = ""] of text.matchAll(HOST)) {
        const subject = `service/${namespace}/${name}`;
        if (told.has(subject) || isOfController(name, namespace)) continue;
        const notice = judged(object, [...path], { name, namespace }, inside);
        if (notice) told.set(subject, { ...notice, subject });
      }
  }
  return [...told.values()];
}

function judged(
  object: BuiltObject,
  path: (string | number)[],
  { name, namespace }: { name: string; namespace: string },
  inside: ReadonlyMap<string, ReadonlySet<string>>,
): Omit<RepositoryNotice, "subject"> | undefined {
  const names = inside.get(namespace);
  const where = at(object.document, path);
  const asks = (): string =>
    `${object.kind} ${object.namespace === undefined ? "" : `${object.namespace}/`}${object.name} names ${name}.${namespace}.svc (${inText(where)})`;
  const because = "Unless a chart makes it, the name does not resolve, and what connects to it fails.";
  if (names === undefined) {
    const near = [...inside.keys()].filter((one) => isNear(one, namespace)).slice(0, 3);
    // a checkout of few namespaces is not all of the cluster
    if (near.length === 0 && inside.size < MANY) return undefined;
    return {
      severity: near.length > 0 ? "warning" : "information",
      expected: `a namespace ${namespace} with a Service ${name}`,
      actual: `nothing that is seen here lies in it${near.length === 0 ? "" : `; there is ${near.join(", ")}`}; ${asks()}`,
      where,
      because,
      mend: "Correct the host, or add what it means.",
    };
  }
  const isLike = [...names].some((one) => one === name || sharesWord(one, name));
  if (isLike) return undefined;
  const near = [...names].filter((one) => isNear(one, name)).slice(0, 3);
  return {
    severity: near.length > 0 ? "warning" : "information",
    expected: `a Service ${name} in namespace ${namespace}`,
    actual: `nothing there is called like it${near.length === 0 ? "" : `; there is ${near.join(", ")}`}; ${asks()}`,
    where,
    because,
    mend: "Correct the host, or add what it means.",
  };
}

const MANY = 4;

/** The API server, CoreDNS and Flux's own controllers. */
const isOfController = (name: string, namespace: string): boolean =>
  (namespace === "default" && name === "kubernetes") ||
  /^kube-dns|^coredns|^hubble|^metrics-server|^cilium/.test(name) ||
  /^(?:source|notification|kustomize|helm|image-\w+)-controller$|^webhook-receiver$|^flux-operator$/.test(name);

/** What lies in each namespace, by name; `undefined` where a name holds what nothing here resolves. */
function namesIn({ tree, releases, helmfiles, manifests }: Repository): Map<string, Set<string>> | undefined {
  const inside = new Map<string, Set<string>>();
  const add = (namespace: string, name: string): void => {
    const known = inside.get(namespace);
    if (known) known.add(name);
    else inside.set(namespace, new Set([name]));
  };
  for (const { object } of tree.objects) {
    if (object.kind === "Namespace") add(object.name, object.name);
    if (object.namespace === undefined) continue;
    if (isUnresolved(object.namespace)) return undefined;
    if (object.kind !== "Kustomization") add(object.namespace, object.name);
  }
  for (const { kind, name, namespace } of manifests)
    if (kind !== "Namespace" && namespace !== undefined) add(namespace, name);
  for (const { release, chart } of releases)
    for (const name of [release.name, ...wordsOfChart(chart?.text)]) add(release.namespace, name);
  for (const { name, namespace, chart } of helmfiles.flatMap((state) => state.releases))
    for (const one of [name, ...wordsOfChart(chart?.text)]) add(namespace, one);
  return inside;
}

const wordsOfChart = (chart: string | undefined): string[] =>
  chart === undefined ? [] : [chart.split("/").at(-1) ?? ""];

/** A word of three letters or more that both names hold, or the one within the other. */
function sharesWord(one: string, other: string): boolean {
  const words = new Set(one.split("-").filter((word) => word.length > 2));
  return other.split("-").some((word) => words.has(word)) || one.includes(other) || other.includes(one);
}

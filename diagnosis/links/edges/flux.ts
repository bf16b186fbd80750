import { kindInSubjects } from "../../../criteria/derive/served-objects.ts";
import type { FluxObject } from "../../../criteria/derive/flux.ts";
import { releaseOf, type HelmReleaseResource } from "../../../criteria/derive/ownership.ts";
import { conditionOf } from "../../../observations/conditions.ts";
import type { KubernetesObject } from "../../../observations/objects.ts";
import { addressed, fluxNamespace, subject, type Edge, type World } from "./edge.ts";
import { dependencyIn, objectsIn, waitedFor } from "./words.ts";
import { workloadsIn } from "./workloads.ts";

/** What Flux' objects wait for: each other, their sources, what they apply, and their controllers. */
export function edgesOfFlux({ seen, profile }: World): Edge[] {
  const controller = (name: string): string => `deployment/${fluxNamespace(profile)}/${name}`;
  const of = (kind: string, list: readonly object[] | undefined) => addressed(kind, list as FluxObject[] | undefined);
  const workloads = workloadsIn(seen);
  const releases = of("helmrelease", seen.helmReleaseResources);
  const sources = [
    ...of("gitrepository", seen.gitRepositories),
    ...of("ocirepository", seen.ociRepositories),
    ...of("helmrepository", seen.helmRepositories),
    ...of("bucket", seen.buckets),
    ...of("helmchart", seen.helmCharts),
  ];
  return [
    ...of("kustomization", seen.kustomizations).flatMap(([it, object]) =>
      from(it, [...causesOfKustomization(object), ...asked(object, controller("kustomize-controller"))]),
    ),
    ...releases.flatMap(([it, object]) =>
      from(it, [...causesOfHelmRelease(object, workloads), ...asked(object, controller("helm-controller"))]),
    ),
    ...sources.flatMap(([it, object]) =>
      from(it, [
        ...causesOfSource(object),
        ...(conditionOf(object, "Ready")?.status === "True" ? [] : [controller("source-controller")]),
      ]),
    ),
    ...of("helmchart", seen.helmCharts).flatMap(([it, { metadata, spec }]) => {
      const { kind = "HelmRepository", name = "" } = spec?.sourceRef ?? {};
      return from(it, [`${kind.toLowerCase()}/${metadata?.namespace}/${name}`]);
    }),
    ...of("fluxinstance", seen.fluxInstances).flatMap(([it, object]) => from(it, waitedFor(messageOf(object)))),
  ];
}

const from = (it: string, causes: readonly string[]): Edge[] => causes.map((cause) => [it, cause]);

const messageOf = (it: FluxObject): string => conditionOf(it, "Ready")?.message ?? "";

/** A controller that is down says nothing more: what its objects say was said before, unless they wait for it. */
function asked(it: FluxObject, controller: string): string[] {
  return conditionOf(it, "Ready")?.status === "False" && !isOfOldSpec(it) ? [] : [controller];
}

/** What a controller says may be of a spec that has changed since. */
function isOfOldSpec(it: FluxObject): boolean {
  const generation = it.metadata?.generation ?? 1;
  const seen = conditionOf(it, "Ready")?.observedGeneration ?? it.status?.observedGeneration;
  return (seen ?? generation) !== generation;
}

interface Inventory {
  inventory?: { entries?: { id?: string }[] | null };
}

/** What a Kustomization applied, as far as it says. */
export function inventoryOf({ status }: KubernetesObject & { status?: object }): string[] {
  const { inventory }: Inventory = status ?? {};
  return (inventory?.entries ?? []).flatMap(({ id = "" }) => subjectOfEntry(id));
}

/** `namespace_name_group_Kind`, with an empty namespace for what has none. */
function subjectOfEntry(id: string): string[] {
  const [namespace, name, group, kind] = id.split("_");
  return name && group !== undefined && kind ? [subject(kindInSubjects(kind, group), namespace, name)] : [];
}

/**
 * What a Kustomization waits for is another matter than what it is itself refused for.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#conditions
 */
function causesOfKustomization(it: FluxObject): string[] {
  const { reason = "", status, message = "" } = conditionOf(it, "Ready") ?? {};
  const namespace = it.metadata?.namespace ?? "";
  if (reason === "DependencyNotReady") return dependenciesOf("kustomization", it, message);
  // Ready, and yet not what it should have come to: then its source has not served it
  // its source has served it where it was looked into, and says nothing of a spec that nobody has looked at yet
  const isLeaving = it.metadata?.deletionTimestamp !== undefined;
  const isServed = /path not found/.test(message) || isOfOldSpec(it) || isLeaving;
  if (!isServed && (status === "True" || reason === "ArtifactFailed" || reason === "SourceNotReady")) {
    const { kind = "", name = "", namespace: place = namespace } = it.spec?.sourceRef ?? {};
    return [`${kind.toLowerCase()}/${place}/${name}`];
  }
  if (!/^(HealthCheckFailed|Progressing|ProgressingWithRetry)$/.test(reason)) return objectsIn(message, namespace);
  const named = waitedFor(message);
  const held = inventoryOf(it);
  // the list names kinds without their group
  const known = named.map((one) => held.find((other) => withoutGroup(other) === one) ?? one);
  return known.length > 0 ? known : held;
}

const withoutGroup = (it: string): string => it.replace(/^(\w+)\.[^/]+\//, "$1./");

/** The one that it names, which is the first that is not ready; all where it names none. */
function dependenciesOf(kind: string, { metadata, spec }: FluxObject, message: string): string[] {
  const named = dependencyIn(message);
  if (named !== undefined) return [`${kind}/${named}`];
  return (spec?.dependsOn ?? []).map((on) => `${kind}/${on.namespace ?? metadata?.namespace ?? ""}/${on.name}`);
}

function causesOfHelmRelease(
  it: HelmReleaseResource & FluxObject,
  workloads: readonly (readonly [subject: string, object: KubernetesObject])[],
): string[] {
  const { reason = "", message = "" } = conditionOf(it, "Ready") ?? {};
  const { name = "", namespace = "" } = it.metadata ?? {};
  const managed = releaseOf(it);
  // what it took away itself is gone because of it
  if (reason.startsWith("Uninstall")) return [];
  if (reason === "DependencyNotReady") return dependenciesOf("helmrelease", it, message);
  if (/^(SourceNotReady|ArtifactFailed|HelmChartNotReady)$/.test(reason)) {
    const { helmChart } = (it.status ?? {}) as { helmChart?: string };
    return helmChart === undefined ? [] : [`helmchart/${helmChart}`];
  }
  const named = waitedFor(message);
  const waited = /timeout|timed out|context deadline exceeded|not ready|Progressing/i.test(`${reason} ${message}`);
  const parts = workloads.flatMap(([part, { metadata }]) => {
    const labels = metadata?.labels ?? {};
    const isOf =
      labels["helm.toolkit.fluxcd.io/name"] === name && labels["helm.toolkit.fluxcd.io/namespace"] === namespace;
    return isOf ? [part] : [];
  });
  return [
    `release/${managed.namespace}/${managed.name}`,
    ...(named.length > 0 ? named : waited ? parts : []),
    ...objectsIn(message, managed.namespace),
  ];
}

/** Its credentials where it is refused for want of them, and whoever its message names. */
function causesOfSource(it: FluxObject): string[] {
  const message = messageOf(it);
  const namespace = it.metadata?.namespace ?? "";
  const secret = it.spec?.secretRef?.name;
  const isRefused = /secret|authenticat|permission denied|unauthorized|unable to authenticate|handshake/i.test(message);
  return [...objectsIn(message, namespace), ...(secret && isRefused ? [`secret/${namespace}/${secret}`] : [])];
}

import { conditionOf } from "../../observations/conditions.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import { heldInDeletion } from "./deletion.ts";
import type { CustomResource, KubernetesObject, Pod } from "../../observations/objects.ts";
import type { SourceResults, Observations, SourceKey } from "../../observations/observations.ts";
import type { FluxObject } from "../../criteria/derive/flux.ts";
import { releaseOf, type HelmReleaseResource } from "../../criteria/derive/ownership.ts";
import { ownerOf, workloadsOf } from "../../observations/pods.ts";
import { groundEdges } from "./ground.ts";
import { namedEdges } from "./named-edges.ts";

/** What waits for what, by subjects as findings name them. */
export interface ObjectGraph {
  /** The object that a subject speaks of: a pod's or container's workload; anything else is its own. */
  objectOf(subject: string): string;
  /** What keeps an object from being well, one step away. */
  causesOf(object: string): readonly string[];
  /** Who made it: owner references, the nearest first. */
  ownersOf(object: string): readonly string[];
}

type Edges = Map<string, Set<string>>;

/** From what was seen; sources that could not be read leave their edges out. */
export function objectGraph(results: SourceResults): ObjectGraph {
  const seen = <Key extends SourceKey>(key: Key): Observations[Key] | undefined => {
    const look = results[key];
    return look?.ok ? look.value : undefined;
  };
  const causes: Edges = new Map();
  const owners: Edges = new Map();
  const workloads = [
    ...addressed("deployment", seen("deployments")),
    ...addressed("daemonset", seen("daemonSets")),
    ...addressed("statefulset", seen("statefulSets")),
  ];
  const pods = workloadsOf(seen("pods") ?? []);

  const nodes = seen("nodes") ?? [];
  const lost = new Set(nodes.filter((node) => conditionOf(node, "Ready")?.status !== "True").map(nameOf));
  for (const node of nodes) {
    // the kubelet's words: https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet.go (updateRuntimeUp)
    const waitsForNetwork = /network (plugin )?(is )?not ready/i.test(conditionOf(node, "Ready")?.message ?? "");
    if (waitsForNetwork && lost.has(nameOf(node))) connect(causes, subjectOf("node", node), CNI);
  }
  for (const pod of pods) for (const cause of causesOfPod(pod, lost)) connect(causes, ownerOf(pod), cause);
  for (const [from, to] of groundEdges(seen)) connect(causes, from, to);
  for (const [subject, object] of workloads) {
    for (const owner of ownersOfObject(object)) connect(owners, subject, owner);
    const release = helmReleaseOf(object);
    if (release) connect(causes, subject, release);
  }
  const podOwners = new Map(pods.map((pod) => [subjectOf("pod", pod), ownerOf(pod)]));
  for (const { metadata, endpoints } of seen("endpointSlices") ?? []) {
    const service = `service/${metadata?.namespace}/${metadata?.labels?.["kubernetes.io/service-name"]}`;
    for (const { targetRef } of endpoints ?? []) {
      const owner = podOwners.get(`pod/${targetRef?.namespace}/${targetRef?.name}`);
      if (owner !== undefined) connect(causes, service, owner);
    }
    // nothing is left that it led to: charts give the Deployment and its Service one name
    if ((endpoints ?? []).length === 0) connect(causes, service, service.replace("service/", "deployment/"));
  }
  // its status is what the operator last saw: https://rook.io/docs/rook/latest/Helm-Charts/operator-chart/
  for (const [subject, { metadata }] of addressed("cephcluster", seen("cephClusters")))
    connect(causes, subject, `deployment/${metadata?.namespace}/rook-ceph-operator`);
  for (const kustomization of seen("kustomizations") ?? []) {
    const subject = subjectOf("kustomization", kustomization);
    for (const cause of causesOfKustomization(kustomization)) connect(causes, subject, cause);
  }
  for (const release of seen("helmReleaseResources") ?? []) {
    const subject = subjectOf("helmrelease", release);
    for (const cause of causesOfHelmRelease(release, workloads)) connect(causes, subject, cause);
  }
  for (const chart of (seen("helmCharts") ?? []) as FluxObject[]) {
    const { kind = "HelmRepository", name = "" } = chart.spec?.sourceRef ?? {};
    connect(causes, subjectOf("helmchart", chart), `${kind.toLowerCase()}/${chart.metadata?.namespace}/${name}`);
  }
  for (const it of (seen("externalSecrets") ?? []) as ExternalSecret[]) {
    const { kind = "SecretStore", name = "" } = it.spec?.secretStoreRef ?? {};
    const place = kind === "ClusterSecretStore" ? "" : `${it.metadata?.namespace}/`;
    const target = it.spec?.target?.name ?? it.metadata?.name ?? "";
    connect(causes, subjectOf("externalsecret", it), `${kind.toLowerCase()}/${place}${name}`);
    connect(causes, `secret/${it.metadata?.namespace}/${target}`, subjectOf("externalsecret", it));
  }
  for (const [store, host] of connectHosts(seen("clusterSecretStores"), seen("secretStores")))
    connect(causes, store, host);
  for (const [from, to] of heldInDeletion(seen("everything")?.objects)) connect(causes, from, to);
  for (const [from, to] of namedEdges(seen)) connect(causes, from, to);
  const wentWith = uninstalled(seen("cephClusters"), seen("helmReleaseResources") ?? []);
  return {
    objectOf(subject) {
      const [kind, namespace, name] = subject.split("/");
      const isOfPod = kind === "container" || kind === "pod";
      return (isOfPod && podOwners.get(`pod/${namespace}/${name}`)) || subject;
    },
    causesOf: (object) => [...(causes.get(object) ?? []), ...wentWith(object)],
    ownersOf: (object) => [...(owners.get(object) ?? [])],
  };
}

/**
 * The HelmReleases that were uninstalled where a CephCluster is gone: Rook's charts keep it beside the operator.
 * https://github.com/fluxcd/helm-controller/blob/main/api/v2/condition_types.go (UninstallSucceeded)
 */
function uninstalled(
  clusters: readonly CustomResource[] | undefined,
  releases: readonly HelmReleaseResource[],
): (object: string) => string[] {
  const gone = releases.filter((release) => conditionOf(release, "Ready")?.reason === "UninstallSucceeded");
  const held = new Set(clusters?.map((one) => subjectOf("cephcluster", one)));
  return (object) => {
    const [kind, place] = object.split("/");
    if (kind !== "cephcluster" || clusters === undefined || held.has(object)) return [];
    const beside = gone.filter((release) => releaseOf(release).namespace === place);
    return beside.map((release) => subjectOf("helmrelease", release));
  };
}

type ExternalSecret = CustomResource<{
  secretStoreRef?: { kind?: string; name?: string };
  target?: { name?: string };
}>;

/** The name of a Service, which its Deployment shares: https://developer.1password.com/docs/connect/ */
function connectHosts(
  ofCluster: readonly CustomResource[] | undefined,
  ofNamespaces: readonly CustomResource[] | undefined,
): [store: string, host: string][] {
  const stores = [...addressed("clustersecretstore", ofCluster), ...addressed("secretstore", ofNamespaces)];
  return stores.flatMap(([subject, { spec }]: [string, SecretStore]): [string, string][] => {
    const host = /^https?:\/\/([^./]+)\.([^./]+)\.svc\b/.exec(spec?.provider?.onepassword?.connectHost ?? "");
    return host ? [[subject, `deployment/${host[2]}/${host[1]}`]] : [];
  });
}

type SecretStore = CustomResource<{ provider?: { onepassword?: { connectHost?: string } } }>;

function connect(edges: Edges, from: string, to: string): void {
  if (from === to) return;
  const known = edges.get(from);
  if (known) known.add(to);
  else edges.set(from, new Set([to]));
}

const addressed = <Item extends KubernetesObject>(kind: string, list: readonly Item[] | undefined) =>
  (list ?? []).map((object): [subject: string, object: Item] => [subjectOf(kind, object), object]);

/** The agents that write the CNI configuration. */
const CNI = "daemonset/kube-system/cilium";

const nameOf = ({ metadata }: KubernetesObject): string => metadata?.name ?? "";

/** Its node where that is lost; the Secrets and ConfigMaps that the kubelet misses (its words name them); and its claims. */
function causesOfPod({ metadata, spec, status }: Pod, lost: ReadonlySet<string>): string[] {
  const said = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].flatMap(
    ({ state }) => state?.waiting?.message ?? [],
  );
  const missing = said.flatMap((message) => missedBy(message, metadata?.namespace ?? ""));
  const claims = (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  return [
    ...(spec?.nodeName && lost.has(spec.nodeName) ? [`node/${spec.nodeName}`] : []),
    ...missing,
    ...claims.map((name) => `persistentvolumeclaim/${metadata?.namespace}/${name}`),
  ];
}

/** `secret "x" not found`, `couldn't find key password in Secret nessie/x`, and the same of ConfigMaps. */
function missedBy(message: string, namespace: string): string[] {
  const [, kind, name] = /\b(secret|configmap) "([^"]+)" not found/i.exec(message) ?? [];
  const [, ofKey, place] = /find key \S+ in (Secret|ConfigMap) (\S+)/.exec(message) ?? [];
  return [
    ...(kind && name ? [`${kind.toLowerCase()}/${namespace}/${name}`] : []),
    ...(ofKey && place ? [`${ofKey.toLowerCase()}/${place}`] : []),
  ];
}

/** Helm writes it: https://helm.sh/docs/chart_best_practices/labels/ and the ownership check of `helm install`. */
function helmReleaseOf({ metadata }: KubernetesObject): string | undefined {
  const { "meta.helm.sh/release-name": name, "meta.helm.sh/release-namespace": namespace } =
    metadata?.annotations ?? {};
  return name && namespace ? `release/${namespace}/${name}` : undefined;
}

const ownersOfObject = ({ metadata }: KubernetesObject): string[] =>
  (metadata?.ownerReferences ?? []).map(({ apiVersion = "", kind = "", name = "" }) =>
    [kindOf(kind, apiVersion.split("/")[0] ?? ""), metadata?.namespace, name].filter(Boolean).join("/"),
  );

/** As findings name kinds: alone, but for those whose name says too little. */
const kindOf = (kind: string, group: string): string => (kind === "Cluster" ? `cluster.${group}` : kind.toLowerCase());

interface Inventory {
  inventory?: { entries?: { id?: string }[] | null };
}

/**
 * What a Kustomization waits for is another matter than what it is itself refused for.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#conditions
 */
function causesOfKustomization(it: FluxObject): string[] {
  const { reason = "", status } = conditionOf(it, "Ready") ?? {};
  const namespace = it.metadata?.namespace ?? "";
  if (reason === "DependencyNotReady") {
    return (it.spec?.dependsOn ?? []).map((on) => `kustomization/${on.namespace ?? namespace}/${on.name}`);
  }
  // Ready, and yet not what it should have come to: then its source has not served it
  if (status === "True" || reason === "ArtifactFailed" || reason === "SourceNotReady") {
    const { kind = "", name = "", namespace: place = namespace } = it.spec?.sourceRef ?? {};
    return [`${kind.toLowerCase()}/${place}/${name}`];
  }
  if (!/^(HealthCheckFailed|Progressing|ProgressingWithRetry)$/.test(reason)) return [];
  return ((it.status as Inventory | undefined)?.inventory?.entries ?? []).flatMap(({ id = "" }) => subjectOfEntry(id));
}

/** `namespace_name_group_Kind`, with an empty namespace for what has none. */
function subjectOfEntry(id: string): string[] {
  const [namespace, name, group, kind] = id.split("_");
  if (!name || group === undefined || !kind) return [];
  return [[kindOf(kind, group), namespace, name].filter(Boolean).join("/")];
}

function causesOfHelmRelease(
  it: HelmReleaseResource & FluxObject,
  workloads: readonly (readonly [subject: string, object: KubernetesObject])[],
): string[] {
  const { reason = "", message = "" } = conditionOf(it, "Ready") ?? {};
  const { name = "", namespace = "" } = it.metadata ?? {};
  const managed = releaseOf(it);
  const release = `release/${managed.namespace}/${managed.name}`;
  // what it took away itself is gone because of it
  if (reason.startsWith("Uninstall")) return [];
  if (reason === "DependencyNotReady") {
    return (it.spec?.dependsOn ?? []).map((on) => `helmrelease/${on.namespace ?? namespace}/${on.name}`);
  }
  if (/^(SourceNotReady|ArtifactFailed|HelmChartNotReady)$/.test(reason)) {
    const { helmChart } = (it.status ?? {}) as { helmChart?: string };
    return helmChart === undefined ? [] : [`helmchart/${helmChart}`];
  }
  const waited = /timeout|timed out|context deadline exceeded|not ready|Progressing/i.test(`${reason} ${message}`);
  const parts = workloads.flatMap(([subject, { metadata }]) => {
    const labels = metadata?.labels ?? {};
    const isOf =
      labels["helm.toolkit.fluxcd.io/name"] === name && labels["helm.toolkit.fluxcd.io/namespace"] === namespace;
    return isOf ? [subject] : [];
  });
  return [release, ...(waited ? parts : [])];
}

import type { Profile } from "../../../clusters/profile.ts";
import { conditionOf } from "../../../observations/conditions.ts";
import { subjectOf } from "../../../observations/kubernetes.ts";
import type { FluxObject } from "../../../criteria/derive/flux.ts";
import { releaseOf, type HelmReleaseResource } from "../../../criteria/derive/ownership.ts";
import type { Observations } from "../../../observations/observations.ts";
import { addressed, fluxNamespace, type Seen, type World } from "./edge.ts";
import { inventoryOf } from "./flux.ts";
import { targetOf, uninstalledIn, type ExternalSecret } from "./platform.ts";

/** Why something that should be there is not. */
export interface Bringers {
  /** What it would be a part of: its kind, Flux, the bootstrap up to it; none for what is there. */
  partsOf(object: string): readonly string[];
  /**
   * Besides that, for what the profile names: whoever of Flux never came to bring anything. Nobody knows who would have
   * brought it; what is in somebody's inventory, or of a release of the bootstrap, is that one's alone.
   */
  bringersOf(object: string): readonly string[];
}

export function bringersIn(world: World): Bringers {
  const { seen, profile } = world;
  const there = new Set([
    ...Object.entries(LISTS).flatMap(([kind, list]) => addressed(kind, listOf(seen, list)).map(([it]) => it)),
    ...(seen.helmReleases ?? []).map(({ namespace, name }) => `release/${namespace}/${name}`),
    ...(seen.externalSecrets ?? []).map((it) => targetOf(it as ExternalSecret)),
  ]);
  const ofFlux = partsOfFlux(profile);
  const partsOf = (object: string): readonly string[] => {
    if (there.has(object)) return [];
    const [kind = ""] = object.split("/");
    if (kind === "release") return releasesBefore(object, world, there);
    if (object === "resource/nodes") return (profile?.nodes ?? []).map(({ name }) => `node/${name}`);
    if (kind === "resource") return [object.replace("resource/", "customresourcedefinition/")];
    if (kind === "service") return [object.replace("service/", "deployment/")];
    const list = LISTS[kind];
    const crd = CRDS[kind];
    const isUnread = list !== undefined && seen[list] === undefined;
    // a list that was not read says nothing of who is missing, unless its kind is not served
    const parts = isUnread && crd === undefined ? [] : (ofFlux.get(object) ?? []);
    return [...(crd === undefined ? [] : [`customresourcedefinition/${crd}`]), ...parts];
  };
  const byFlux = broughtByFlux(world, there);
  const ofBootstrap = broughtByBootstrap(world);
  return {
    partsOf,
    bringersOf(object) {
      const [kind = "", ...place] = object.split("/");
      const list = LISTS[kind];
      const isKnown = kind === "secret" || kind === "resource" || (list !== undefined && seen[list] !== undefined);
      if (there.has(object) || ofFlux.has(object) || ofBootstrap.has(object) || !isKnown || kind === "node")
        return partsOf(object);
      return [...partsOf(object), ...byFlux(object, place.length > 1 ? place[0] : undefined)];
    },
  };
}

/** What the bootstrap's releases hold: by the profile, and as they say it of themselves. */
const broughtByBootstrap = ({ seen, profile }: World): ReadonlySet<string> =>
  new Set([
    ...(profile?.releases ?? []).flatMap(({ workloads, namespace: own }) =>
      workloads.map(({ kind, namespace = own, name }) => `${kind.toLowerCase()}/${namespace}/${name}`),
    ),
    ...(seen.helmReleases ?? []).flatMap(({ details }) => details?.manifest ?? []),
  ]);

/** What Flux itself is made of: it comes before all that Flux brings. */
function partsOfFlux(profile: Profile | undefined): ReadonlyMap<string, readonly string[]> {
  const { flux } = profile ?? {};
  if (!profile || !flux) return new Map();
  const { namespace, instance, controllers, source, kustomization } = flux;
  const releases = profile.releases
    .filter((it) => it.namespace === namespace)
    .map(({ name }) => `release/${namespace}/${name}`);
  const made = instance === undefined ? releases : [`fluxinstance/${namespace}/${instance}`];
  return new Map<string, readonly string[]>([
    [`fluxinstance/${namespace}/${instance}`, releases],
    ...controllers.map((name) => [`deployment/${namespace}/${name}`, made] as const),
    [`gitrepository/${namespace}/${source.name}`, made],
    [`kustomization/${namespace}/${kustomization.name}`, made],
    ...(source.secret === undefined ? [] : [[`secret/${namespace}/${source.secret}`, []] as const]),
  ]);
}

/**
 * What nobody holds, whoever has not come to apply or to install anything yet would bring. What somebody holds was there:
 * that it is gone is not for want of that one.
 */
function broughtByFlux({ seen, profile }: World, there: ReadonlySet<string>) {
  const kustomizations = addressed<FluxObject>("kustomization", seen.kustomizations);
  const held = new Set(kustomizations.flatMap(([, object]) => inventoryOf(object)));
  const never = kustomizations.flatMap(([it, object]) => (hasNeverApplied(object) ? [it] : []));
  const root = profile?.flux && `kustomization/${fluxNamespace(profile)}/${profile.flux.kustomization.name}`;
  const missing = root === undefined || there.has(root) ? [] : [root];
  return (object: string, namespace: string | undefined): readonly string[] => {
    if (held.has(object)) return [];
    // what has no namespace any chart may bring
    const releases = [...uninstalledIn(seen, namespace), ...neverInstalledIn(seen, namespace)];
    return [...never, ...missing, ...releases];
  };
}

/**
 * A bootstrap installs its releases one after the other, and stops at the first that fails; without any node it comes to
 * none.
 */
function releasesBefore(release: string, { seen, profile }: World, there: ReadonlySet<string>): string[] {
  if (!profile) return [];
  const all = profile.releases.map(({ namespace, name, phase }) => ({ it: `release/${namespace}/${name}`, phase }));
  const at = all.findIndex(({ it }) => it === release);
  const own = all[at]?.phase;
  const before = all
    .slice(0, Math.max(at, 0))
    .filter(({ it, phase }) => !there.has(it) && (own === undefined || phase !== own));
  const nodes = seen.nodes?.length === 0 ? profile.nodes.map(({ name }) => `node/${name}`) : [];
  return [...before.slice(-1).map(({ it }) => it), ...nodes];
}

/** https://fluxcd.io/flux/components/kustomize/kustomizations/#inventory */
const hasNeverApplied = (it: FluxObject): boolean =>
  !it.status?.lastAppliedRevision && inventoryOf(it).length === 0 && conditionOf(it, "Ready")?.status !== "True";

/** HelmReleases that never came to install anything into this namespace, or into any. */
const neverInstalledIn = (seen: Seen, namespace: string | undefined): string[] =>
  ((seen.helmReleaseResources ?? []) as (HelmReleaseResource & FluxObject)[])
    .filter((it) => (it.status?.history ?? []).length === 0 && conditionOf(it, "Ready")?.status !== "True")
    .filter((it) => namespace === undefined || releaseOf(it).namespace === namespace)
    .map((it) => subjectOf("helmrelease", it));

const listOf = (seen: Seen, key: keyof Observations): object[] | undefined => seen[key] as object[] | undefined;

/** Kinds of which the whole list is read, by the names that findings give them. */
const LISTS: Readonly<Record<string, keyof Observations>> = {
  node: "nodes",
  service: "services",
  deployment: "deployments",
  daemonset: "daemonSets",
  statefulset: "statefulSets",
  storageclass: "storageClasses",
  persistentvolumeclaim: "persistentVolumeClaims",
  fluxinstance: "fluxInstances",
  gitrepository: "gitRepositories",
  kustomization: "kustomizations",
  clustersecretstore: "clusterSecretStores",
  secretstore: "secretStores",
  externalsecret: "externalSecrets",
  cephcluster: "cephClusters",
  "cluster.postgresql.cnpg.io": "postgresClusters",
  vmsingle: "vmSingles",
  vmcluster: "vmClusters",
  vmagent: "vmAgents",
  vmalert: "vmAlerts",
  vmalertmanager: "vmAlertmanagers",
  prometheus: "prometheuses",
  alertmanager: "alertmanagers",
  certificate: "certificates",
  issuer: "issuers",
  clusterissuer: "clusterIssuers",
  gateway: "gateways",
  gatewayclass: "gatewayClasses",
  httproute: "httpRoutes",
  ciliumloadbalancerippool: "ciliumLoadBalancerIPPools",
};

/** What defines them, where no API server does by itself. */
const CRDS: Readonly<Record<string, string | undefined>> = {
  fluxinstance: "fluxinstances.fluxcd.controlplane.io",
  gitrepository: "gitrepositories.source.toolkit.fluxcd.io",
  kustomization: "kustomizations.kustomize.toolkit.fluxcd.io",
  clustersecretstore: "clustersecretstores.external-secrets.io",
  secretstore: "secretstores.external-secrets.io",
  externalsecret: "externalsecrets.external-secrets.io",
  cephcluster: "cephclusters.ceph.rook.io",
  "cluster.postgresql.cnpg.io": "clusters.postgresql.cnpg.io",
  vmsingle: "vmsingles.operator.victoriametrics.com",
  vmcluster: "vmclusters.operator.victoriametrics.com",
  vmagent: "vmagents.operator.victoriametrics.com",
  vmalert: "vmalerts.operator.victoriametrics.com",
  vmalertmanager: "vmalertmanagers.operator.victoriametrics.com",
  prometheus: "prometheuses.monitoring.coreos.com",
  alertmanager: "alertmanagers.monitoring.coreos.com",
  certificate: "certificates.cert-manager.io",
  issuer: "issuers.cert-manager.io",
  clusterissuer: "clusterissuers.cert-manager.io",
  gateway: "gateways.gateway.networking.k8s.io",
  gatewayclass: "gatewayclasses.gateway.networking.k8s.io",
  httproute: "httproutes.gateway.networking.k8s.io",
  ciliumloadbalancerippool: "ciliumloadbalancerippools.cilium.io",
};

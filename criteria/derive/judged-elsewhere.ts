import type { Profile } from "../../clusters/profile.ts";
import { kindOf } from "../../observations/by-nature.ts";
import type { ServedObject } from "../../observations/everything.ts";

/**
 * Whether a check of its own judges how an object is, by this profile: what that check passes is well, and what it
 * fails has not to be told a second time. The table follows what those checks read.
 */
export function judgedElsewhere(profile: Profile): (object: ServedObject) => boolean {
  const judged = new Map(tableOf(profile));
  return (object) => {
    const which = judged.get(kindOf(object));
    if (which === undefined) return false;
    const { namespace, name = "" } = object.metadata;
    return which === "all" || which.some((it) => it.name === name && (it.namespace ?? namespace) === namespace);
  };
}

type Which = "all" | readonly { namespace?: string | undefined; name: string }[];

function tableOf(profile: Profile): [kind: string, which: Which][] {
  const { flux, secrets, platform, cilium, crds } = profile;
  const when = (applies: unknown, ...kinds: string[]): [string, Which][] =>
    applies ? kinds.map((kind) => [kind, "all"]) : [];
  const claims = platform.storage ?? platform.ceph ?? (platform.databases.length > 0 || undefined);
  return [
    ...when(true, "Node", "Pod", "APIService.apiregistration.k8s.io"),
    ...when(claims, "PersistentVolumeClaim"),
    ...when(
      cilium,
      ...["CiliumEndpoint", "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"].map((kind) => `${kind}.cilium.io`),
    ),
    ...when(cilium?.bgp, "CiliumBGPClusterConfig.cilium.io"),
    ...when(cilium?.loadBalancerPools, "CiliumLoadBalancerIPPool.cilium.io", "Service"),
    ...when(flux, ...FLUX),
    ...when(secrets?.externalSecrets, "ExternalSecret.external-secrets.io"),
    ...when(platform.certificates, "Certificate.cert-manager.io"),
    ...when(platform.gateways, "Gateway.gateway.networking.k8s.io"),
    ...when(platform.gateways?.routes, "HTTPRoute.gateway.networking.k8s.io"),
    [
      "CustomResourceDefinition.apiextensions.k8s.io",
      crds.required.map((it) => (typeof it === "string" ? { name: it } : it)),
    ],
    ["FluxInstance.fluxcd.controlplane.io", flux?.instance ? [{ namespace: flux.namespace, name: flux.instance }] : []],
    ...["ClusterSecretStore", "SecretStore"].map((kind): [string, Which] => [
      `${kind}.external-secrets.io`,
      (secrets?.stores ?? []).filter((it) => it.kind === kind),
    ]),
    ...["ClusterIssuer", "Issuer"].map((kind): [string, Which] => [
      `${kind}.cert-manager.io`,
      (platform.certificates?.issuers ?? []).filter((it) => it.kind === kind),
    ]),
    ["CephCluster.ceph.rook.io", platform.ceph ? [platform.ceph] : []],
    ["Cluster.postgresql.cnpg.io", platform.databases],
    ...monitored(profile),
    ...["Deployment", "DaemonSet", "StatefulSet"].map((kind): [string, Which] => [
      `${kind}.apps`,
      workloadsOf(profile).filter((it) => it.kind === kind),
    ]),
  ];
}

const FLUX = [
  ...["Kustomization.kustomize.toolkit.fluxcd.io", "HelmRelease.helm.toolkit.fluxcd.io"],
  ...["GitRepository", "OCIRepository", "HelmRepository", "HelmChart", "Bucket"].map(
    (kind) => `${kind}.source.toolkit.fluxcd.io`,
  ),
];

function monitored({ platform }: Profile): [string, Which][] {
  const resources = platform.monitoring?.resources ?? [];
  return [...new Set(resources.map(({ kind }) => kind))].map((kind) => [
    `${kind}.${kind.startsWith("VM") ? "operator.victoriametrics.com" : "monitoring.coreos.com"}`,
    resources.filter((it) => it.kind === kind),
  ]);
}

function workloadsOf({
  releases,
  flux,
  secrets,
  platform,
}: Profile): { kind: string; namespace: string; name: string }[] {
  const { connect } = secrets ?? {};
  return [
    ...releases.flatMap(({ namespace, workloads }) => workloads.map((it) => ({ namespace, ...it }))),
    ...(flux?.controllers ?? []).map((name) => ({ kind: "Deployment", namespace: flux?.namespace ?? "", name })),
    ...(connect ? [{ kind: "Deployment", namespace: connect.namespace, name: connect.deployment }] : []),
    ...(platform.storage?.provisioners ?? []),
    ...(platform.monitoring?.workloads ?? []),
    ...(platform.logging?.workloads ?? []),
    ...platform.services,
  ];
}

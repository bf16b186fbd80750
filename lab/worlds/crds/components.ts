import type { Profile } from "../../../clusters/profile.ts";

/** CRDs of the kinds that the profile counts objects of. */
export const dependents = ({ crds }: Profile): string[] =>
  crds.dependents.map(({ group, resource }) => `${resource}.${group}`);

/** CRDs that come with what the profile has. */
export function byComponents({ cilium, flux, secrets, platform, releases }: Profile): string[] {
  const has = (release: string) => releases.some(({ name }) => name === release);
  return [
    ...(cilium ? CILIUM : []),
    ...(has("cert-manager") || platform.certificates ? CERT_MANAGER : []),
    ...(has("external-secrets") || secrets ? EXTERNAL_SECRETS : []),
    ...(has("flux-operator") || flux?.instance ? FLUX_OPERATOR : []),
    ...(flux ? FLUX : []),
    ...(platform.gateways || cilium ? GATEWAY : []),
    ...(platform.ceph ? ["cephclusters.ceph.rook.io", "cephblockpools.ceph.rook.io"] : []),
    ...(platform.databases.length > 0 ? ["clusters.postgresql.cnpg.io"] : []),
    ...(platform.monitoring ? VICTORIA_METRICS : []),
    ...(platform.monitoring?.resources.some(({ kind }) => kind === "Prometheus" || kind === "Alertmanager")
      ? ["prometheuses.monitoring.coreos.com", "alertmanagers.monitoring.coreos.com"]
      : []),
  ];
}

const CILIUM = [
  "ciliumnodes",
  "ciliumendpoints",
  "ciliumidentities",
  "ciliumnetworkpolicies",
  "ciliumclusterwidenetworkpolicies",
  "ciliumloadbalancerippools",
  "ciliumbgpclusterconfigs",
  "ciliumbgppeerconfigs",
  "ciliumbgpnodeconfigs",
  "ciliumbgpadvertisements",
  "ciliumcidrgroups",
  "ciliumenvoyconfigs",
  "ciliumclusterwideenvoyconfigs",
  "ciliuml2announcementpolicies",
].map((plural) => `${plural}.cilium.io`);

const CERT_MANAGER = [
  ...["certificaterequests", "certificates", "clusterissuers", "issuers"].map((plural) => `${plural}.cert-manager.io`),
  ...["challenges", "orders"].map((plural) => `${plural}.acme.cert-manager.io`),
];

const EXTERNAL_SECRETS = [
  "clusterexternalsecrets",
  "clustersecretstores",
  "externalsecrets",
  "pushsecrets",
  "secretstores",
].map((plural) => `${plural}.external-secrets.io`);

const FLUX_OPERATOR = ["fluxinstances", "fluxreports", "resourcesets", "resourcesetinputproviders"].map(
  (plural) => `${plural}.fluxcd.controlplane.io`,
);

const FLUX = [
  ...["buckets", "externalartifacts", "gitrepositories", "helmcharts", "helmrepositories", "ocirepositories"].map(
    (plural) => `${plural}.source.toolkit.fluxcd.io`,
  ),
  "kustomizations.kustomize.toolkit.fluxcd.io",
  "helmreleases.helm.toolkit.fluxcd.io",
  ...["alerts", "providers", "receivers"].map((plural) => `${plural}.notification.toolkit.fluxcd.io`),
];

const GATEWAY = ["gatewayclasses", "gateways", "grpcroutes", "httproutes", "referencegrants"].map(
  (plural) => `${plural}.gateway.networking.k8s.io`,
);

const VICTORIA_METRICS = ["vmsingles", "vmclusters", "vmagents", "vmalerts", "vmalertmanagers", "vmrules"].map(
  (plural) => `${plural}.operator.victoriametrics.com`,
);

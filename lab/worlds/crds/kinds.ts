/** A kind that a CRD brings: what the rest of the world needs to know of it. */
export interface Kind {
  plural: string;
  group: string;
  kind: string;
  version: string;
  scope: "Namespaced" | "Cluster";
}

/** What is known of a CRD by its name. */
export function kindOf(name: string, version?: string): Kind {
  const dot = name.indexOf(".");
  const [plural, group] = [name.slice(0, dot), name.slice(dot + 1)];
  const scope = CLUSTER_SCOPED.has(name) ? "Cluster" : "Namespaced";
  return { plural, group, kind: KINDS[plural] ?? kindFrom(plural), version: version ?? versionOf(name, group), scope };
}

const CLUSTER_SCOPED = new Set([
  ...["ciliumnodes", "ciliumidentities", "ciliumclusterwidenetworkpolicies", "ciliumloadbalancerippools"].map(
    (it) => `${it}.cilium.io`,
  ),
  ...["ciliumbgpclusterconfigs", "ciliumbgppeerconfigs", "ciliumbgpnodeconfigs", "ciliumbgpadvertisements"].map(
    (it) => `${it}.cilium.io`,
  ),
  ...["ciliumcidrgroups", "ciliumclusterwideenvoyconfigs", "ciliuml2announcementpolicies"].map(
    (it) => `${it}.cilium.io`,
  ),
  "clusterissuers.cert-manager.io",
  "clusterexternalsecrets.external-secrets.io",
  "clustersecretstores.external-secrets.io",
  "clustergenerators.generators.external-secrets.io",
  "gatewayclasses.gateway.networking.k8s.io",
]);

function versionOf(name: string, group: string): string {
  if (name.startsWith("alerts.notification") || name.startsWith("providers.notification")) return "v1beta3";
  if (name.startsWith("helmreleases.")) return "v2";
  if (name.startsWith("ciliuml2")) return "v2alpha1";
  if (group === "cilium.io") return "v2";
  if (
    group === "generators.external-secrets.io" ||
    name.startsWith("pushsecrets.") ||
    name.startsWith("alertmanagerconfigs.monitoring.coreos.com") ||
    name.startsWith("scrapeconfigs.") ||
    name.startsWith("prometheusagents.")
  )
    return "v1alpha1";
  if (group === "operator.victoriametrics.com" || name.startsWith("referencegrants.")) return "v1beta1";
  return "v1";
}

/** Kinds whose plural does not tell where their words begin. */
const KINDS: Record<string, string> = {
  acraccesstokens: "ACRAccessToken",
  alertmanagerconfigs: "AlertmanagerConfig",
  cephblockpools: "CephBlockPool",
  cephclusters: "CephCluster",
  certificaterequests: "CertificateRequest",
  ciliumbgpadvertisements: "CiliumBGPAdvertisement",
  ciliumbgpclusterconfigs: "CiliumBGPClusterConfig",
  ciliumbgpnodeconfigs: "CiliumBGPNodeConfig",
  ciliumbgppeerconfigs: "CiliumBGPPeerConfig",
  ciliumcidrgroups: "CiliumCIDRGroup",
  ciliumclusterwideenvoyconfigs: "CiliumClusterwideEnvoyConfig",
  ciliumclusterwidenetworkpolicies: "CiliumClusterwideNetworkPolicy",
  ciliumendpoints: "CiliumEndpoint",
  ciliumenvoyconfigs: "CiliumEnvoyConfig",
  ciliumidentities: "CiliumIdentity",
  ciliuml2announcementpolicies: "CiliumL2AnnouncementPolicy",
  ciliumloadbalancerippools: "CiliumLoadBalancerIPPool",
  ciliumnetworkpolicies: "CiliumNetworkPolicy",
  ciliumnodes: "CiliumNode",
  clusterexternalsecrets: "ClusterExternalSecret",
  clustergenerators: "ClusterGenerator",
  clusterissuers: "ClusterIssuer",
  clustersecretstores: "ClusterSecretStore",
  ecrauthorizationtokens: "ECRAuthorizationToken",
  externalartifacts: "ExternalArtifact",
  externalsecrets: "ExternalSecret",
  fluxinstances: "FluxInstance",
  fluxreports: "FluxReport",
  gatewayclasses: "GatewayClass",
  gcraccesstokens: "GCRAccessToken",
  githubaccesstokens: "GithubAccessToken",
  gitrepositories: "GitRepository",
  grpcroutes: "GRPCRoute",
  helmcharts: "HelmChart",
  helmreleases: "HelmRelease",
  helmrepositories: "HelmRepository",
  httproutes: "HTTPRoute",
  ocirepositories: "OCIRepository",
  podmonitors: "PodMonitor",
  prometheusagents: "PrometheusAgent",
  prometheuses: "Prometheus",
  prometheusrules: "PrometheusRule",
  pushsecrets: "PushSecret",
  quayaccesstokens: "QuayAccessToken",
  referencegrants: "ReferenceGrant",
  resourcesetinputproviders: "ResourceSetInputProvider",
  resourcesets: "ResourceSet",
  scrapeconfigs: "ScrapeConfig",
  secretstores: "SecretStore",
  servicemonitors: "ServiceMonitor",
  stssessiontokens: "STSSessionToken",
  thanosrulers: "ThanosRuler",
  uuids: "UUID",
  vaultdynamicsecrets: "VaultDynamicSecret",
  vmagents: "VMAgent",
  vmalertmanagers: "VMAlertmanager",
  vmalerts: "VMAlert",
  vmclusters: "VMCluster",
  vmrules: "VMRule",
  vmsingles: "VMSingle",
};

function kindFrom(plural: string): string {
  const singular = plural
    .replace(/ies$/, "y")
    .replace(/(ss|x|ch)es$/, "$1")
    .replace(/([^s])s$/, "$1");
  return singular.slice(0, 1).toUpperCase() + singular.slice(1);
}

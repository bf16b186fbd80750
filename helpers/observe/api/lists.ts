import type { KubeLists } from "../../../observations/lists.ts";
import type { ListOptions, ResourceRef } from "../../kube/api.ts";

export type ListKey = keyof KubeLists;

export interface ListSource extends ResourceRef, ListOptions {
  /** Keeps the names of the field managers, which show who writes a workload. */
  managers?: true;
  /** Keeps only these fields of the spec, where values, patches or templates of the kind may hold secrets. */
  spec?: readonly string[];
  /** Of the whole object nothing but these, and what it is known by. */
  fields?: readonly string[];
}

/** These kinds have free configuration in their specs; checks read only these fields of it. */
const OPERATED = { spec: ["replicas", "replicaCount", "paused", "version", "image.tag"] } as const;
/** A provider may hold its secrets itself (fake), or headers with them (webhook). */
const STORE = { spec: ["provider.onepassword.connectHost"] } as const;
const RECONCILED = ["suspend", "interval", "timeout", "retryInterval", "targetNamespace", "dependsOn"] as const;

/** The request itself, and what else names the requester, is of no use to checks. */
const CERTIFICATE_REQUEST = ["signerName", "username", "usages", "expirationSeconds"] as const;
/**
 * What a policy allows may be confidential: checks read which pods and ports it means. Of addresses, names outside the
 * cluster and the like it is kept that they are there; what it looks for in requests is not.
 */
const CILIUM_POLICY = {
  spec: [
    ...["endpointSelector", "enableDefaultDeny"],
    ...["ingress", "ingressDeny", "egress", "egressDeny"].flatMap((rules) => [
      ...["fromEndpoints", "fromEntities", "toEndpoints", "toEntities", "toPorts.ports"].map((it) => `${rules}.${it}`),
      ...["fromCIDR", "fromCIDRSet", "fromNodes", "fromGroups", "fromRequires"].map((it) => `${rules}.${it}.*`),
      ...["toCIDR", "toCIDRSet", "toNodes", "toGroups", "toRequires", "toFQDNs"].map((it) => `${rules}.${it}.*`),
      ...["toServices", "icmps"].map((it) => `${rules}.${it}.*`),
    ]),
  ],
};
const NETWORK_POLICY = {
  spec: [
    ...["podSelector", "policyTypes", "ingress.ports", "egress.ports"],
    ...["ingress.from", "egress.to"].flatMap((peers) =>
      ["podSelector", "namespaceSelector", "ipBlock.*"].map((it) => `${peers}.${it}`),
    ),
  ],
};

const core = (resource: string): ListSource => ({ group: "", resource });
const of = (group: string, resource: string): ListSource => ({ group, resource });

/** The resource of each list. Without a version the one that the server prefers is read. */
export const LISTS: Record<ListKey, ListSource> = {
  nodes: core("nodes"),
  nodeLeases: { group: "coordination.k8s.io", resource: "leases", namespace: "kube-node-lease" },
  systemLeases: { group: "coordination.k8s.io", resource: "leases", namespace: "kube-system" },
  certificateSigningRequests: { ...of("certificates.k8s.io", "certificatesigningrequests"), spec: CERTIFICATE_REQUEST },
  apiServices: { ...of("apiregistration.k8s.io", "apiservices"), spec: ["group", "version", "service"] },
  podDisruptionBudgets: of("policy", "poddisruptionbudgets"),
  namespaces: core("namespaces"),
  pods: core("pods"),
  deployments: { ...of("apps", "deployments"), managers: true },
  daemonSets: { ...of("apps", "daemonsets"), managers: true },
  statefulSets: { ...of("apps", "statefulsets"), managers: true },
  jobs: of("batch", "jobs"),
  services: core("services"),
  endpointSlices: of("discovery.k8s.io", "endpointslices"),
  networkPolicies: { ...of("networking.k8s.io", "networkpolicies"), ...NETWORK_POLICY },
  persistentVolumeClaims: core("persistentvolumeclaims"),
  storageClasses: of("storage.k8s.io", "storageclasses"),
  validatingWebhooks: of("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
  mutatingWebhooks: of("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
  customResourceDefinitions: of("apiextensions.k8s.io", "customresourcedefinitions"),
  events: { ...core("events"), fieldSelector: "reason=Pulled" },
  warnings: {
    ...core("events"),
    fieldSelector: "type=Warning",
    fields: [
      ...["involvedObject", "reason", "message", "count", "series", "type", "source"],
      ...["firstTimestamp", "lastTimestamp", "eventTime"],
    ],
  },
  helmSecrets: { ...core("secrets"), labelSelector: "owner=helm", metadataOnly: true },
  ciliumNodes: of("cilium.io", "ciliumnodes"),
  ciliumEndpoints: of("cilium.io", "ciliumendpoints"),
  ciliumLoadBalancerIPPools: of("cilium.io", "ciliumloadbalancerippools"),
  ciliumBGPClusterConfigs: of("cilium.io", "ciliumbgpclusterconfigs"),
  ciliumBGPNodeConfigs: of("cilium.io", "ciliumbgpnodeconfigs"),
  ciliumBGPPeerConfigs: { ...of("cilium.io", "ciliumbgppeerconfigs"), spec: ["families"] },
  ciliumBGPAdvertisements: { ...of("cilium.io", "ciliumbgpadvertisements"), spec: ["advertisements"] },
  ciliumL2AnnouncementPolicies: of("cilium.io", "ciliuml2announcementpolicies"),
  ciliumNetworkPolicies: { ...of("cilium.io", "ciliumnetworkpolicies"), ...CILIUM_POLICY },
  ciliumClusterwideNetworkPolicies: { ...of("cilium.io", "ciliumclusterwidenetworkpolicies"), ...CILIUM_POLICY },
  fluxInstances: {
    ...of("fluxcd.controlplane.io", "fluxinstances"),
    spec: ["distribution", "components", "sync", "wait"],
  },
  gitRepositories: of("source.toolkit.fluxcd.io", "gitrepositories"),
  ociRepositories: of("source.toolkit.fluxcd.io", "ocirepositories"),
  helmRepositories: of("source.toolkit.fluxcd.io", "helmrepositories"),
  helmCharts: of("source.toolkit.fluxcd.io", "helmcharts"),
  buckets: of("source.toolkit.fluxcd.io", "buckets"),
  kustomizations: {
    ...of("kustomize.toolkit.fluxcd.io", "kustomizations"),
    spec: [
      ...[...RECONCILED, "path", "sourceRef", "prune", "wait", "force", "healthChecks", "healthCheckExprs"],
      // whether it applies to another cluster
      "kubeConfig.*",
    ],
  },
  helmReleaseResources: {
    ...of("helm.toolkit.fluxcd.io", "helmreleases"),
    spec: [...RECONCILED, "releaseName", "storageNamespace", "chart", "chartRef", "driftDetection.mode"],
  },
  clusterSecretStores: { ...of("external-secrets.io", "clustersecretstores"), ...STORE },
  secretStores: { ...of("external-secrets.io", "secretstores"), ...STORE },
  externalSecrets: {
    ...of("external-secrets.io", "externalsecrets"),
    spec: [
      ...["refreshInterval", "refreshPolicy", "secretStoreRef", "target.name", "target.creationPolicy"],
      // which keys its Secret has, and where it makes something else than a Secret
      ...["data.secretKey", "target.manifest", "target.template.mergePolicy"],
      ...["target.template.data.*", "target.template.templateFrom.*"],
    ],
  },
  cephClusters: { ...of("ceph.rook.io", "cephclusters"), spec: ["cephVersion", "healthCheck"] },
  postgresClusters: { ...of("postgresql.cnpg.io", "clusters"), spec: ["instances", "imageName"] },
  vmSingles: { ...of("operator.victoriametrics.com", "vmsingles"), ...OPERATED },
  vmClusters: { ...of("operator.victoriametrics.com", "vmclusters"), ...OPERATED },
  vmAgents: { ...of("operator.victoriametrics.com", "vmagents"), ...OPERATED },
  vmAlerts: { ...of("operator.victoriametrics.com", "vmalerts"), ...OPERATED },
  vmAlertmanagers: { ...of("operator.victoriametrics.com", "vmalertmanagers"), ...OPERATED },
  prometheuses: { ...of("monitoring.coreos.com", "prometheuses"), ...OPERATED },
  alertmanagers: { ...of("monitoring.coreos.com", "alertmanagers"), ...OPERATED },
  certificates: {
    ...of("cert-manager.io", "certificates"),
    spec: ["secretName", "issuerRef", "dnsNames", "duration", "renewBefore"],
  },
  issuers: { ...of("cert-manager.io", "issuers"), spec: ["acme.server"] },
  clusterIssuers: { ...of("cert-manager.io", "clusterissuers"), spec: ["acme.server"] },
  gateways: of("gateway.networking.k8s.io", "gateways"),
  gatewayClasses: of("gateway.networking.k8s.io", "gatewayclasses"),
  // a filter may set an Authorization header
  httpRoutes: { ...of("gateway.networking.k8s.io", "httproutes"), spec: ["parentRefs", "hostnames"] },
};

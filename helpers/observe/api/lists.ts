import type { KubeLists } from "../../../observations/lists.ts";
import type { ListOptions, ResourceRef } from "../../kube/api.ts";

export type ListKey = keyof KubeLists;

export interface ListSource extends ResourceRef, ListOptions {
  /** Keeps the field managers, without what they manage: who writes a workload is evidence. */
  managers?: true;
  /** Of the spec nothing but these fields, because values, patches or templates of its kind may hold secrets. */
  spec?: readonly string[];
}

/** The controllers of these kinds take free configuration in their specs, of which rows read nothing but this. */
const OPERATED = { spec: ["replicas", "replicaCount", "paused", "version", "image.tag"] } as const;
/** A provider may hold its secrets itself (fake), or headers with them (webhook). */
const STORE = { spec: ["provider.onepassword.connectHost"] } as const;
const RECONCILED = ["suspend", "interval", "timeout", "retryInterval", "targetNamespace", "dependsOn"] as const;

const core = (resource: string): ListSource => ({ group: "", resource });
const of = (group: string, resource: string): ListSource => ({ group, resource });

/** Where each list comes from. A resource whose version is not given is read in the version the server prefers. */
export const LISTS: Record<ListKey, ListSource> = {
  nodes: core("nodes"),
  nodeLeases: { group: "coordination.k8s.io", resource: "leases", namespace: "kube-node-lease" },
  namespaces: core("namespaces"),
  pods: core("pods"),
  deployments: { ...of("apps", "deployments"), managers: true },
  daemonSets: { ...of("apps", "daemonsets"), managers: true },
  statefulSets: { ...of("apps", "statefulsets"), managers: true },
  jobs: of("batch", "jobs"),
  services: core("services"),
  endpointSlices: of("discovery.k8s.io", "endpointslices"),
  persistentVolumeClaims: core("persistentvolumeclaims"),
  storageClasses: of("storage.k8s.io", "storageclasses"),
  validatingWebhooks: of("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
  mutatingWebhooks: of("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
  customResourceDefinitions: of("apiextensions.k8s.io", "customresourcedefinitions"),
  events: { ...core("events"), fieldSelector: "reason=Pulled" },
  helmSecrets: { ...core("secrets"), labelSelector: "owner=helm", metadataOnly: true },
  ciliumNodes: of("cilium.io", "ciliumnodes"),
  ciliumEndpoints: of("cilium.io", "ciliumendpoints"),
  ciliumLoadBalancerIPPools: of("cilium.io", "ciliumloadbalancerippools"),
  ciliumBGPClusterConfigs: of("cilium.io", "ciliumbgpclusterconfigs"),
  ciliumBGPNodeConfigs: of("cilium.io", "ciliumbgpnodeconfigs"),
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
    spec: [...RECONCILED, "path", "sourceRef", "prune", "wait", "force", "healthChecks", "healthCheckExprs"],
  },
  helmReleaseResources: {
    ...of("helm.toolkit.fluxcd.io", "helmreleases"),
    spec: [...RECONCILED, "releaseName", "storageNamespace", "chart", "chartRef", "driftDetection.mode"],
  },
  clusterSecretStores: { ...of("external-secrets.io", "clustersecretstores"), ...STORE },
  secretStores: { ...of("external-secrets.io", "secretstores"), ...STORE },
  externalSecrets: {
    ...of("external-secrets.io", "externalsecrets"),
    spec: ["refreshInterval", "refreshPolicy", "secretStoreRef", "target.name", "target.creationPolicy"],
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

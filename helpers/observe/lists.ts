import type { KubeLists } from "../../criteria/observations.ts";
import type { ListOptions, ResourceRef } from "../api.ts";

export type ListKey = keyof KubeLists;

export interface ListSource extends ResourceRef, ListOptions {
  /** Keeps the field managers, without what they manage: who writes a workload is evidence. */
  managers?: true;
}

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
  fluxInstances: of("fluxcd.controlplane.io", "fluxinstances"),
  gitRepositories: of("source.toolkit.fluxcd.io", "gitrepositories"),
  ociRepositories: of("source.toolkit.fluxcd.io", "ocirepositories"),
  helmRepositories: of("source.toolkit.fluxcd.io", "helmrepositories"),
  helmCharts: of("source.toolkit.fluxcd.io", "helmcharts"),
  buckets: of("source.toolkit.fluxcd.io", "buckets"),
  kustomizations: of("kustomize.toolkit.fluxcd.io", "kustomizations"),
  helmReleaseResources: of("helm.toolkit.fluxcd.io", "helmreleases"),
  clusterSecretStores: of("external-secrets.io", "clustersecretstores"),
  secretStores: of("external-secrets.io", "secretstores"),
  externalSecrets: of("external-secrets.io", "externalsecrets"),
  cephClusters: of("ceph.rook.io", "cephclusters"),
  postgresClusters: of("postgresql.cnpg.io", "clusters"),
  vmSingles: of("operator.victoriametrics.com", "vmsingles"),
  vmClusters: of("operator.victoriametrics.com", "vmclusters"),
  vmAgents: of("operator.victoriametrics.com", "vmagents"),
  vmAlerts: of("operator.victoriametrics.com", "vmalerts"),
  vmAlertmanagers: of("operator.victoriametrics.com", "vmalertmanagers"),
  prometheuses: of("monitoring.coreos.com", "prometheuses"),
  alertmanagers: of("monitoring.coreos.com", "alertmanagers"),
  certificates: of("cert-manager.io", "certificates"),
  issuers: of("cert-manager.io", "issuers"),
  clusterIssuers: of("cert-manager.io", "clusterissuers"),
  gateways: of("gateway.networking.k8s.io", "gateways"),
  gatewayClasses: of("gateway.networking.k8s.io", "gatewayclasses"),
  httpRoutes: of("gateway.networking.k8s.io", "httproutes"),
};

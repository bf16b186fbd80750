import type {
  APIService,
  CertificateSigningRequest,
  CustomResource,
  CustomResourceDefinition,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Event,
  Job,
  KubernetesObject,
  Lease,
  MutatingWebhookConfiguration,
  Namespace,
  NetworkPolicy,
  Node,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  Service,
  StatefulSet,
  StorageClass,
  ValidatingWebhookConfiguration,
} from "./objects.ts";

/** Lists as the API has them. `managedFields` are dropped, but for the workloads, whose entries stay without fieldsV1. */
export interface KubeLists {
  nodes: Node[];
  nodeLeases: Lease[];
  /** Of kube-system: the agents of Cilium hold one for each Service that they announce on L2. */
  systemLeases: Lease[];
  /** What kubelets and others ask the cluster's CA to sign. Approved and denied ones are removed after an hour, pending ones after a day. */
  certificateSigningRequests: CertificateSigningRequest[];
  /** One for each group and version that the API serves; those with a Service are served by somebody else. */
  apiServices: APIService[];
  podDisruptionBudgets: PodDisruptionBudget[];
  namespaces: Namespace[];
  pods: Pod[];
  deployments: Deployment[];
  daemonSets: DaemonSet[];
  statefulSets: StatefulSet[];
  jobs: Job[];
  services: Service[];
  endpointSlices: EndpointSlice[];
  networkPolicies: NetworkPolicy[];
  persistentVolumeClaims: PersistentVolumeClaim[];
  storageClasses: StorageClass[];
  validatingWebhooks: ValidatingWebhookConfiguration[];
  mutatingWebhooks: MutatingWebhookConfiguration[];
  customResourceDefinitions: CustomResourceDefinition[];
  /** Hints, never evidence: they expire. Image pulls for the timeline. */
  events: Event[];
  /**
   * Warning events, cut down to what they are of, why, how often and when: reasons of what an object's own state says,
   * never a verdict. They expire, and whoever may make events may make them.
   */
  warnings: Event[];
  /** Helm's release Secrets, metadata only: for `--follow`, which watches their labels. */
  helmSecrets: KubernetesObject[];
  ciliumNodes: CustomResource[];
  ciliumEndpoints: CustomResource[];
  ciliumLoadBalancerIPPools: CustomResource[];
  ciliumBGPClusterConfigs: CustomResource[];
  ciliumBGPNodeConfigs: CustomResource[];
  ciliumBGPPeerConfigs: CustomResource[];
  ciliumBGPAdvertisements: CustomResource[];
  ciliumL2AnnouncementPolicies: CustomResource[];
  ciliumNetworkPolicies: CustomResource[];
  ciliumClusterwideNetworkPolicies: CustomResource[];
  fluxInstances: CustomResource[];
  gitRepositories: CustomResource[];
  ociRepositories: CustomResource[];
  helmRepositories: CustomResource[];
  helmCharts: CustomResource[];
  buckets: CustomResource[];
  kustomizations: CustomResource[];
  helmReleaseResources: CustomResource[];
  clusterSecretStores: CustomResource[];
  secretStores: CustomResource[];
  externalSecrets: CustomResource[];
  cephClusters: CustomResource[];
  postgresClusters: CustomResource[];
  vmSingles: CustomResource[];
  vmClusters: CustomResource[];
  vmAgents: CustomResource[];
  vmAlerts: CustomResource[];
  vmAlertmanagers: CustomResource[];
  prometheuses: CustomResource[];
  alertmanagers: CustomResource[];
  certificates: CustomResource[];
  issuers: CustomResource[];
  clusterIssuers: CustomResource[];
  gateways: CustomResource[];
  gatewayClasses: CustomResource[];
  httpRoutes: CustomResource[];
}

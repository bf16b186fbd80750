import type {
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
  Node,
  PersistentVolumeClaim,
  Pod,
  Service,
  StatefulSet,
  StorageClass,
  ValidatingWebhookConfiguration,
} from "./objects.ts";

/** Lists as the API has them. `managedFields` are dropped, but for the workloads, whose entries stay without fieldsV1. */
export interface KubeLists {
  nodes: Node[];
  nodeLeases: Lease[];
  namespaces: Namespace[];
  pods: Pod[];
  deployments: Deployment[];
  daemonSets: DaemonSet[];
  statefulSets: StatefulSet[];
  jobs: Job[];
  services: Service[];
  endpointSlices: EndpointSlice[];
  persistentVolumeClaims: PersistentVolumeClaim[];
  storageClasses: StorageClass[];
  validatingWebhooks: ValidatingWebhookConfiguration[];
  mutatingWebhooks: MutatingWebhookConfiguration[];
  customResourceDefinitions: CustomResourceDefinition[];
  /** Hints, never evidence: they expire. Image pulls for the timeline. */
  events: Event[];
  /** Helm's release Secrets, metadata only: for `--follow`, which watches their labels. */
  helmSecrets: KubernetesObject[];
  ciliumNodes: CustomResource[];
  ciliumEndpoints: CustomResource[];
  ciliumLoadBalancerIPPools: CustomResource[];
  ciliumBGPClusterConfigs: CustomResource[];
  ciliumBGPNodeConfigs: CustomResource[];
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

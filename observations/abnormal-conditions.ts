/**
 * Conditions that are wrong when they are True, by their own documentation. The API conventions let a type have either
 * polarity, and nothing in an object tells which.
 */
export const isWrongWhenTrue = (type: string): boolean => {
  const bare = type.slice(type.lastIndexOf("/") + 1);
  return BY_NAME.has(bare) || BY_ENDING.test(bare);
};

const BY_NAME = new Set([
  // kstatus' two; Reconciling only says that work is under way
  // https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md
  "Stalled",
  // Flux: https://github.com/fluxcd/pkg/blob/main/apis/meta/conditions.go, source-controller's condition types
  ...["FetchFailed", "BuildFailed", "StorageOperationFailed", "ArtifactOutdated", "Drifted"],
  // OpenShift's and Argo's operators, Prometheus operator, VictoriaMetrics
  // https://github.com/openshift/api/blob/master/config/v1/types_cluster_operator.go
  ...["Degraded", "Failing", "Failure", "Failed", "Error", "Unhealthy", "Invalid", "InvalidSpec"],
  // nodes: https://kubernetes.io/docs/reference/node/node-status/#condition, and node-problem-detector
  ...["NetworkUnavailable", "KernelDeadlock", "ReadonlyFilesystem", "FrequentKubeletRestart"],
  ...["FrequentContainerdRestart", "FrequentDockerRestart", "FrequentUnregisterNetDevice", "CorruptDockerOverlay2"],
  // workloads: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
  ...["ReplicaFailure", "FailureTarget"],
  // CRDs and namespaces: https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/
  ...["NonStructuralSchema", "Terminating"],
  ...[
    "NamespaceDeletionDiscoveryFailure",
    "NamespaceDeletionContentFailure",
    "NamespaceDeletionGroupVersionParsingFailure",
  ],
  ...["NamespaceContentRemaining", "NamespaceFinalizersRemaining"],
  // volumes: https://kubernetes.io/docs/concepts/storage/persistent-volumes/
  ...["ControllerResizeError", "NodeResizeError", "ModifyVolumeError", "FileSystemResizeError"],
  // flow control: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/flow-schema-v1/
  "Dangling",
  // Gateway API: https://gateway-api.sigs.k8s.io/reference/spec/
  ...["Conflicted", "PartiallyInvalid"],
  // Cilium: https://github.com/cilium/cilium/tree/main/pkg/k8s/apis/cilium.io/v2
  ...["BGPReconcileError", "NoMatchingNode", "MissingPeerConfigs", "ConflictingClusterConfig", "MissingAuthSecret"],
  ...["PoolConflict", "bad-service-selector"],
  // cert-manager: https://cert-manager.io/docs/reference/api-docs/
  ...["InvalidRequest", "Denied"],
]);

/** What these words end in is trouble in every convention: MemoryPressure, PIDPressure, ReconcileError, SyncFailed. */
const BY_ENDING = /(Pressure|Failed|Failure|Error|Errors|Conflict|Conflicts|Degraded|Unavailable|Unhealthy)$/;

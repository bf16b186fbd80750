/** Conditions that should be True, by their own documentation: anything else of them is worth a word. */
export const shouldBeTrue = (type: string): boolean => RIGHT_WHEN_TRUE.has(type.slice(type.lastIndexOf("/") + 1));

const RIGHT_WHEN_TRUE = new Set([
  // kstatus' generic rule, and the summary of almost every controller
  // https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md
  "Ready",
  // Deployments, APIServices, operators: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
  "Available",
  // CRDs: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
  ...["Established", "NamesAccepted"],
  // Gateway API: https://gateway-api.sigs.k8s.io/reference/spec/
  ...["Accepted", "Programmed", "ResolvedRefs"],
  // Flux, Crossplane, Argo, Prometheus operator, CNPG, KEDA, Kyverno, Velero
  ...[
    "Healthy",
    "Synced",
    "Reconciled",
    "ReconcileSuccess",
    "Released",
    "Applied",
    "Deployed",
    "Installed",
    "Connected",
    "ArtifactInStorage",
  ],
  ...["ContinuousArchiving", "LastBackupSucceeded", "ConsistentSystemID"],
  // HorizontalPodAutoscaler: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
  ...["AbleToScale", "ScalingActive"],
  // CiliumNetworkPolicy: https://github.com/cilium/cilium/blob/main/pkg/k8s/apis/cilium.io/v2/cnp_types.go
  "Valid",
]);

import type { Path } from "../yaml/documents.ts";

/** A field that names another object. */
export interface Reference {
  /** `group/Kind` of what holds the field; `pod` for every pod template, `values` for values of HelmReleases. */
  of: RegExp;
  /** Where the reference stands; `*` is every item of a list. The name is at `name` below it, or is the field itself. */
  path: Path;
  /** The kind that is meant, or the key beside the name that says it, with its default. */
  kind: string | { key: string; otherwise: string };
  /** `own`: of the namespace of what asks, or of the key `namespace` beside the name; `none`: for the whole cluster. */
  scope: "own" | "none";
  /** The reference is the text itself, not a record with `name`. */
  isText?: true;
}

/** Where a pod's template names what it needs: https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podspec-v1-core */
const OF_PODS: readonly Omit<Reference, "of">[] = [
  { path: ["serviceAccountName"], kind: "ServiceAccount", scope: "own", isText: true },
  { path: ["priorityClassName"], kind: "PriorityClass", scope: "none", isText: true },
  { path: ["imagePullSecrets", "*"], kind: "Secret", scope: "own" },
  { path: ["volumes", "*", "configMap"], kind: "ConfigMap", scope: "own" },
  { path: ["volumes", "*", "secret", "secretName"], kind: "Secret", scope: "own", isText: true },
  {
    path: ["volumes", "*", "persistentVolumeClaim", "claimName"],
    kind: "PersistentVolumeClaim",
    scope: "own",
    isText: true,
  },
  { path: ["volumes", "*", "projected", "sources", "*", "configMap"], kind: "ConfigMap", scope: "own" },
  { path: ["volumes", "*", "projected", "sources", "*", "secret"], kind: "Secret", scope: "own" },
  ...["containers", "initContainers"].flatMap((key): Omit<Reference, "of">[] => [
    { path: [key, "*", "envFrom", "*", "configMapRef"], kind: "ConfigMap", scope: "own" },
    { path: [key, "*", "envFrom", "*", "secretRef"], kind: "Secret", scope: "own" },
    { path: [key, "*", "env", "*", "valueFrom", "configMapKeyRef"], kind: "ConfigMap", scope: "own" },
    { path: [key, "*", "env", "*", "valueFrom", "secretKeyRef"], kind: "Secret", scope: "own" },
  ]),
];

const TEMPLATES: readonly { of: RegExp; at: Path }[] = [
  { of: /^\/Pod$/, at: ["spec"] },
  { of: /^(?:apps\/(?:Deployment|DaemonSet|StatefulSet)|batch\/Job)$/, at: ["spec", "template", "spec"] },
  { of: /^batch\/CronJob$/, at: ["spec", "jobTemplate", "spec", "template", "spec"] },
];

const VOLSYNC = /^volsync\.backube\/Replication(?:Source|Destination)$/;

const FLUX = /^(?:kustomize\.toolkit\.fluxcd\.io\/Kustomization|helm\.toolkit\.fluxcd\.io\/HelmRelease)$/;

const ISSUER = { key: "kind", otherwise: "Issuer" };

/** Fields of the field's common kinds that name another object, by the projects' API references. */
export const REFERENCES: readonly Reference[] = [
  ...TEMPLATES.flatMap(({ of, at }) => OF_PODS.map((one) => ({ ...one, of, path: [...at, ...one.path] }))),
  { of: /^cert-manager\.io\/Certificate(?:Request)?$/, path: ["spec", "issuerRef"], kind: ISSUER, scope: "own" },
  {
    of: /^(?:networking\.k8s\.io\/Ingress|gateway\.networking\.k8s\.io\/Gateway)$/,
    path: ["metadata", "annotations", "cert-manager.io/cluster-issuer"],
    kind: "ClusterIssuer",
    scope: "none",
    isText: true,
  },
  {
    of: /^(?:networking\.k8s\.io\/Ingress|gateway\.networking\.k8s\.io\/Gateway)$/,
    path: ["metadata", "annotations", "cert-manager.io/issuer"],
    kind: "Issuer",
    scope: "own",
    isText: true,
  },
  {
    of: /^gateway\.networking\.k8s\.io\/\w+Route$/,
    path: ["spec", "parentRefs", "*"],
    kind: { key: "kind", otherwise: "Gateway" },
    scope: "own",
  },
  {
    of: /^gateway\.networking\.k8s\.io\/\w+Route$/,
    path: ["spec", "rules", "*", "backendRefs", "*"],
    kind: { key: "kind", otherwise: "Service" },
    scope: "own",
  },
  {
    of: /^gateway\.networking\.k8s\.io\/Gateway$/,
    path: ["spec", "gatewayClassName"],
    kind: "GatewayClass",
    scope: "none",
    isText: true,
  },
  {
    of: /^networking\.k8s\.io\/Ingress$/,
    path: ["spec", "ingressClassName"],
    kind: "IngressClass",
    scope: "none",
    isText: true,
  },
  {
    of: /^\/PersistentVolumeClaim$/,
    path: ["spec", "storageClassName"],
    kind: "StorageClass",
    scope: "none",
    isText: true,
  },
  {
    of: /^postgresql\.cnpg\.io\/Cluster$/,
    path: ["spec", "storage", "storageClass"],
    kind: "StorageClass",
    scope: "none",
    isText: true,
  },
  ...["restic", "rclone", "rsyncTLS", "kopia"].flatMap((mover): Reference[] => [
    { of: VOLSYNC, path: ["spec", mover, "storageClassName"], kind: "StorageClass", scope: "none", isText: true },
    {
      of: VOLSYNC,
      path: ["spec", mover, "volumeSnapshotClassName"],
      kind: "VolumeSnapshotClass",
      scope: "none",
      isText: true,
    },
  ]),
  {
    of: /^snapshot\.storage\.k8s\.io\/VolumeSnapshot$/,
    path: ["spec", "volumeSnapshotClassName"],
    kind: "VolumeSnapshotClass",
    scope: "none",
    isText: true,
  },
  {
    of: /^helm\.toolkit\.fluxcd\.io\/HelmRelease$/,
    path: ["spec", "valuesFrom", "*"],
    kind: { key: "kind", otherwise: "Secret" },
    scope: "own",
  },
  { of: FLUX, path: ["spec", "serviceAccountName"], kind: "ServiceAccount", scope: "own", isText: true },
  { of: /^notification\.toolkit\.fluxcd\.io\/Alert$/, path: ["spec", "providerRef"], kind: "Provider", scope: "own" },
  {
    of: /^external-secrets\.io\/ExternalSecret$/,
    path: ["spec", "dataFrom", "*", "sourceRef", "generatorRef"],
    kind: { key: "kind", otherwise: "Password" },
    scope: "own",
  },
  {
    of: /^autoscaling\/HorizontalPodAutoscaler$/,
    path: ["spec", "scaleTargetRef"],
    kind: { key: "kind", otherwise: "Deployment" },
    scope: "own",
  },
];

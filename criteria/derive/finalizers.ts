/** Who removes a finalizer: by its own word, or by the domain before its slash. */
export function removerOf(finalizer: string): string | undefined {
  const [, remover] = REMOVERS.find(([prefix]) => finalizer === prefix || finalizer.startsWith(prefix)) ?? [];
  return remover;
}

const REMOVERS: [prefix: string, remover: string][] = [
  // https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
  ["kubernetes.io/pvc-protection", "kube-controller-manager, once no pod uses the claim"],
  ["kubernetes.io/pv-protection", "kube-controller-manager, once no claim is bound to the volume"],
  ["snapshot.storage.kubernetes.io/", "the CSI snapshot controller"],
  ["external-attacher/", "the CSI attacher of the driver that it names"],
  ["external-provisioner.volume.kubernetes.io/", "the CSI provisioner of its driver"],
  ["foregroundDeletion", "kube-controller-manager's garbage collector, once its dependents are gone"],
  ["orphan", "kube-controller-manager's garbage collector"],
  ["service.kubernetes.io/load-balancer-cleanup", "the controller of the load balancer"],
  ["customresourcecleanup.apiextensions.k8s.io", "kube-apiserver, once no object of the kind is left"],
  ["batch.kubernetes.io/job-tracking", "kube-controller-manager's Job controller"],
  // https://fluxcd.io/flux/components/kustomize/kustomizations/#garbage-collection
  ["finalizers.fluxcd.io", "the Flux controller of its kind"],
  ["fluxcd.controlplane.io/", "flux-operator"],
  ["finalizer.acme.cert-manager.io", "cert-manager"],
  ["finalizer.cert-manager.io/", "cert-manager"],
  ["externalsecrets.external-secrets.io/", "external-secrets"],
  ["pushsecret.externalsecrets.io/", "external-secrets"],
  ["secretstore.externalsecrets.io/", "external-secrets"],
  // https://rook.io/docs/rook/latest/Storage-Configuration/ceph-teardown/
  ["cephcluster.ceph.rook.io", "rook-ceph-operator"],
  ["ceph", "rook-ceph-operator"],
  ["objectbucket.io/", "rook-ceph-operator"],
  ["cnpg.io/", "CloudNativePG's operator"],
  ["apps.victoriametrics.com/", "VictoriaMetrics' operator"],
  ["volsync.backube/", "VolSync"],
  ["cilium.io/", "cilium-operator"],
  ["ciliumbgp", "cilium-operator"],
  ["operator.tigera.io/", "the Tigera operator"],
  ["resources-finalizer.argocd.argoproj.io", "Argo CD"],
  ["longhorn.io", "Longhorn's manager"],
  ["finalizer.karpenter.sh/", "Karpenter"],
  ["karpenter.sh/", "Karpenter"],
  ["kopf.zalando.org/", "the operator of its kind"],
  ["wrangler.cattle.io/", "Rancher's controllers"],
  ["controller.cattle.io/", "Rancher's controllers"],
];

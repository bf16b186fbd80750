import { groupOf } from "../../observations/kubernetes.ts";
import type { BuiltObject } from "./build.ts";
import { isClusterScoped } from "./transformers.ts";

/** Whether objects of a kind are never without a namespace; of kinds that are not known here it is not known offline. */
export function isNamespaced({ apiVersion, kind }: Pick<BuiltObject, "apiVersion" | "kind">): boolean {
  const group = groupOf(apiVersion);
  if (isClusterScoped(kind)) return false;
  if (group.endsWith(".toolkit.fluxcd.io") || WHOLE.has(group)) return true;
  // CloudNativePG's own Cluster is namespaced; ClusterIssuer, ClusterSecretStore, GatewayClass and their like are not
  if (MIXED.has(group)) return kind === "Cluster" || !/^Cluster|Class$|^(?:IPAddress|ServiceCIDR)$/.test(kind);
  return KINDS.has(`${group} ${kind}`);
}

/** API groups all of whose kinds are namespaced: the CRDs of each say `scope: Namespaced`. */
const WHOLE = new Set([
  "apps",
  "batch",
  "autoscaling",
  "monitoring.coreos.com",
  "gateway.envoyproxy.io",
  "volsync.backube",
  "acme.cert-manager.io",
  "actions.github.com",
  "barmancloud.cnpg.io",
  "bitnami.com",
  "ceph.rook.io",
  "ceph.rook.io",
  "dragonflydb.io",
  "externaldns.k8s.io",
  "fluxcd.controlplane.io",
  "grafana.integreatly.org",
  "helm.cattle.io",
  "k8s.cni.cncf.io",
  "k8s.mariadb.com",
  "k8up.io",
  "kafka.strimzi.io",
  "kubevirt.io",
  "longhorn.io",
  "metallb.io",
  "networking.istio.io",
  "onepassword.com",
  "secrets.infisical.com",
  "security.istio.io",
  "traefik.io",
  "upgrade.cattle.io",
  "velero.io",
]);

/** API groups whose namespaced kinds are told from the others by their names. */
const MIXED = new Set([
  "cert-manager.io",
  "argoproj.io",
  "external-secrets.io",
  "generators.external-secrets.io",
  "keda.sh",
  "gateway.networking.k8s.io",
  "networking.k8s.io",
  "operator.victoriametrics.com",
  "policy",
  "postgresql.cnpg.io",
]);

const KINDS = new Set([
  ...[
    "ConfigMap",
    "Secret",
    "Service",
    "ServiceAccount",
    "PersistentVolumeClaim",
    "Pod",
    "Endpoints",
    "LimitRange",
    "ResourceQuota",
  ].map((kind) => ` ${kind}`),
  ...["Role", "RoleBinding"].map((kind) => `rbac.authorization.k8s.io ${kind}`),
  ...["CiliumNetworkPolicy", "CiliumEnvoyConfig", "CiliumLocalRedirectPolicy", "CiliumNodeConfig"].map(
    (kind) => `cilium.io ${kind}`,
  ),
  "snapshot.storage.k8s.io VolumeSnapshot",
  "kyverno.io Policy",
  "kyverno.io PolicyException",
  "objectbucket.io ObjectBucketClaim",
  "discovery.k8s.io EndpointSlice",
]);

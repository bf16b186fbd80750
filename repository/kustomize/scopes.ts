import { groupOf } from "../yaml/files.ts";
import type { BuiltObject } from "./build.ts";
import { isClusterScoped } from "./transformers.ts";

/** Whether objects of a kind are never without a namespace; of kinds that are not known here it is not known offline. */
export function isNamespaced({ apiVersion, kind }: Pick<BuiltObject, "apiVersion" | "kind">): boolean {
  const group = groupOf(apiVersion);
  if (isClusterScoped(kind)) return false;
  if (group.endsWith(".toolkit.fluxcd.io") || WHOLE.has(group)) return true;
  // CloudNativePG's own Cluster is namespaced; ClusterIssuer, ClusterSecretStore, GatewayClass and their like are not
  if (MIXED.has(group)) return kind === "Cluster" || !/^Cluster|Class$/.test(kind);
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
]);

/** API groups whose namespaced kinds are told from the others by their names. */
const MIXED = new Set([
  "cert-manager.io",
  "external-secrets.io",
  "gateway.networking.k8s.io",
  "networking.k8s.io",
  "operator.victoriametrics.com",
  "policy",
  "postgresql.cnpg.io",
]);

const KINDS = new Set([
  ...["ConfigMap", "Secret", "Service", "ServiceAccount", "PersistentVolumeClaim", "Pod", "Endpoints"].map(
    (kind) => ` ${kind}`,
  ),
  ...["Role", "RoleBinding"].map((kind) => `rbac.authorization.k8s.io ${kind}`),
  ...["CiliumNetworkPolicy", "CiliumEnvoyConfig", "CiliumLocalRedirectPolicy"].map((kind) => `cilium.io ${kind}`),
  "snapshot.storage.k8s.io VolumeSnapshot",
  "grafana.integreatly.org GrafanaDashboard",
]);

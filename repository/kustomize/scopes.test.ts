import { expect, test } from "vitest";
import { isNamespaced } from "./scopes.ts";

const of = (apiVersion: string, ...kinds: string[]) => kinds.map((kind) => isNamespaced({ apiVersion, kind }));

test("kinds that are never without a namespace", () => {
  expect(of("v1", "Secret", "Pod")).toEqual([true, true]);
  expect(of("gateway.envoyproxy.io/v1alpha1", "ClientTrafficPolicy")).toEqual([true]);
  expect(of("postgresql.cnpg.io/v1", "Cluster", "ScheduledBackup")).toEqual([true, true]);
  expect(of("external-secrets.io/v1", "ExternalSecret", "SecretStore")).toEqual([true, true]);
  expect(of("rbac.authorization.k8s.io/v1", "Role")).toEqual([true]);
  expect(of("ceph.rook.io/v1", "CephCluster", "CephObjectStoreUser")).toEqual([true, true]);
  expect(of("keda.sh/v1alpha1", "ScaledObject", "TriggerAuthentication")).toEqual([true, true]);
  expect(of("argoproj.io/v1alpha1", "Application")).toEqual([true]);
});

test("kinds of the whole cluster, and those that are not known", () => {
  expect(of("external-secrets.io/v1", "ClusterSecretStore", "ClusterExternalSecret")).toEqual([false, false]);
  expect(of("cert-manager.io/v1", "ClusterIssuer")).toEqual([false]);
  expect(of("gateway.networking.k8s.io/v1", "GatewayClass")).toEqual([false]);
  expect(of("networking.k8s.io/v1", "IngressClass")).toEqual([false]);
  expect(of("networking.k8s.io/v1", "IPAddress", "ServiceCIDR")).toEqual([false, false]);
  expect(of("keda.sh/v1alpha1", "ClusterTriggerAuthentication")).toEqual([false]);
  expect(of("tailscale.com/v1alpha1", "Connector")).toEqual([false]);
  expect(of("example.org/v1", "Anything")).toEqual([false]);
  expect(of("v1", "Namespace")).toEqual([false]);
});

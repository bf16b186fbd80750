import type { KubeLists, SourceKey } from "../../criteria/observations.ts";
import { ciliumConfig } from "./cilium-config.ts";
import { ciliumConnectivity } from "./cilium-connectivity.ts";
import { ciliumStatus } from "./cilium-status.ts";
import { clusterMesh } from "./cluster-mesh.ts";
import { coredns } from "./coredns.ts";
import { dnsProbe } from "./dns-probe.ts";
import { etcdAlarms, etcdMembers, etcdStatuses } from "./etcd.ts";
import { fluxCheck } from "./flux-check.ts";
import { helmReleases } from "./helm.ts";
import { kubeconfig } from "./kubeconfig.ts";
import { onePassword } from "./one-password.ts";
import { remoteManifests } from "./remote-manifests.ts";
import { repository } from "./repository.ts";
import { identity } from "./reviews.ts";
import { dependents, nodeMetrics, readyz, serverVersion } from "./server.ts";
import { sharedSecrets } from "./shared-secrets.ts";
import { sops } from "./sops.ts";
import type { Source } from "./source.ts";
import { sourceSecrets } from "./source-secrets.ts";
import { spegel } from "./spegel.ts";
import {
  talosDiagnostics,
  talosKubePrism,
  talosLinks,
  talosMachineStatuses,
  talosServices,
  talosTimeStatuses,
  talosVersions,
} from "./talos.ts";
import { talosHealth } from "./talos-health.ts";
import { talosconfig } from "./talosconfig.ts";
import { tools } from "./tools.ts";

/** Sources that the run itself answers, because they depend on what else it does. */
export type RunSource = "access" | "steadiness" | "followed";

/** How every source is read that is no plain list. */
export const SOURCES: { [Key in Exclude<SourceKey, keyof KubeLists | RunSource>]: Source<Key> } = {
  kubeconfig,
  talosconfig,
  sops,
  repository,
  remoteManifests,
  identity,
  readyz,
  serverVersion,
  helmReleases,
  sourceSecrets,
  sharedSecrets,
  ciliumConfig,
  coredns,
  spegel,
  nodeMetrics,
  dnsProbe,
  dependents,
  tools,
  onePassword,
  talosVersions,
  talosMachineStatuses,
  talosServices,
  talosLinks,
  talosTimeStatuses,
  talosDiagnostics,
  talosKubePrism,
  etcdMembers,
  etcdStatuses,
  etcdAlarms,
  talosHealth,
  fluxCheck,
  ciliumStatus,
  ciliumConnectivity,
  clusterMesh,
};

import type { SourceKey } from "../../observations/observations.ts";
import type { KubeLists } from "../../observations/lists.ts";
import { ciliumConfig } from "./api/cilium-config.ts";
import { ciliumConnectivity } from "./commands/cilium-connectivity.ts";
import { ciliumStatus } from "./commands/cilium-status.ts";
import { clusterMesh } from "./commands/cluster-mesh.ts";
import { coredns } from "./api/coredns.ts";
import { everything } from "./api/everything.ts";
import { dnsProbe } from "./api/dns-probe.ts";
import { etcdAlarms, etcdMembers, etcdStatuses } from "./commands/etcd.ts";
import { fluxCheck } from "./commands/flux-check.ts";
import { helmReleases } from "./api/helm.ts";
import { kubeconfig } from "./files/kubeconfig.ts";
import { madeSecrets } from "./api/made-secrets.ts";
import { onePassword } from "./commands/one-password.ts";
import { remoteManifests } from "./files/remote-manifests.ts";
import { repository } from "./files/repository.ts";
import { identity } from "./api/identity.ts";
import { dependents, nodeMetrics, readyz, serverVersion } from "./api/server.ts";
import { sharedSecrets } from "./api/shared-secrets.ts";
import { sops } from "./files/sops.ts";
import type { Source } from "./source.ts";
import { sourceSecrets } from "./api/source-secrets.ts";
import { spegel } from "./api/spegel.ts";
import {
  talosDiagnostics,
  talosKubePrism,
  talosLinks,
  talosMachineStatuses,
  talosServices,
  talosTimeStatuses,
  talosVersions,
} from "./commands/talos.ts";
import { talosHealth } from "./commands/talos-health.ts";
import { talosconfig } from "./files/talosconfig.ts";
import { unnamed } from "./api/unnamed.ts";
import { tools } from "./commands/tools.ts";

/** Sources that the session answers itself, because they depend on the rest of the run. */
export type RunSource = "access" | "steadiness" | "followed";

/** How every source is read that is not a plain list. */
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
  madeSecrets,
  sharedSecrets,
  ciliumConfig,
  coredns,
  spegel,
  nodeMetrics,
  dnsProbe,
  dependents,
  everything,
  unnamed,
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

import { uidOf, type Builder, type BuiltNode } from "../builder.ts";
import { bootOf, resource, type Resource } from "./resource.ts";

/** The boot sequence ends with the kubelet; the machine is ready when its node is, which waits for the CNI. */
export function machineStatus(b: Builder, node: BuiltNode): Resource {
  const spec = { stage: "running", status: { ready: true, unmetConditions: [] } };
  return resource(
    b,
    "machine",
    "runtime",
    "MachineStatuses.runtime.talos.dev",
    "runtime.MachineStatusController",
    bootOf(b, node),
    spec,
    b.times.nodesReady + node.index + 3,
  );
}

/** A service's resource is made when it runs: `created` is when it started. */
export function services(b: Builder, node: BuiltNode): Resource[] {
  const boot = bootOf(b, node);
  const controlPlane = node.role === "control-plane";
  const started: Record<string, number> = {
    apid: 24,
    auditd: 3,
    containerd: 8,
    cri: 41,
    dashboard: 6,
    machined: 1,
    syslogd: 2,
    udevd: 2,
    kubelet: 128 - node.index * 4,
    ...(controlPlane
      ? {
          etcd: 158 - node.index * 2,
          trustd: 26,
        }
      : {}),
  };
  return Object.keys(started)
    .sort()
    .map((id) => {
      // The dashboard has no health check: HEALTH UNKNOWN.
      const spec =
        id === "dashboard"
          ? { healthy: false, running: true, unknown: true }
          : { healthy: true, running: true, unknown: false };
      const at = boot + (started[id] ?? 1);
      return resource(b, id, "runtime", "Services.v1alpha1.talos.dev", "v1alpha1.ServiceController", at, spec, at + 4);
    });
}

/** The clock, in sync. */
export const timeStatus = (b: Builder, node: BuiltNode): Resource =>
  resource(
    b,
    "node",
    "runtime",
    "TimeStatuses.v1alpha1.talos.dev",
    "time.SyncController",
    bootOf(b, node) + 6,
    { epoch: 1, syncDisabled: false, synced: true },
    bootOf(b, node) + 16,
  );

/** The load balancer on every machine, where the profile does not leave it out. */
export const kubePrism = (b: Builder, node: BuiltNode): Resource[] =>
  b.profile.talos?.kubePrism === false
    ? []
    : [
        resource(
          b,
          "k8s-loadbalancer",
          "k8s",
          "KubePrismStatuses.kubernetes.talos.dev",
          "k8s.KubePrismController",
          bootOf(b, node) + 44,
          { healthy: true, host: "127.0.0.1:7445" },
          b.times.api + 2,
        ),
      ];

/** The machine's name. */
export const hostname = (b: Builder, node: BuiltNode): Resource =>
  resource(
    b,
    "hostname",
    "network",
    "HostnameStatuses.net.talos.dev",
    "network.HostnameMergeController",
    bootOf(b, node) + 2,
    { hostname: node.name, domainname: "" },
  );

/** The volume that pods and images lie on. */
export const volume = (b: Builder, node: BuiltNode): Resource =>
  resource(
    b,
    "EPHEMERAL",
    "runtime",
    "VolumeStatuses.block.talos.dev",
    "block.VolumeManagerController",
    bootOf(b, node) + 7,
    {
      filesystem: "xfs",
      location: "/dev/nvme0n1p4",
      parentLocation: "/dev/nvme0n1",
      phase: "ready",
      prettySize: "250 GB",
      size: 0x3a38b2e000,
      type: "partition",
      uuid: uidOf("Volume", undefined, node.name),
    },
  );

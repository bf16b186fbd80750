import type { Profile } from "../../../clusters/profile.ts";
import { condition, ensureNamespace, ownerReference, uidOf, type Builder } from "../builder.ts";
import { byKustomization } from "../flux/kustomizations.ts";
import { addWorkload } from "../workloads.ts";

type Platform = Profile["platform"];

/** A Ceph cluster as Rook leaves it: daemons, health, a block pool. */
export function addCeph(b: Builder, { namespace, name, osds, health }: NonNullable<Platform["ceph"]>): void {
  const at = b.times.flux + 150;
  const ready = b.times.flux + 340;
  const owner = ownerReference("ceph.rook.io/v1", "CephCluster", namespace, name);
  const image = "quay.io/ceph/ceph:v19.2.3";
  const daemon = (type: string, id: string, start: number) =>
    addWorkload(b, {
      kind: "Deployment",
      namespace,
      name: `rook-ceph-${type}-${id}`,
      at: start,
      readyAt: start + 34,
      labels: {
        app: `rook-ceph-${type}`,
        ceph_daemon_type: type,
        ceph_daemon_id: id,
        rook_cluster: namespace,
      },
      containers: [
        {
          name: type,
          image,
        },
      ],
      ...(type === "osd" ? { hostNetwork: false } : {}),
      manager: {
        by: "operator",
        manager: "rook",
        owner,
      },
    });
  ensureNamespace(b, namespace, b.times.flux + 80);
  ["a", "b", "c"].forEach((id, index) => daemon("mon", id, at + 10 + index * 24));
  ["a", "b"].forEach((id) => daemon("mgr", id, at + 90));
  for (let id = 0; id < osds; id++) daemon("osd", String(id), at + 130 + id * 4);
  const version = "19.2.3-0";
  const counted = (count: number) => ({
    "ceph version 19.2.3 (c92aebb279828e9c3c1f5d24613efca272649e62) squid (stable)": count,
  });
  b.add({
    apiVersion: "ceph.rook.io/v1",
    kind: "CephCluster",
    metadata: {
      name,
      namespace,
      generation: 2,
      creationTimestamp: b.at(at),
      finalizers: ["cephcluster.ceph.rook.io"],
      ...byKustomization(b, "cluster-storage"),
    },
    spec: {
      cephVersion: { image },
      mon: { count: 3 },
      mgr: { count: 2 },
      dataDirHostPath: "/var/lib/rook",
      storage: { useAllNodes: true, deviceFilter: "^nvme1n1$" },
    },
    status: {
      phase: "Ready",
      state: "Created",
      message: "Cluster created successfully",
      observedGeneration: 2,
      ceph: {
        health: health[0] ?? "HEALTH_OK",
        lastChecked: b.ago(25),
        lastChanged: b.at(ready),
        previousHealth: "HEALTH_WARN",
        fsid: uidOf("Ceph", namespace, name),
        capacity: {
          bytesTotal: osds * 0x1bf1fc56000,
          bytesUsed: 0x99997a000,
          bytesAvailable: osds * 0x1bf1fc56000 - 0x99997a000,
          lastUpdated: b.ago(25),
        },
        versions: {
          mon: counted(3),
          mgr: counted(2),
          osd: counted(osds),
          overall: counted(5 + osds),
        },
      },
      conditions: [
        {
          ...condition("Progressing", "False", "ClusterProgressing", b.at(ready - 2)),
          lastHeartbeatTime: b.at(ready),
        },
        {
          ...condition("Ready", "True", "ClusterCreated", b.at(ready), "Cluster created successfully"),
          lastHeartbeatTime: b.ago(25),
        },
      ],
      storage: {
        deviceClasses: [{ name: "nvme" }],
        osd: {
          storeType: { bluestore: osds },
          migrationStatus: {},
        },
      },
      version: {
        image,
        version,
      },
    },
  });
  const [blockClass = "ceph-block"] = b.profile.platform.storage?.classes ?? [];
  b.add({
    apiVersion: "ceph.rook.io/v1",
    kind: "CephBlockPool",
    metadata: {
      name: blockClass,
      namespace,
      generation: 1,
      creationTimestamp: b.at(at + 2),
      ...byKustomization(b, "cluster-storage"),
    },
    spec: { failureDomain: "host", replicated: { size: 3 } },
    status: { phase: "Ready", observedGeneration: 1 },
  });
}

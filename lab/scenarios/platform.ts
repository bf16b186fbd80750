import { add, ago, condition, edit, part, patch, remove, statusOf, type Json } from "../faults/objects.ts";
import { deleted, scaledToZero, waits, CRASH_LOOP } from "../faults/workloads.ts";
import type { Scenario } from "../scenario.ts";
import { POD_CRASHES } from "./rows.ts";

/** What the platform is made of: storage, databases, certificates, gateways, monitoring, logging, services. */
export const PLATFORM: readonly Scenario[] = [
  {
    name: "ceph-warns",
    title: "Ceph is HEALTH_WARN: one of three OSDs is down",
    from: "a known failure of workloads",
    faults: [
      edit("CephCluster", "rook-ceph/rook-ceph", (object) => {
        Object.assign(part(statusOf(object), "ceph"), {
          health: "HEALTH_WARN",
          details: { OSD_DOWN: { severity: "HEALTH_WARN", message: "1 osds down" } },
        });
      }),
      waits("Deployment", "rook-ceph/rook-ceph-osd-2", CRASH_LOOP),
    ],
    expect: {
      first: ["platform/ceph-is-healthy"],
      falls: POD_CRASHES,
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "ceph-unheard",
    title: "The operator of Ceph is gone, and its last word was HEALTH_OK: an hour ago",
    from: "the source code of the tools",
    faults: [
      deleted("Deployment", "rook-ceph/rook-ceph-operator"),
      edit("CephCluster", "rook-ceph/rook-ceph", (object, world) => {
        part(statusOf(object), "ceph")["lastChecked"] = ago(world, 3600);
      }),
    ],
    expect: { first: ["platform/storage-is-ready"], falls: ["platform/ceph-is-healthy"] },
  },
  {
    name: "storage-class-missing",
    title: "A storage class that the profile names is missing",
    from: "the purpose of a check",
    faults: [remove("StorageClass", "openebs-hostpath")],
    expect: { first: ["platform/storage-is-ready"] },
  },
  {
    name: "default-storage-class-unset",
    title: "No storage class is the default any more",
    from: "a report of a bootstrap that failed",
    faults: [
      edit("StorageClass", "ceph-block", (object) => {
        part(object, "metadata")["annotations"] = {};
      }),
    ],
    expect: { first: ["platform/storage-is-ready"] },
  },
  {
    name: "claim-pending",
    title: "A claim is pending: nobody provisions its class",
    from: "a known failure of workloads",
    faults: [
      add({
        ...{ apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "scratch", namespace: "default" } },
        spec: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: "local-path",
          resources: { requests: { storage: "1Gi" } },
        },
        status: { phase: "Pending" },
      }),
    ],
    expect: { first: ["workloads/claims-are-bound"] },
  },
  {
    name: "claim-lost",
    title: "A database's volume is gone: its claim is Lost",
    from: "the source code of the tools",
    faults: [
      edit("PersistentVolumeClaim", "databases/nessie-postgres-3", (object) => {
        statusOf(object)["phase"] = "Lost";
      }),
    ],
    expect: { first: ["platform/storage-is-ready"], falls: ["workloads/claims-are-bound"] },
  },
  {
    name: "database-replica-missing",
    title: "A CloudNativePG cluster has two of three instances",
    from: "a known failure of workloads",
    faults: [
      edit("Cluster", "databases/nessie-postgres", (object) => {
        Object.assign(statusOf(object), {
          ...{ phase: "Waiting for the instances to become active", readyInstances: 2 },
          instancesStatus: { healthy: ["nessie-postgres-1", "nessie-postgres-2"], failed: ["nessie-postgres-3"] },
        });
      }),
      condition("Cluster", "databases/nessie-postgres", "Ready", {
        status: "False",
        reason: "ClusterIsNotReady",
        message: "Cluster Is Not Ready",
      }),
    ],
    expect: { first: ["platform/databases-are-healthy"] },
  },
  {
    name: "certificate-not-issued",
    title: "A certificate is not issued: its DNS challenge waits",
    from: "the purpose of a check",
    faults: [
      condition("Certificate", "network/wildcard", "Ready", {
        status: "False",
        reason: "DoesNotExist",
        message: "Issuing certificate as Secret does not exist",
      }),
    ],
    expect: { first: ["platform/certificates-are-valid"] },
  },
  {
    name: "certificate-due",
    title: "A certificate is Ready, and its renewal is ten days overdue",
    from: "the purpose of a check",
    faults: [
      patch("Certificate", "network/wildcard", {
        status: { notAfter: "2026-01-20T08:31:47Z", renewalTime: "2025-12-26T08:31:47Z" },
      }),
    ],
    expect: { first: ["platform/certificates-are-valid"] },
  },
  {
    name: "issuer-not-ready",
    title: "The ACME account could not be registered",
    from: "story 1.3",
    faults: [
      condition("ClusterIssuer", "letsencrypt-production", "Ready", {
        status: "False",
        reason: "ErrRegisterACMEAccount",
        message: "Failed to register ACME account: 429 too many registrations",
      }),
    ],
    expect: { first: ["platform/certificates-are-valid"] },
  },
  {
    name: "gateway-not-programmed",
    title: "A Gateway is accepted and not programmed",
    from: "a report of Cilium with two managers",
    faults: [
      condition("Gateway", "network/internal", "Programmed", {
        status: "False",
        reason: "AddressNotAssigned",
        message: "Address not assigned yet",
      }),
    ],
    expect: { first: ["platform/gateways-are-programmed"] },
  },
  {
    name: "route-not-accepted",
    title: "A route is not accepted by its Gateway: the listener allows no routes from its namespace",
    from: "the purpose of a check",
    faults: [
      edit("HTTPRoute", "nessie/nessie-internal", (object) => {
        for (const parent of statusOf(object)["parents"] as { conditions: Json[] }[]) {
          for (const it of parent.conditions)
            if (it["type"] === "Accepted")
              Object.assign(it, {
                status: "False",
                reason: "NotAllowedByListeners",
                message: "HTTPRoute is not allowed to attach to this Gateway",
              });
        }
      }),
    ],
    expect: { first: ["platform/gateways-are-programmed"] },
  },
  {
    name: "monitoring-not-operational",
    title: "VMSingle failed to reconcile",
    from: "the purpose of a check",
    faults: [
      patch("VMSingle", "monitoring/victoria-metrics", {
        status: { updateStatus: "failed", reason: "cannot create PVC" },
      }),
    ],
    expect: { first: ["platform/monitoring-is-operational"] },
  },
  {
    name: "grafana-at-zero",
    title: "Grafana was scaled to 0",
    from: "a report of a bootstrap that failed",
    faults: [scaledToZero("Deployment", "monitoring/grafana")],
    expect: { first: ["platform/monitoring-is-operational"] },
  },
  {
    name: "logging-not-ready",
    title: "VictoriaLogs has no ready replica: it was scaled to 0 for a migration",
    from: "the purpose of a check",
    faults: [scaledToZero("StatefulSet", "logging/victoria-logs")],
    expect: { first: ["platform/logging-is-operational"] },
  },
  {
    name: "service-at-zero",
    title: "Nessie was scaled to 0",
    from: "the purpose of a check",
    faults: [scaledToZero("Deployment", "nessie/nessie")],
    expect: { first: ["platform/services-are-rolled-out"], falls: ["references/named-services-answer"] },
  },
];

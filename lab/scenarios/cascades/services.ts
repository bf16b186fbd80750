import { healthCheckFails, kustomizationFails, notReady } from "../../faults/flux.ts";
import { condition, edit, findObject, remove, statusOf, type Json } from "../../faults/objects.ts";
import { podWaits, waits, CRASH_LOOP, IMAGE_PULL } from "../../faults/workloads.ts";
import type { Scenario } from "../../scenario.ts";
import { NOT_RECONCILED, POD_CRASHES, POD_WAITS } from "../rows.ts";
import { storeFails } from "../secrets.ts";

/** The cause lies in a service that others stand on, and what Flux applies waits for it. */
export const FROM_A_SERVICE: readonly Scenario[] = [
  {
    name: "cert-manager-webhook-down",
    title: "The webhook of cert-manager is down: certificates are refused, and with them a Kustomization",
    from: "a public repository",
    faults: [
      waits("Deployment", "cert-manager/cert-manager-webhook", CRASH_LOOP),
      kustomizationFails(
        "flux-system/cluster-networking",
        "ReconciliationFailed",
        'Certificate/network/wildcard dry-run failed (InternalError): Internal error occurred: failed calling webhook "webhook.cert-manager.io": no endpoints available for service "cert-manager-webhook"',
      ),
      condition("Certificate", "network/wildcard", "Ready", {
        status: "False",
        reason: "DoesNotExist",
        message: "Issuing certificate as Secret does not exist",
      }),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["components/webhooks-are-wired", ...NOT_RECONCILED, "platform/certificates-are-valid", ...POD_CRASHES],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "external-secrets-operator-down",
    title: "The external-secrets operator crashes: nothing is synced any more",
    from: "a report of a bootstrap that failed",
    faults: [
      waits("Deployment", "external-secrets/external-secrets", CRASH_LOOP),
      condition("ClusterSecretStore", "onepassword-connect", "Ready", {
        status: "False",
        reason: "ValidationFailed",
        message: "context deadline exceeded",
      }),
      condition("ExternalSecret", undefined, "Ready", {
        status: "False",
        reason: "SecretSyncedError",
        message: "store is not ready",
      }),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["secrets/stores-are-valid", "secrets/external-secrets-are-synced", ...POD_CRASHES],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "store-down-pods-wait",
    title: "The secret store is not valid: a secret is missing, its pod waits, its Kustomization fails",
    from: "a report of a bootstrap that failed",
    faults: [
      storeFails("unable to validate store: 503 Service Unavailable"),
      remove("Secret", "nessie/cluster-secrets"),
      waits("Deployment", "nessie/nessie", {
        reason: "CreateContainerConfigError",
        message: 'secret "cluster-secrets" not found',
      }),
      healthCheckFails("flux-system/cluster-apps", "HelmRelease/nessie/nessie status: 'InProgress'"),
      notReady(
        "HelmRelease",
        "nessie/nessie",
        "UpgradeFailed",
        "Helm upgrade failed for release nessie/nessie: context deadline exceeded",
      ),
    ],
    expect: {
      first: ["secrets/stores-are-valid"],
      falls: [
        "references/named-services-answer",
        ...NOT_RECONCILED,
        "secrets/external-secrets-are-synced",
        "platform/services-are-rolled-out",
        ...POD_WAITS,
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "service-crashes-under-flux",
    title: "Nessie crashes: its HelmRelease times out, its Kustomization's health check fails",
    from: "a cascade",
    faults: [
      waits("Deployment", "nessie/nessie", CRASH_LOOP),
      notReady(
        "HelmRelease",
        "nessie/nessie",
        "InstallFailed",
        "Helm install failed for release nessie/nessie: timeout waiting for: [Deployment/nessie/nessie status: 'InProgress']",
      ),
      healthCheckFails("flux-system/cluster-apps", "HelmRelease/nessie/nessie status: 'Failed'"),
    ],
    expect: {
      first: ["platform/services-are-rolled-out"],
      falls: ["references/named-services-answer", ...NOT_RECONCILED, ...POD_CRASHES],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "grafana-image-missing-under-flux",
    title: "Grafana's image does not exist: monitoring is down, its HelmRelease fails and its Kustomization waits",
    from: "a cascade",
    faults: [
      waits("Deployment", "monitoring/grafana", IMAGE_PULL),
      notReady(
        "HelmRelease",
        "monitoring/grafana",
        "UpgradeFailed",
        "Helm upgrade failed for release monitoring/grafana: context deadline exceeded",
      ),
      healthCheckFails("flux-system/cluster-observability", "HelmRelease/monitoring/grafana status: 'Failed'"),
    ],
    expect: {
      first: ["platform/monitoring-is-operational"],
      falls: [...NOT_RECONCILED, ...POD_WAITS],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "ceph-down-claims-wait",
    title: "Ceph is in error: a claim waits, its database waits, its Kustomizations wait",
    from: "a report of a bootstrap that failed",
    faults: [
      condition("CephCluster", "rook-ceph/rook-ceph", "Ready", {
        status: "False",
        reason: "ClusterFailed",
        message: "failed to create cluster: mons have no quorum",
      }),
      edit("CephCluster", "rook-ceph/rook-ceph", (object) => {
        Object.assign(statusOf(object), { phase: "Failure" });
        Object.assign(statusOf(object)["ceph"] as Json, { health: "HEALTH_ERR" });
      }),
      edit("PersistentVolumeClaim", "databases/nessie-postgres-3", (object) => {
        statusOf(object)["phase"] = "Pending";
      }),
      edit("Cluster", "databases/nessie-postgres", (object) => {
        Object.assign(statusOf(object), { phase: "Creating a new replica", readyInstances: 2 });
      }),
      condition("Cluster", "databases/nessie-postgres", "Ready", {
        status: "False",
        reason: "ClusterIsNotReady",
        message: "Cluster Is Not Ready",
      }),
      (world) =>
        podWaits(findObject(world, "Pod", "databases/nessie-postgres-3"), {
          reason: "ContainerCreating",
          message: "waiting for volume",
        })(world),
      healthCheckFails("flux-system/cluster-storage", "CephCluster/rook-ceph/rook-ceph status: 'InProgress'"),
    ],
    expect: {
      first: ["platform/ceph-is-healthy"],
      falls: [
        ...NOT_RECONCILED,
        "platform/storage-is-ready",
        "platform/databases-are-healthy",
        ...POD_WAITS,
        "workloads/claims-are-bound",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
];

import { healthCheckFails } from "../faults/flux.ts";
import { add, ago, all, condition, edit, part, patch, remove, statusOf, type Json } from "../faults/objects.ts";
import { CRASH_LOOP, deleted, IMAGE_PULL, scaledToZero, waits, type Waiting } from "../faults/workloads.ts";
import type { Fault, Scenario } from "../scenario.ts";

const CONFIG_ERROR: Waiting = { reason: "CreateContainerConfigError", message: 'secret "cluster-secrets" not found' };

/** The store cannot reach its provider, and every secret that comes from it says so. */
export const storeFails = (message: string): Fault =>
  all(
    condition("ClusterSecretStore", "onepassword-connect", "Ready", {
      status: "False",
      reason: "InvalidProviderConfig",
      message,
    }),
    condition("ExternalSecret", undefined, "Ready", {
      status: "False",
      reason: "SecretSyncedError",
      message: "could not get secret data from provider",
    }),
  );

/** `faults.md`, workloads; S0: what the platform is made of. */
export const PLATFORM: readonly Scenario[] = [
  {
    name: "connect-is-gone",
    title: "1Password Connect is gone: secrets are missing in two namespaces, and their pods wait for them",
    from: "faults.md S0",
    faults: [
      deleted("Deployment", "external-secrets/onepassword-connect"),
      storeFails("unable to validate store: dial tcp: lookup onepassword-connect: no such host"),
      remove("Secret", /^(nessie|kubeai)\/cluster-secrets$/),
      waits("Deployment", "nessie/nessie", CONFIG_ERROR),
      waits("Deployment", "kubeai/kubeai", CONFIG_ERROR),
      healthCheckFails("flux-system/cluster-secrets", "ExternalSecret/nessie/cluster-secrets status: 'Failed'"),
    ],
    expect: {
      first: ["secrets/connect-is-running"],
      falls: [
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "secrets/stores-are-valid",
        "secrets/external-secrets-are-synced",
        "platform/services-are-rolled-out",
        "workloads/every-pod-runs",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "connect-sync-crashes",
    title: "The sync container of 1Password Connect crashes; its API still answers from its cache",
    from: "seeds/000",
    faults: [waits("Deployment", "external-secrets/onepassword-connect", CRASH_LOOP)],
    expect: {
      first: ["secrets/connect-is-running"],
      falls: [
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "store-not-valid",
    title: "The secret store's token was revoked",
    from: "faults.md S0",
    faults: [storeFails("unable to validate store: 401 Unauthorized: Invalid token signature")],
    expect: { first: ["secrets/stores-are-valid"], falls: ["secrets/external-secrets-are-synced"] },
  },
  {
    name: "store-missing",
    title: "The secret store that the profile names does not exist",
    from: "acceptance.md secrets/stores-are-valid",
    faults: [remove("ClusterSecretStore", "onepassword-connect")],
    expect: { first: ["secrets/stores-are-valid"] },
  },
  {
    name: "secret-missing-in-a-namespace",
    title: "cluster-secrets is missing in one of twelve namespaces: nobody declared it there",
    from: "faults.md S0",
    faults: [remove("ExternalSecret", "logging/cluster-secrets"), remove("Secret", "logging/cluster-secrets")],
    expect: { first: ["secrets/external-secrets-are-synced"] },
  },
  {
    name: "secret-stale",
    title: "An ExternalSecret was last refreshed two days ago and says Ready=True still",
    from: "acceptance.md secrets/external-secrets-are-synced",
    faults: [
      edit("ExternalSecret", "databases/cluster-secrets", (object, world) => {
        statusOf(object)["refreshTime"] = ago(world, 2 * 86_400);
      }),
    ],
    expect: { first: ["secrets/external-secrets-are-synced"] },
  },
  {
    name: "ceph-warns",
    title: "Ceph is HEALTH_WARN: one of three OSDs is down",
    from: "faults.md, workloads",
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
      falls: [
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "ceph-unheard",
    title: "The operator of Ceph is gone, and its last word was HEALTH_OK: an hour ago",
    from: "facts/cli.md F; captures.md: an operator that is gone",
    faults: [
      edit("CephCluster", "rook-ceph/rook-ceph", (object, world) => {
        part(statusOf(object), "ceph")["lastChecked"] = ago(world, 3600);
      }),
    ],
    expect: { first: ["platform/ceph-is-healthy"] },
  },
  {
    name: "storage-class-missing",
    title: "A storage class that the profile names is missing",
    from: "acceptance.md platform/storage-is-ready",
    faults: [remove("StorageClass", "openebs-hostpath")],
    expect: { first: ["platform/storage-is-ready"] },
  },
  {
    name: "default-storage-class-unset",
    title: "No storage class is the default any more",
    from: "seeds/000",
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
    from: "faults.md, workloads",
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
    from: "facts/cli.md F",
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
    from: "faults.md, workloads",
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
    from: "acceptance.md platform/certificates-are-valid",
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
    from: "acceptance.md platform/certificates-are-valid: not due",
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
    from: "seeds/004",
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
    from: "seeds/001, seeds/003",
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
    from: "acceptance.md platform/gateways-are-programmed",
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
    from: "acceptance.md platform/monitoring-is-operational",
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
    from: "seeds/000",
    faults: [scaledToZero("Deployment", "monitoring/grafana")],
    expect: { first: ["platform/monitoring-is-operational"] },
  },
  {
    name: "logging-not-ready",
    title: "VictoriaLogs has no ready replica: it was scaled to 0 for a migration",
    from: "acceptance.md platform/logging-is-operational",
    faults: [scaledToZero("StatefulSet", "logging/victoria-logs")],
    expect: { first: ["platform/logging-is-operational"] },
  },
  {
    name: "service-at-zero",
    title: "Nessie was scaled to 0",
    from: "acceptance.md platform/services-are-rolled-out",
    faults: [scaledToZero("Deployment", "nessie/nessie")],
    expect: { first: ["platform/services-are-rolled-out"] },
  },
  {
    name: "image-pull-on-one-node",
    title: "A pod of no release cannot pull its image",
    from: "faults.md, workloads",
    faults: [addedPod("default", "debug-tools", { waiting: IMAGE_PULL })],
    expect: {
      first: ["workloads/every-pod-runs"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "crash-loop",
    title: "A pod crashes between two looks: `kubectl get pods | grep -v Running` is content",
    from: "faults.md, workloads",
    faults: [addedPod("default", "importer", { waiting: CRASH_LOOP })],
    expect: {
      first: ["workloads/every-pod-runs"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "unschedulable",
    title: "A pod fits on no node",
    from: "faults.md, workloads",
    faults: [
      addedPod("default", "gpu-job", { unschedulable: "0/3 nodes are available: 3 Insufficient nvidia.com/gpu." }),
    ],
    expect: {
      first: ["workloads/every-pod-runs"],
      falls: ["budget/phases-took-under-theirs", "budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "pod-evicted",
    title: "An evicted leftover that nobody waived",
    from: "faults.md, workloads",
    faults: [addedPod("default", "batch", { failed: "Evicted" })],
    expect: { first: ["workloads/every-pod-runs"] },
  },
  {
    name: "restarts-over-budget",
    title: "A container restarted eight times, and runs now",
    from: "seeds/004 NFR18",
    faults: [
      edit("Pod", /^kubeai\/kubeai-/, (pod, world) => {
        for (const container of statusOf(pod)["containerStatuses"] as Json[]) {
          container["restartCount"] = 8;
          container["lastState"] = { terminated: { exitCode: 137, reason: "OOMKilled", finishedAt: ago(world, 1200) } };
        }
      }),
    ],
    expect: { first: ["workloads/restarts-are-rare"] },
  },
  {
    name: "metrics-not-served",
    title: "`kubectl top nodes` fails: the metrics API serves nothing",
    from: "faults.md, workloads",
    faults: [
      remove("NodeMetrics"),
      condition("APIService", "v1beta1.metrics.k8s.io", "Available", {
        status: "False",
        reason: "MissingEndpoints",
        message: 'endpoints for service/metrics-server in "kube-system" have no addresses',
      }),
    ],
    expect: { first: ["workloads/resource-metrics-answer"] },
  },
  {
    name: "metrics-of-two-nodes",
    title: "The metrics of one node are missing",
    from: "acceptance.md workloads/resource-metrics-answer",
    faults: [remove("NodeMetrics", "lab-cp-02")],
    expect: { first: ["workloads/resource-metrics-answer"] },
  },
  {
    name: "metrics-stale",
    title: "The metrics of one node are an hour old",
    from: "facts/cli.md F",
    faults: [
      edit("NodeMetrics", "lab-cp-03", (object, world) => {
        object["timestamp"] = ago(world, 3600);
      }),
    ],
    expect: { first: ["workloads/resource-metrics-answer"] },
  },
];

/** A pod of its own, as the kubelet of the first node leaves it. */
function addedPod(
  namespace: string,
  name: string,
  how: { waiting?: Waiting; unschedulable?: string; failed?: string },
): Fault {
  return (world) => {
    const container = { name: "main", image: "ghcr.io/example/main:1.0.0" };
    const since = ago(world, 1500);
    const scheduled = how.unschedulable === undefined;
    const conditions = [
      {
        type: "PodScheduled",
        status: scheduled ? "True" : "False",
        ...(!scheduled && { reason: "Unschedulable", message: how.unschedulable }),
        lastTransitionTime: since,
      },
      ...(scheduled
        ? [{ type: "Ready", status: "False", reason: "ContainersNotReady", lastTransitionTime: since }]
        : []),
    ];
    const pod = {
      ...{ apiVersion: "v1", kind: "Pod", metadata: { name, namespace, creationTimestamp: since } },
      spec: {
        containers: [container],
        restartPolicy: "Always",
        hostNetwork: true,
        ...(scheduled && { nodeName: "lab-cp-01" }),
      },
      status: {
        phase: how.failed ? "Failed" : how.waiting?.exitCode === undefined ? "Pending" : "Running",
        ...(how.failed && { reason: how.failed, message: "The node was low on resource: ephemeral-storage." }),
        conditions,
        startTime: since,
        ...(how.waiting && {
          containerStatuses: [
            {
              ...{ name: "main", image: container.image, ready: false, started: false, restartCount: 0 },
              state: { waiting: { reason: how.waiting.reason, message: how.waiting.message } },
              lastState: how.waiting.exitCode === undefined ? {} : { terminated: { exitCode: 1, reason: "Error" } },
            },
          ],
        }),
      },
    };
    return add(pod)(world);
  };
}

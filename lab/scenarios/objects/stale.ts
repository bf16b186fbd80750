import { brings, says } from "../../faults/kinds.ts";
import { add, all, ago, edit, part, specOf, statusOf, type Json } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { healthyWorld } from "../../worlds/healthy.ts";

const BUCKET = { group: "objects.example.org", plural: "buckets", kind: "ObjectBucket" };

/** Bootstrapped yesterday: everything has been looked at often since. */
const yesterday: Scenario["world"] = (profile, now) =>
  healthyWorld(profile, { now, bootstrapStarted: new Date(now.getTime() - 26 * 3600_000) });

const reconciledAgo = (named: string | RegExp, seconds: number): Fault =>
  edit("Kustomization", named, (object, world) => {
    for (const entry of statusOf(object)["history"] as Json[]) entry["lastReconciled"] = ago(world, seconds);
  });

const requestedAgo = (kind: string, named: string | RegExp, seconds: number): Fault =>
  edit(kind, named, (object, world) => {
    part(object, "metadata", "annotations")["reconcile.fluxcd.io/requestedAt"] = ago(world, seconds);
  });

/** What a controller that is gone, or hangs, leaves behind. */
export const STALE: readonly Scenario[] = [
  {
    name: "status-of-an-old-spec",
    title: "An operator that nobody knows has not seen the newest spec: its Ready is of the one before",
    from: "kstatus: status.observedGeneration",
    faults: [
      brings(BUCKET, {
        metadata: { name: "logs", namespace: "default", generation: 4 },
        status: { observedGeneration: 3, conditions: [says("Ready", "True", "Provisioned", "bucket is there")] },
      }),
    ],
    expect: { first: ["objects/statuses-are-current"] },
  },
  {
    name: "condition-of-an-old-spec",
    title: "The status says the current generation, and its Ready condition the one before",
    from: "issue: a condition's own generation counts",
    faults: [
      brings(BUCKET, {
        metadata: { name: "logs", namespace: "default", generation: 4 },
        status: {
          observedGeneration: 4,
          conditions: [{ ...says("Ready", "True", "Provisioned", "bucket is there"), observedGeneration: 3 }],
        },
      }),
    ],
    expect: { first: ["objects/statuses-are-current"] },
  },
  {
    name: "kustomization-of-an-old-spec",
    title: "A Kustomization's Ready condition is of the spec before",
    from: "issue: a condition's own generation counts",
    faults: [
      edit("Kustomization", "flux-system/cluster-apps", (object) => {
        Object.assign(object.metadata, { generation: 2 });
        statusOf(object)["observedGeneration"] = 2;
      }),
    ],
    expect: { first: ["flux/everything-is-reconciled"], unseen: ["flux/nothing-is-stuck"] },
  },
  {
    name: "condition-of-tomorrow",
    title: "A controller with a wrong clock writes a condition that changes tomorrow",
    from: "issue: times in the future are trouble",
    faults: [
      brings(BUCKET, {
        metadata: { name: "logs", namespace: "default", generation: 1 },
        status: {
          conditions: [
            { ...says("Ready", "True", "Provisioned", "bucket is there"), lastTransitionTime: "2026-01-05T23:00:00Z" },
          ],
        },
      }),
    ],
    expect: { first: ["objects/statuses-are-current"] },
  },
  {
    name: "kustomize-controller-hangs",
    title: "The kustomize-controller is ready and reconciles nothing: no interval and no request is kept",
    from: "a bug report: fluxcd/kustomize-controller#1499",
    world: yesterday,
    faults: [reconciledAgo(/./, 6 * 3600), requestedAgo("Kustomization", /./, 5 * 3600)],
    expect: { first: ["objects/nobody-stopped-looking"] },
  },
  {
    name: "request-of-nobody",
    title: "A HelmRelease was asked to reconcile an hour ago, and nobody heard it",
    from: "issue: a request that nobody handled is a finding",
    faults: [requestedAgo("HelmRelease", /kubeai|nessie/, 1200)],
    expect: { first: ["objects/nobody-stopped-looking"] },
  },
  {
    name: "lease-of-nobody",
    title: "The source-controller's lease is not renewed: none of its copies leads",
    from: "https://kubernetes.io/docs/concepts/architecture/leases/",
    faults: [
      edit("Lease", "flux-system/source-controller-leader-election", (object, world) => {
        specOf(object)["renewTime"] = ago(world, 900);
      }),
    ],
    expect: { first: ["objects/nobody-stopped-looking"] },
  },
  {
    name: "secret-not-pushed",
    title: "A PushSecret was not refreshed for seven hours, and says Synced",
    from: "https://external-secrets.io/latest/api/pushsecret/",
    faults: [
      add({
        ...{ apiVersion: "external-secrets.io/v1alpha1", kind: "PushSecret" },
        metadata: { name: "root-ca", namespace: "cert-manager", generation: 1 },
        spec: { refreshInterval: "1h" },
        status: {
          refreshTime: "2026-01-05T03:00:00Z",
          conditions: [says("Ready", "True", "Synced", "PushSecret synced successfully")],
        },
      }),
    ],
    expect: { first: ["objects/nobody-stopped-looking"] },
  },
  {
    name: "backups-not-made",
    title: "A scheduled backup and a volume's replication were due hours ago",
    from: "https://cloudnative-pg.io/documentation/current/backup/",
    faults: [
      all(
        brings(
          { group: "postgresql.cnpg.io", plural: "scheduledbackups", kind: "ScheduledBackup" },
          {
            metadata: { name: "nightly", namespace: "databases", generation: 1 },
            status: { lastScheduleTime: "2026-01-05T02:00:00Z", nextScheduleTime: "2026-01-05T05:00:00Z" },
          },
        ),
        brings(
          { group: "volsync.backube", plural: "replicationsources", kind: "ReplicationSource", version: "v1alpha1" },
          {
            metadata: { name: "media", namespace: "default", generation: 1 },
            status: { lastSyncTime: "2026-01-05T04:00:00Z", nextSyncTime: "2026-01-05T05:00:00Z" },
          },
        ),
      ),
    ],
    expect: { first: ["objects/nobody-stopped-looking"] },
  },
];

import { goDuration } from "../../clusters/notation/duration.ts";
import { kindOf, rests } from "../../observations/by-nature.ts";
import { conditionOf } from "../../observations/conditions.ts";
import type { ServedObject } from "../../observations/everything.ts";

/** When an object was looked at last, by its own status, and how often it should be. */
export interface Look {
  /** The field that tells it: `status.refreshTime`. */
  field: string;
  /** RFC 3339; of a time that should still be to come, that time. */
  last: string;
  everyMs: number;
}

/** The last look at an object, for kinds whose status tells it; `undefined` for all others, and for what rests. */
export function lastLook(object: ServedObject): Look | undefined {
  if (rests(object) || object.metadata.deletionTimestamp) return undefined;
  const look = (LOOKS[kindOf(object)] ?? byHistory)(object);
  return look && !Number.isNaN(Date.parse(look.last)) ? look : undefined;
}

/** A look may come so much later than its interval says: queues, jitter of 5 to 10 % and the work itself. */
export const toleratedMs = (everyMs: number): number => everyMs + Math.max(5 * 60_000, everyMs / 2);

type Reader = (object: ServedObject) => Look | undefined;

const HOUR = 3_600_000;

/** `status[field]` is renewed every `spec[interval]`. */
const renewed =
  (field: string, interval: string, otherwiseMs: number): Reader =>
  ({ status = {}, spec = {} }) => {
    const everyMs = durationOf(spec[interval], otherwiseMs);
    const last = valueAt(status, field);
    return everyMs > 0 && typeof last === "string" ? { field: `status.${field}`, last, everyMs } : undefined;
  };

/** `status[field]` is when something is due: a time that has been is a look that was not taken. */
const due =
  (field: string): Reader =>
  ({ status = {} }) => {
    const last = status[field];
    return typeof last === "string" ? { field: `status.${field}`, last, everyMs: 0 } : undefined;
  };

/** Periodic is the default. https://external-secrets.io/latest/api/externalsecret/#update-behavior-with-3-different-refresh-policies */
const refreshed: Reader = (object) =>
  ["Periodic", undefined, ""].includes(object.spec?.["refreshPolicy"] as string | undefined)
    ? renewed("refreshTime", "refreshInterval", HOUR)(object)
    : undefined;

const LOOKS: Record<string, Reader | undefined> = {
  "ExternalSecret.external-secrets.io": refreshed,
  // https://external-secrets.io/latest/api/pushsecret/
  "PushSecret.external-secrets.io": renewed("refreshTime", "refreshInterval", HOUR),
  // Rook looks once a minute: https://rook.io/docs/rook/latest/CRDs/Cluster/ceph-cluster-crd/#health-settings
  "CephCluster.ceph.rook.io": renewed("ceph.lastChecked", "", 60_000),
  // https://cert-manager.io/docs/usage/certificate/#renewal
  "Certificate.cert-manager.io": due("renewalTime"),
  // https://volsync.readthedocs.io/en/stable/usage/triggers.html
  "ReplicationSource.volsync.backube": due("nextSyncTime"),
  "ReplicationDestination.volsync.backube": due("nextSyncTime"),
  // https://cloudnative-pg.io/documentation/current/backup/#scheduled-backups
  "ScheduledBackup.postgresql.cnpg.io": due("nextScheduleTime"),
  // https://velero.io/docs/main/api-types/backupstoragelocation/
  "BackupStorageLocation.velero.io": renewed("lastValidationTime", "validationFrequency", 60_000),
  // https://fluxcd.io/flux/components/image/
  "ImageRepository.image.toolkit.fluxcd.io": renewed("lastScanResult.scanTime", "interval", HOUR),
  "ImageUpdateAutomation.image.toolkit.fluxcd.io": renewed("lastAutomationRunTime", "interval", HOUR),
  // an instance and what it makes are looked at hourly: https://fluxoperator.dev/docs/crd/fluxinstance/#reconciliation-configuration
  "FluxInstance.fluxcd.controlplane.io": (object) => byHistory(object, HOUR),
  "ResourceSet.fluxcd.controlplane.io": (object) => byHistory(object, HOUR),
};

/**
 * Flux from 2.7 on keeps what it reconciled. What is not Ready may wait for something else, and its own check says so.
 * https://github.com/fluxcd/pkg/blob/main/apis/meta/history.go
 */
function byHistory(object: ServedObject, otherwiseMs = 0): Look | undefined {
  const { status = {}, spec = {}, metadata } = object;
  const history = status["history"];
  if (!Array.isArray(history) || conditionOf(object, "Ready")?.status !== "True") return undefined;
  const times = (history as { lastReconciled?: unknown }[]).flatMap(({ lastReconciled: at }) =>
    typeof at === "string" ? [at] : [],
  );
  const last = times.toSorted((a, b) => Date.parse(b) - Date.parse(a))[0];
  const every = spec["interval"] ?? metadata.annotations?.["fluxcd.controlplane.io/reconcileEvery"];
  const everyMs = durationOf(every, otherwiseMs);
  return last === undefined || everyMs === 0 ? undefined : { field: "status.history[].lastReconciled", last, everyMs };
}

const durationOf = (value: unknown, otherwiseMs: number): number =>
  (typeof value === "string" ? goDuration(value) : undefined) ?? otherwiseMs;

const valueAt = (status: Record<string, unknown>, field: string): unknown =>
  field.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], status);

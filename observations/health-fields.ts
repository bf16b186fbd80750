import { isPhaseRightByNature } from "./by-nature.ts";
import type { ServedObject } from "./everything.ts";
import { cut } from "./kubernetes.ts";

/** What the fields of a status say against an object, for kinds that have no condition for it. */
interface Said {
  sort: string;
  words: string;
  since?: string | undefined;
}

/** `young`: what is under way is not wrong yet. */
export const saidByFields = (object: ServedObject, young: boolean): Said[] => [
  ...byWords(object, young),
  ...byFlags(object.status ?? {}),
  ...byErrors(object.status ?? {}),
];

/** Words that no kind uses for being well. */
const ILL =
  /fail|error|invalid|degraded|unhealthy|unrecoverable|unknown|lost|stalled|broken|corrupt|crash|reject|denied|conflict|expired|evicted|timed? ?out|unavailable|unreachable|disconnected|missing|abort|terminating|HEALTH_ERR|HEALTH_WARN|^not[^a-z]|^notready|^(red|yellow)$/i;
const UNDER_WAY =
  /^(pending|creating|provisioning|initiali[sz]ing|progressing|waiting|installing|deploying|reconciling|starting|connecting|configuring)$/i;

function byWords(object: ServedObject, young: boolean): Said[] {
  const { status = {} } = object;
  return wordsIn(status).flatMap(({ key, value, message }): Said[] => {
    if (typeof value !== "string" || !(ILL.test(value) || (UNDER_WAY.test(value) && !young))) return [];
    if (isPhaseRightByNature(object, value) !== undefined) return [];
    const words = `${key} ${value}${inBrackets([status["reason"], message ?? status["message"]])}`;
    return [{ sort: `${key} ${value}`, words }];
  });
}

function wordsIn(status: Record<string, unknown>): { key: string; value: unknown; message?: unknown }[] {
  const { health, ceph, latestMoverStatus: moved } = status;
  return [
    isRecord(health)
      ? { key: "health", value: health["status"], message: health["message"] }
      : { key: "health", value: health },
    ...(isRecord(ceph) ? [{ key: "ceph.health", value: ceph["health"], message: detailsOf(ceph["details"]) }] : []),
    ...["phase", "state", "updateStatus"].map((key) => ({ key, value: status[key] })),
    // https://volsync.readthedocs.io/en/stable/usage/metrics/
    ...(isRecord(moved) ? [{ key: "latestMoverStatus.result", value: moved["result"] }] : []),
  ];
}

/** https://rook.io/docs/rook/latest/CRDs/Cluster/ceph-cluster-crd/#ceph-status */
const detailsOf = (details: unknown): string | undefined =>
  isRecord(details)
    ? Object.entries(details)
        .map(([code, it]) => `${code}: ${isRecord(it) ? String(it["message"]) : ""}`)
        .join("; ")
    : undefined;

const byFlags = (status: Record<string, unknown>): Said[] =>
  ["ready", "valid"]
    .filter((key) => status[key] === false)
    .map((key) => ({
      sort: `${key} false`,
      words: `${key}: false${inBrackets([status["reason"], status["message"]])}`,
    }));

/** Errors in a field of their own: VolumeSnapshots, VolumeAttachments, Cluster API, VictoriaMetrics. */
export const ERRORS = [
  ...["error", "attachError", "detachError", "errorMessage"],
  ...["failureMessage", "failureReason", "lastError", "lastSyncError"],
];

function byErrors(status: Record<string, unknown>): Said[] {
  return ERRORS.flatMap((key): Said[] => {
    const value = status[key];
    const text = isRecord(value) ? value["message"] : value;
    if (typeof text !== "string" || text === "") return [];
    const since = isRecord(value) && typeof value["time"] === "string" ? value["time"] : undefined;
    return [{ sort: key, words: `${key}: ${cut(text)}`, since }];
  });
}

function inBrackets(parts: readonly unknown[]): string {
  const said = parts.filter((it) => typeof it === "string" && it !== "");
  return said.length > 0 ? ` (${cut(said.join(": "))})` : "";
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

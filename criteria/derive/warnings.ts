import { inWords as durationInWords } from "../../clusters/notation/duration.ts";
import type { Finding } from "../criterion.ts";
import { cut } from "../../observations/kubernetes.ts";
import type { Event, KubernetesObject } from "../../observations/objects.ts";

/** The Warning events that were seen, where they could be read, and the moment of looking. */
export interface Reasons {
  warnings?: readonly Event[] | undefined;
  now: Date;
}

/** What the cluster warned of about one object, all events of one reason and one beginning together. */
export interface Warning {
  reason: string;
  /** Of the newest event. */
  message: string;
  count: number;
  /** Milliseconds since the epoch; NaN where no event says when. */
  lastMs: number;
  /** Of the newest event: `spec.containers{app}`. */
  fieldPath?: string | undefined;
}

/** Said of healthy nodes too, at each start of a kubelet. */
const SAY_NOTHING = new Set(["InvalidDiskCapacity", "CgroupV1"]);

/**
 * What was warned of an object, newest first. Events of an object of the same name before it do not count: they have
 * another uid, or none and were last seen before this one was made. Kubelets write a node's name for its uid, and the
 * uid of a static pod's file for that of its mirror.
 */
export function warningsOf(kind: string, object: KubernetesObject, { warnings = [] }: Reasons): Warning[] {
  const { name, namespace, uid, creationTimestamp, annotations } = object.metadata ?? {};
  const uids = [uid, kind === "Node" ? name : undefined, annotations?.["kubernetes.io/config.mirror"]];
  const bornMs = Date.parse(creationTimestamp ?? "");
  const its = warnings.filter((event) => {
    const about = event.involvedObject;
    if (about?.kind !== kind || about.name !== name || (about.namespace ?? "") !== (namespace ?? "")) return false;
    if (about.uid && uid) return uids.includes(about.uid);
    return !(lastMsOf(event) < bornMs);
  });
  return together(its);
}

/** What was warned of objects that are known by the beginnings of their names only, newest first. */
export const warningsOfNames = (
  { kind, namespace, isMeant }: { kind: string; namespace: string; isMeant: (name: string) => boolean },
  { warnings = [] }: Reasons,
  sinceMs: number,
): Warning[] =>
  together(
    warnings.filter(
      (event) =>
        event.involvedObject?.kind === kind &&
        event.involvedObject.namespace === namespace &&
        isMeant(event.involvedObject.name ?? "") &&
        !(lastMsOf(event) < sinceMs),
    ),
  );

function together(events: readonly Event[]): Warning[] {
  const byReason = new Map<string, Warning>();
  for (const event of events.toSorted((a, b) => newestFirst(lastMsOf(a), lastMsOf(b)))) {
    const reason = event.reason ?? "";
    if (SAY_NOTHING.has(reason)) continue;
    // one reason may say several things: `Failed` is both the pull that failed and the back-off after it
    const key = `${reason} ${event.message?.slice(0, 24)}`;
    const known = byReason.get(key);
    const count = event.series?.count ?? event.count ?? 1;
    if (known) known.count += count;
    else
      byReason.set(key, {
        ...{ reason, message: event.message ?? "", count, lastMs: lastMsOf(event) },
        fieldPath: event.involvedObject?.fieldPath,
      });
  }
  return [...byReason.values()];
}

/** `ProvisioningFailed 31 times, last 30s ago: cannot provision with class ceph-block`. */
export function warningInWords({ reason, message, count, lastMs }: Warning, now: Date): string {
  const said = message === "" ? "" : `: ${cut(message)}`;
  return `${reason}${howOften({ count, lastMs }, now)}${said}`;
}

/** ` 31 times, last 30s ago`; a time that lies ahead of the moment of looking is not told. */
export function howOften({ count, lastMs }: Pick<Warning, "count" | "lastMs">, now: Date): string {
  const age = now.getTime() - lastMs;
  const last = age >= 0 ? `${count > 1 ? ", last" : ""} ${durationInWords(Math.round(age / 1000) * 1000)} ago` : "";
  return `${count > 1 ? ` ${count} times` : ""}${last}`;
}

/** A finding with the newest warning of its object at the end, where that says what the finding does not say yet. */
export function withWarning<Found extends Finding | undefined>(
  finding: Found,
  kind: string,
  object: KubernetesObject,
  reasons: Reasons,
): Found {
  if (!finding) return finding;
  const [newest] = warningsOf(kind, object, reasons);
  if (!newest || isSaid(newest, finding.actual)) return finding;
  return { ...finding, actual: `${finding.actual}; ${warningInWords(newest, reasons.now)}` };
}

const isSaid = ({ message }: Warning, said: string): boolean => message !== "" && said.includes(cut(message));

const lastMsOf = ({ series, lastTimestamp, eventTime, firstTimestamp, metadata }: Event): number =>
  Date.parse(
    series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata?.creationTimestamp ?? "",
  );

const newestFirst = (a: number, b: number): number =>
  (Number.isNaN(b) ? -Infinity : b) - (Number.isNaN(a) ? -Infinity : a) || 0;

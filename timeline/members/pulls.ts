import { isConnectivityTest } from "../../observations/pods.ts";
import type { Event } from "../../observations/objects.ts";
import type { Followed } from "../../observations/followed.ts";
import { msOf, pointAt } from "../points.ts";
import type { Interval } from "../timeline.ts";

export interface Pull {
  interval: Interval;
  image: string;
  node: string;
  /** `pod/namespace/name` */
  pod: string;
}

/** https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/images/image_manager.go */
const PULLED = /Successfully pulled image "([^"]+)" in ([\dhmsµun.]+)(?: \(([\dhmsµun.]+) including waiting\))?/;

/** The events of pulls that --follow saw, including some that still exist. */
export function pullEvents({ sightings }: Followed): Event[] {
  return sightings.flatMap(({ source, subject, uid, changes }) => {
    const pulled = source === "events" ? changes.find(({ fact }) => fact === "Pulled") : undefined;
    if (!pulled) return [];
    const [, namespace, name] = subject.split("/");
    const { text, says, node } = pulled;
    return [
      {
        metadata: { uid },
        reason: "Pulled",
        involvedObject: { ...(namespace && { namespace }), ...(name && { name }) },
        ...(text !== undefined && { message: text }),
        ...(says !== undefined && { eventTime: says }),
        ...(node !== undefined && { source: { host: node } }),
      },
    ];
  });
}

/** Image pulls, from the kubelets' events. Events expire after an hour, so these are only hints. */
export function pullsOf(events: readonly Event[]): Pull[] {
  const told = new Set<string>();
  return events.flatMap((event) => {
    const { uid } = event.metadata ?? {};
    if (uid !== undefined && told.has(uid)) return [];
    if (uid !== undefined) told.add(uid);
    const [, image, took, waited] = PULLED.exec(event.message ?? "") ?? [];
    const node = event.source?.host ?? event.reportingInstance;
    const ended = event.eventTime ?? event.firstTimestamp ?? event.lastTimestamp;
    const end = pointAt(ended, "event Pulled");
    const ms = fromGo(took ?? "");
    if (isConnectivityTest(event.involvedObject?.namespace)) return [];
    if (event.reason !== "Pulled" || !image || !node || !end || ms === undefined) return [];
    const at = new Date(msOf(end) - ms).toISOString();
    const wait = waited !== undefined && waited !== took ? `, ${waited} including waiting` : "";
    const source = `event Pulled, ${took}${wait}`;
    const { namespace, name } = event.involvedObject ?? {};
    return [
      {
        image,
        node,
        pod: `pod/${namespace}/${name}`,
        interval: {
          name: `${image} on ${node}`,
          kind: "pull" as const,
          start: { at, source, precisionMs: end.precisionMs, basis: "inferred" as const },
          end: { ...end, source },
        },
      },
    ];
  });
}

/** For how long at least one image was being pulled, in milliseconds. Pulls at the same time count once. */
export function busyMs(intervals: readonly Interval[]): number {
  let [total, until] = [0, Number.NEGATIVE_INFINITY];
  for (const { start, end } of intervals.toSorted((a, b) => msOf(a.start) - msOf(b.start))) {
    const from = Math.max(msOf(start), until);
    total += Math.max(0, msOf(end) - from);
    until = Math.max(until, msOf(end));
  }
  return total;
}

const UNITS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, µs: 0.001, us: 0.001, ns: 0.000001 };

/** Milliseconds of a duration as Go prints it, like `1m2.5s`; `undefined` for other text. */
function fromGo(text: string): number | undefined {
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|µs|us|ns|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) return undefined;
  return Math.round(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ""] ?? 0), 0));
}

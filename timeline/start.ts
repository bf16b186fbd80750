import type { Profile } from "../clusters/profile.ts";
import { named } from "../observations/kubernetes.ts";
import { inWords } from "../clusters/notation/duration.ts";
import { earliest, msOf, pointAt } from "./points.ts";
import type { TimelineObserved } from "./sources.ts";
import type { Point } from "./timeline.ts";

/** How far the clock that set a mark may differ from the cluster's. */
const CLOCKS_APART_MS = 60_000;

export interface Start {
  point?: Point;
  remarks: string[];
  gaps: string[];
}

/**
 * When the bootstrap began: a mark that somebody set (exact), or else the first boot of a machine before the API server
 * came up, as far as the machines remember it. That is inferred: the machine may have waited to be bootstrapped, so the
 * true start lies between that boot and the first act of the API server, the namespace kube-system.
 */
export function startOf(observed: TimelineObserved, profile: Profile): Start {
  return followedFrom(observed, remembered(observed, profile));
}

function remembered(observed: TimelineObserved, profile: Profile): Start {
  const mark = profile.budget?.startMark;
  const set = pointAt(mark?.at, "start mark");
  if (set) return marked(set, observed, profile);
  const gaps =
    mark?.configMap && mark.at === undefined
      ? [
          `the start mark in ConfigMap ${mark.configMap.namespace}/${mark.configMap.name} was not read: give --started-at`,
        ]
      : [];
  const api = apiCameUp(observed);
  if (!api) return { remarks: [], gaps: [...gaps, "no start to measure from: give --started-at"] };
  const boot = earliest(
    bootsOf(observed, profile)
      .map(({ point }) => point)
      .filter((point) => msOf(point) <= msOf(api)),
  );
  if (!boot) {
    const remark = `the start is reconstructed from ${api.source}: what came before it is not remembered`;
    return { point: { ...api, basis: "inferred" }, remarks: [remark], gaps };
  }
  const waited = msOf(api) - msOf(boot);
  const remark = `the start is reconstructed from ${boot.source}; the API server came up ${inWords(waited)} later`;
  return { point: { ...boot, basis: "inferred", precisionMs: Math.max(1000, waited) }, remarks: [remark], gaps };
}

/**
 * `--follow` is no mark of the start: the bootstrap began before or after it. Where --follow began before anything that
 * the cluster remembers, its start counts. That can make a bootstrap look longer, never shorter. A mark makes this
 * unnecessary.
 */
function followedFrom({ followed, ...observed }: TimelineObserved, { point, remarks, gaps }: Start): Start {
  const since = pointAt(followed?.since, "begin of --follow", { basis: "inferred" });
  if (!since || !point || point.basis === "exact") return { ...(point && { point }), remarks, gaps };
  if (msOf(since) >= msOf(point)) {
    const late = `--follow began ${inWords(msOf(since) - msOf(point))} after the ${point.source}: it marks no start`;
    return { point, remarks: [...remarks, late], gaps };
  }
  const api = apiCameUp(observed);
  const precisionMs = Math.max(1000, msOf(api && msOf(api) > msOf(since) ? api : point) - msOf(since));
  const counted = `nothing marks the start: it is counted from the begin of --follow, ${inWords(msOf(point) - msOf(since))} before the ${point.source}, and is that uncertain; what came before --follow is not counted: --started-at says when it began`;
  return { point: { ...since, precisionMs }, remarks: [counted], gaps };
}

/** When the API server came up: its first act on an empty etcd is the namespace kube-system. */
export const apiCameUp = ({ namespaces, nodes }: TimelineObserved): Point | undefined =>
  pointAt(namespaces?.find(named("kube-system"))?.metadata?.creationTimestamp, "creation of namespace kube-system") ??
  earliest((nodes ?? []).map(({ metadata }) => pointAt(metadata?.creationTimestamp, "creation of the first node")));

/**
 * The boots of the profile's machines. Talos keeps its resources in memory, so `created` is the time of the last boot.
 */
export function bootsOf(
  { talosMachineStatuses }: TimelineObserved,
  profile: Profile,
): { node: string; point: Point }[] {
  return profile.nodes.flatMap(({ name }) => {
    const answer = talosMachineStatuses?.find(({ node }) => node === name);
    const resources = answer?.look.ok ? answer.look.value : [];
    const point = pointAt(resources?.[0]?.metadata?.created, `boot of ${name}`);
    return point ? [{ node: name, point }] : [];
  });
}

/** A start from a mark. A mark later than the first release was not set when the bootstrap began. */
function marked(set: Point, { helmReleases }: TimelineObserved, profile: Profile): Start {
  const first = earliest(
    (helmReleases ?? [])
      .filter((record) =>
        profile.releases.some(({ name, namespace }) => name === record.name && namespace === record.namespace),
      )
      .map(({ details, createdAt, name }) =>
        pointAt(details?.firstDeployed ?? createdAt, `first deployment of ${name}`),
      ),
  );
  if (!first || msOf(set) <= msOf(first) + CLOCKS_APART_MS) return { point: set, remarks: [], gaps: [] };
  const behind = inWords(msOf(set) - msOf(first));
  return {
    remarks: [],
    gaps: [`the start mark ${set.at} lies ${behind} behind the ${first.source}: it marks no start`],
  };
}

import type { Profile } from "../clusters/profile.ts";
import type { Interval, Phase, PhaseName, Point } from "./timeline.ts";
import type { Member } from "./members/member.ts";
import { doubtOf, earliest, latest, msOf } from "./points.ts";

const TITLES: Record<PhaseName, string> = {
  machines: "Machines boot and join",
  "control-plane": "The control plane comes up",
  crds: "CRDs are established",
  core: "Core releases are installed",
  flux: "Flux takes over",
  workloads: "Everything from Git is ready",
};

/** The kinds whose creation begins a phase; others only take part in its end. */
const BEGIN: Record<PhaseName, readonly Interval["kind"][]> = {
  machines: ["machine"],
  "control-plane": ["pod"],
  crds: ["crd"],
  core: ["release"],
  flux: ["release", "kustomization"],
  workloads: ["kustomization", "release", "pod"],
};

/** The phases that this profile has, in order. */
export const phaseNames = ({ talos, crds, releases, flux }: Profile): PhaseName[] => [
  ...(talos ? (["machines"] as const) : []),
  "control-plane",
  ...(crds.required.length > 0 ? (["crds"] as const) : []),
  ...(releases.length > 0 ? (["core"] as const) : []),
  ...(flux ? (["flux", "workloads"] as const) : []),
];

/**
 * A phase ends when the last of its members was ready. It has no end where a member is not ready, or its readiness is
 * no longer known; then it took at least until its last known member, or until now.
 */
export function phaseOf(
  name: PhaseName,
  members: readonly Member[],
  { profile, now, begin }: { profile: Profile; now: Date; begin?: Point | undefined },
): Phase {
  const own = members.filter(({ phase }) => phase === name);
  const start = begin ?? earliest(own.filter(({ kind }) => BEGIN[name].includes(kind)).map(({ start }) => start));
  const known = lastOf(own.map(({ end }) => end));
  const ongoing = own.flatMap(({ name, ongoing }) => (ongoing === undefined ? [] : [{ name, reason: ongoing }]));
  const lost = own.flatMap(({ name, lost }) => (lost === undefined ? [] : [{ name, reason: lost }]));
  const isWhole = ongoing.length === 0 && lost.length === 0;
  const end = isWhole ? known : undefined;
  const until = ongoing.length > 0 ? now.getTime() : surelyUntil(own);
  const budgetMs = profile.budget?.phases[name];
  return {
    name,
    title: TITLES[name],
    ...(start && { start }),
    ...(end && { end }),
    ...(start && end && { tookMs: Math.max(0, msOf(end) - msOf(start)) }),
    ...(budgetMs !== undefined && { budgetMs }),
    ...(ongoing.length > 0 && { ongoing }),
    ...(lost.length > 0 && { lost }),
    ...(start && !end && until !== undefined && { atLeastMs: Math.max(0, until - msOf(start)) }),
  };
}

/** The last of these moments. Its uncertainty covers the latest that any other of them can have been. */
function lastOf(points: readonly (Point | undefined)[]): Point | undefined {
  const last = latest(points);
  if (!last) return undefined;
  let [bound, widest] = [Number.NEGATIVE_INFINITY, last];
  for (const point of points)
    if (point && msOf(point) + doubtOf(point) > bound) [bound, widest] = [msOf(point) + doubtOf(point), point];
  const precisionMs = Math.max(last.precisionMs, bound - msOf(last));
  if (precisionMs === last.precisionMs) return last;
  return { ...last, precisionMs, basis: widest.basis === "observed" ? last.basis : "inferred" };
}

/** The latest moment at which something of it was certainly still in progress. */
function surelyUntil(members: readonly Member[]): number | undefined {
  const ends = members.flatMap(({ end }) => (end ? [msOf(end) - doubtOf(end)] : []));
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/** What of the phases is not known, in sentences. */
export function gapsOf(phases: readonly Phase[]): string[] {
  return phases.flatMap(({ name, start, end, ongoing = [], lost = [] }) => [
    ...(start ? [] : [`phase ${name} has no start`]),
    ...(end || ongoing.length + lost.length > 0 ? [] : [`phase ${name} has no end: nothing is remembered of it`]),
    ...(ongoing.length > 0 ? [`phase ${name} goes on: ${listed(ongoing)}`] : []),
    ...(lost.length > 0 ? [`phase ${name} has no end: ${listed(lost)}`] : []),
  ]);
}

/** The first three, and how many more. */
export function listed(members: readonly { name: string; reason: string }[]): string {
  const shown = members.slice(0, 3).map(({ name, reason }) => `${name}: ${reason}`);
  const rest = members.length - shown.length;
  return `${shown.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}`;
}

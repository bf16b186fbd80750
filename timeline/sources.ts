import type { Profile } from "../clusters/profile.ts";
import type { Observations, SourceKey } from "../observations/observations.ts";
import type { Member } from "./members/member.ts";
import type { PhaseName } from "./timeline.ts";

/** The sources from which the bootstrap is rebuilt. */
export const TIMELINE_SOURCES = [
  "namespaces",
  "nodes",
  "pods",
  "deployments",
  "customResourceDefinitions",
  "helmReleases",
  "kustomizations",
  "helmReleaseResources",
  "events",
  "talosMachineStatuses",
  "talosServices",
  "followed",
] as const satisfies readonly SourceKey[];

export type TimelineSource = (typeof TIMELINE_SOURCES)[number];
export type TimelineObserved = Partial<Pick<Observations, TimelineSource>>;

/** The phases that need this source: without it their end is not known. */
const FEEDS: Partial<Record<TimelineSource, readonly PhaseName[]>> = {
  nodes: ["machines", "control-plane", "core"],
  pods: ["control-plane", "core", "flux", "workloads"],
  customResourceDefinitions: ["crds", "core"],
  helmReleases: ["core", "flux"],
  kustomizations: ["flux", "workloads"],
  helmReleaseResources: ["workloads"],
};

/** Members in place of a source that was not read: nobody knows whether its objects are ready, or exist. */
export const unreadMembers = (unread: readonly TimelineSource[]): Member[] =>
  unread.flatMap((source) =>
    (FEEDS[source] ?? []).map((phase) => ({
      name: source,
      kind: "phase" as const,
      phase,
      lost: "was not read",
      expected: true,
      busy: [],
    })),
  );

/**
 * The sources without which this profile's timeline has no start or no end. Events are not among them: they expire, and
 * only make it more exact.
 */
export function missingSources(observed: TimelineObserved, profile: Profile): TimelineSource[] {
  const needed: TimelineSource[] = ["namespaces", "nodes", "pods"];
  if (profile.crds.required.length > 0) needed.push("customResourceDefinitions");
  if (profile.releases.length > 0) needed.push("helmReleases");
  if (profile.flux) needed.push("kustomizations", "helmReleaseResources");
  if (profile.talos) needed.push("talosMachineStatuses");
  return needed.filter((source) => observed[source] === undefined);
}

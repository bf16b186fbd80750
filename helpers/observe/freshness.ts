import type { Profile } from "../../clusters/profile.ts";
import type { AnyCriterion, Context } from "../../criteria/criterion.ts";
import type { SourceResults, SourceKey } from "../../observations/observations.ts";
import { now } from "../wait/clock.ts";
import { LOCAL } from "./files/local.ts";

/** Sources that write, or take as long as a row's patience: they are read when their row comes. */
const LATE: readonly SourceKey[] = ["ciliumConnectivity", "dnsProbe", "steadiness", "talosHealth"];

/** What does not move in half a minute: read once, it is judged again as it was. */
export const STILL: readonly SourceKey[] = [
  ...LOCAL,
  ...([
    "identity",
    "access",
    "serverVersion",
    "customResourceDefinitions",
    "helmReleases",
    "dependents",
    "namespaces",
  ] as const),
  ...([
    "storageClasses",
    "validatingWebhooks",
    "mutatingWebhooks",
    "gatewayClasses",
    "events",
    "ciliumConfig",
  ] as const),
  ...(["sourceSecrets", "sharedSecrets", "helmRepositories", "helmCharts", "ociRepositories", "buckets"] as const),
  ...([
    "ciliumNodes",
    "ciliumBGPClusterConfigs",
    "services",
    "talosVersions",
    "talosLinks",
    "talosTimeStatuses",
  ] as const),
];

export const isLate = (key: SourceKey): boolean => LATE.includes(key);

export const sourcesOf = (criterion: AnyCriterion): SourceKey[] => [...criterion.needs, ...(criterion.wants ?? [])];

/**
 * A check is judged at the moment of its own sources, by the cluster's clock, and each of these at its own: `results`
 * are those of one check. How long anything else took says nothing about what they tell.
 */
export function contextOf(profile: Profile, results: SourceResults): Context {
  const told = Object.entries(results).map(([key, { asOf, at }]) => [key, new Date(asOf ?? at)] as const);
  return { profile, now: newest(told.map(([, at]) => at)), moments: Object.fromEntries(told) };
}

/** That of the newest observation. */
export const momentOf = (results: SourceResults): Date =>
  newest(Object.values(results).map(({ asOf, at }) => new Date(asOf ?? at)));

const newest = (moments: readonly Date[]): Date =>
  moments.length === 0 ? now() : new Date(Math.max(...moments.map((at) => at.getTime())));

import type { Profile } from "../../clusters/profile.ts";
import type { AnyCriterion, Context } from "../../criteria/criterion.ts";
import type { SourceResults, SourceKey } from "../../observations/observations.ts";
import { now } from "../wait/clock.ts";
import { LOCAL } from "./files/local.ts";

/** Sources that write, or that take as long as a check's patience. They are read only when their check begins. */
const LATE: readonly SourceKey[] = ["ciliumConnectivity", "dnsProbe", "steadiness", "talosHealth"];

/** Sources that do not change within half a minute: read once, and not again while a check waits. */
export const STILL: readonly SourceKey[] = [
  ...LOCAL,
  ...([
    "identity",
    "unnamed",
    "access",
    "serverVersion",
    "customResourceDefinitions",
    "helmReleases",
    "dependents",
    "everything",
    "namespaces",
  ] as const),
  ...([
    "storageClasses",
    "validatingWebhooks",
    "mutatingWebhooks",
    "gatewayClasses",
    "events",
    "warnings",
    "ciliumConfig",
  ] as const),
  ...([
    "sourceSecrets",
    "madeSecrets",
    "sharedSecrets",
    "helmRepositories",
    "helmCharts",
    "ociRepositories",
    "buckets",
  ] as const),
  // operators write these from their pods, which are read again, or from other places once in minutes
  ...([
    ...([
      "vmSingles",
      "vmClusters",
      "vmAgents",
      "vmAlerts",
      "vmAlertmanagers",
      "prometheuses",
      "alertmanagers",
    ] as const),
    ...(["certificates", "gateways", "httpRoutes", "nodeMetrics", "certificateSigningRequests", "spegel"] as const),
    ...(["issuers", "clusterIssuers", "secretStores", "clusterSecretStores", "podDisruptionBudgets"] as const),
  ] as const),
  ...([
    "ciliumNodes",
    "ciliumBGPClusterConfigs",
    "ciliumBGPPeerConfigs",
    "ciliumBGPAdvertisements",
    "ciliumL2AnnouncementPolicies",
    "ciliumLoadBalancerIPPools",
    "ciliumNetworkPolicies",
    "ciliumClusterwideNetworkPolicies",
    "networkPolicies",
    "services",
    "talosVersions",
    "talosLinks",
    "talosTimeStatuses",
  ] as const),
];

/** Sources that the machines themselves tell, whether the API server is up or not. */
const ofTheMachines = (key: SourceKey): boolean => /^(talos|etcd)/.test(key);

/** Whether a source asks the API server, itself or through a command. */
export const asksTheApi = (key: SourceKey): boolean => !LOCAL.includes(key) && !ofTheMachines(key);

/** Without which nothing can be judged: a check that needs nothing looks at what it wants. */
export const neededBy = ({ needs, wants = [] }: AnyCriterion): readonly SourceKey[] =>
  needs.length > 0 ? needs : wants;

/**
 * How old a look may be when a row begins: rows of one gather judge one moment. To list everything is a hundred requests,
 * and each of its kinds is judged by the moment at which it was read.
 */
export const freshMs = (criterion: AnyCriterion): number =>
  sourcesOf(criterion).every((key) => key === "everything") ? 60_000 : 15_000;

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

import type { AnyCriterion } from "../../criteria/criterion.ts";
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
    "everything",
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

/**
 * How old a look may be when a row begins: rows of one gather judge one moment. To list everything is a hundred requests,
 * and each of its kinds is judged by the moment at which it was read.
 */
export const freshMs = (criterion: AnyCriterion): number =>
  sourcesOf(criterion).every((key) => key === "everything") ? 60_000 : 15_000;

export const isLate = (key: SourceKey): boolean => LATE.includes(key);

export const sourcesOf = (criterion: AnyCriterion): SourceKey[] => [...criterion.needs, ...(criterion.wants ?? [])];

/** The moment of a judgement is that of its newest observation. */
export function momentOf(results: SourceResults): Date {
  // RFC 3339 of one zone and one precision: as text it is in order too
  const newest = Object.values(results).reduce((latest, { at }) => (at > latest ? at : latest), "");
  return newest === "" ? now() : new Date(newest);
}

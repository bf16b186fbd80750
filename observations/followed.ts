/**
 * What `--follow` saw come about, as the journal keeps it. Times are RFC 3339, by the clock of the machine that watched;
 * only what an object says of itself (`says`) is by the cluster's clocks.
 */
export interface Followed {
  /** When it began: before the cluster was there, or later. */
  since: string;
  /** Until when it watched; the last sign of it where the run was cut off. */
  until: string;
  /** `milestone`: everything that the profile awaits was up, for the steady window; left out where it was cut off. */
  ended?: "milestone" | "deadline" | "interrupted";
  /** When everything was up first, where it stayed so. */
  upSince?: string;
  /** In the order in which they were seen. */
  sightings: Sighting[];
  gaps: Unwatched[];
}

/** Kinds that are watched: lists by the names of their sources. */
export type Watched =
  | "nodes"
  | "namespaces"
  | "customResourceDefinitions"
  | "helmSecrets"
  | "pods"
  | "events"
  | "gitRepositories"
  | "ociRepositories"
  | "kustomizations"
  | "helmReleaseResources";

/** An object was seen to be otherwise than before. */
export interface Sighting {
  /** When it was seen. */
  at: string;
  /** The last moment at which it was surely not so yet; left out where it was so at the first look. */
  after?: string;
  source: Watched;
  /** As findings name it; a Helm release by its own name, whichever of its Secrets it was. */
  subject: string;
  uid: string;
  changes: Change[];
}

export interface Change {
  /** `Ready`, `PodScheduled` and `Initialized` may be lost again; `exists`, `Established`, `deployed` and `Pulled` came once. */
  fact: "exists" | "PodScheduled" | "Initialized" | "Ready" | "Established" | "deployed" | "Pulled";
  is: boolean;
  /** Since when, in the object's own words. */
  says?: string;
  /** What a `Pulled` event says, and of which node. */
  text?: string;
  node?: string;
}

/** For so long nobody watched: what came about in it was seen only afterwards. */
export interface Unwatched {
  source: Watched;
  from: string;
  until: string;
  why: string;
}

/** Between two signs of life of one watch no more passes; beyond that, something may have been missed. */
export const QUIET_MS = 15_000;

/** Kinds of Flux, whose Ready condition moves its time with every message. */
export const FLUX: readonly Watched[] = [
  "gitRepositories",
  "ociRepositories",
  "kustomizations",
  "helmReleaseResources",
];

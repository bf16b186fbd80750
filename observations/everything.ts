import type { ObjectMeta } from "./objects.ts";
import type { Trouble } from "./trouble.ts";

/**
 * Everything that the API serves: each kind listed once, whether a check knows it or not, and each object cut down at
 * the door to what tells its health. Nothing of a spec is kept but the few fields named here, and no data at all:
 * Secrets and ConfigMaps come as metadata.
 */
export interface Everything {
  kinds: ServedKind[];
  objects: ServedObject[];
  /** Group versions that the API names and of which it does not say what they serve. */
  undiscovered: { groupVersion: string; why: string }[];
}

/** One kind as discovery names it, in the version that the server prefers, and what became of listing it. */
export interface ServedKind {
  /** "" for the core group. */
  group: string;
  version: string;
  /** Plural, as the API addresses it. */
  resource: string;
  kind: string;
  namespaced: boolean;
  /** How many objects it has; left out where it was not listed. */
  count?: number;
  /** When its list was read, RFC 3339: its objects are judged by this moment, whatever other lists took. */
  at?: string;
  /** Why it could not be listed. */
  trouble?: Trouble;
  /** Why it is not listed by design: reviews, events, metrics. */
  leftOut?: string;
}

/** An object of any kind, as far as it speaks of its own health. */
export interface ServedObject {
  apiVersion: string;
  kind: string;
  metadata: Pick<
    ObjectMeta,
    | "name"
    | "namespace"
    | "uid"
    | "generation"
    | "creationTimestamp"
    | "deletionTimestamp"
    | "deletionGracePeriodSeconds"
    | "finalizers"
    | "ownerReferences"
    | "labels"
    | "annotations"
  >;
  /**
   * Only what says that an object is at rest by design or how often it is looked at (suspend, paused, replicas,
   * interval), and which Services an APIService, an Ingress or a route leads to.
   */
  spec?: Record<string, unknown>;
  /** Only what tells health: conditions, phases, counts, generations, times of the last look. */
  status?: Record<string, unknown>;
}
